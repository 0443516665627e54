"""Legal holds, and that a case was erased: the one way in which something goes from the timeline."""

import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import APP_ROLE, append_only, wall
from waypost.cases.erasing.guards import erasing_function, erasure_check


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_safe_contact"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(max_length=200)),
                ("erased_by", models.CharField(max_length=80)),
                ("transaction", models.BigIntegerField()),
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
                "db_table": "cases_erasure",
                "indexes": [models.Index(fields=["force", "case", "at"], name="cases_erasure_by_case")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="cases_erasure_why")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("reason", models.CharField(max_length=200)),
                ("since", models.DateTimeField()),
                ("held_by", models.CharField(max_length=80)),
                ("released_at", models.DateTimeField(null=True)),
                ("released_by", models.CharField(default="", max_length=80)),
                ("released_for", models.CharField(default="", max_length=200)),
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
                "db_table": "cases_hold",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)), fields=("case",), name="cases_hold_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="cases_hold_reason"),
                ],
            },
        ),
        wall("cases_hold"),
        wall("cases_erasure"),
        append_only("cases_erasure"),
        migrations.RunSQL(
            f"REVOKE DELETE, TRUNCATE ON cases_hold FROM {APP_ROLE}",
            reverse_sql=f"GRANT DELETE ON cases_hold TO {APP_ROLE}",
        ),
        erasure_check(),
        erasing_function("cases", ["UPDATE cases_event SET details = '{}' WHERE case_id = ANY (wanted)"]),
    ]
