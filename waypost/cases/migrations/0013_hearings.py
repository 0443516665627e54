"""Hearings beside the documents that they stand in, and why somebody has said of two entries what they said."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_search_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="CourtHearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("ref", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("was_at", models.DateTimeField(null=True)),
                ("court", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("status", models.CharField(max_length=20)),
                ("changed_at", models.DateTimeField()),
                ("result_code", models.CharField(default="", max_length=30)),
                ("result_at", models.DateTimeField(null=True)),
                (
                    "attend",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "db_table": "cases_hearing",
                "indexes": [
                    models.Index(fields=["force", "at", "id"], name="cases_hearing_by_day"),
                    models.Index(fields=["force", "changed_at", "id"], name="cases_hearing_by_change"),
                    models.Index(
                        condition=models.Q(("result_at__isnull", False)),
                        fields=["force", "result_at", "id"],
                        name="cases_hearing_by_result",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "ref"), name="cases_hearing_once")],
            },
        ),
        wall("cases_hearing"),
        migrations.AddField("sameperson", "decided_why", models.CharField(default="", max_length=300)),
    ]
