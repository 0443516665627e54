"""Numbers and addresses that stood in the wrong field and that somebody has confirmed."""

import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_freshness_of_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfirmedContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("field", models.CharField(max_length=20)),
                ("from_field", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=32)),
                ("confirmed_by", models.CharField(max_length=80)),
                ("confirmed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.person",
                    ),
                ),
            ],
            options={
                "db_table": "cases_confirmed_contact",
                "indexes": [models.Index(fields=["force", "key"], name="cases_confirmed_contact_by_key")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "digest"), name="cases_confirmed_contact_once"),
                    models.CheckConstraint(
                        condition=models.Q(("field__in", ["mobile", "email"])), name="cases_confirmed_contact_field"
                    ),
                ],
            },
        ),
        wall("cases_confirmed_contact"),
    ]
