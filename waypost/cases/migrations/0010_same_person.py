"""Which entries of several cases seem, or were said, to be one human."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import wall


def _one(to: str) -> "models.Field[Any, Any]":
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to
    )


def _codes(length: int) -> "models.Field[Any, Any]":
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=length), default=list, size=None
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_two_live_secrets"),
    ]

    operations = [
        migrations.CreateModel(
            name="SamePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("first_key", models.CharField(max_length=32)),
                ("second_key", models.CharField(max_length=32)),
                ("evidence", _codes(20)),
                ("doubts", _codes(20)),
                ("marks", _codes(32)),
                ("refused_marks", _codes(32)),
                ("state", models.CharField(max_length=10)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(default="", max_length=80)),
                ("asked_again_at", models.DateTimeField(null=True)),
                ("first", _one("cases.person")),
                ("second", _one("cases.person")),
                ("first_case", _one("cases.case")),
                ("second_case", _one("cases.case")),
            ],
            options={
                "db_table": "cases_same_person",
                "indexes": [
                    models.Index(fields=["force", "first_case"], name="cases_same_person_by_first"),
                    models.Index(fields=["force", "second_case"], name="cases_same_person_by_second"),
                    models.Index(fields=["second"], name="cases_same_person_of_second"),
                    models.Index(fields=["force", "state", "id"], name="cases_same_person_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="cases_same_person_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second")))
                        & models.Q(("first_case", models.F("second_case")), _negated=True),
                        name="cases_same_person_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "confirmed", "refused", "split"])),
                        name="cases_same_person_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "proposed"))
                        | models.Q(("decided_by", ""), _negated=True) & models.Q(("decided_at__isnull", False)),
                        name="cases_same_person_decided",
                    ),
                ],
            },
        ),
        wall("cases_same_person"),
    ]
