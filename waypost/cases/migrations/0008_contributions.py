"""What second sources say of cases that other sources own."""

import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_confirmed_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContributedState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("reference", models.CharField(max_length=64)),
                ("section", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("items", models.JSONField(default=list)),
                ("digest", models.CharField(default="", max_length=64)),
                ("received_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.case",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.source",
                    ),
                ),
            ],
            options={
                "db_table": "cases_contribution",
                "indexes": [
                    models.Index(fields=["force", "reference"], name="cases_contribution_by_ref"),
                    models.Index(fields=["force", "case"], name="cases_contribution_by_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "reference", "section"), name="cases_contribution_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "joined", "several", "shadow"])),
                        name="cases_contribution_state",
                    ),
                ],
            },
        ),
        wall("cases_contribution"),
    ]
