"""Why people called: one row a call, and what was noted goes with its case."""

from django.db import migrations, models
from django.db.models import Q

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0005_pairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="InboundCall",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("logged_by", models.CharField(max_length=64)),
                ("case_id", models.BigIntegerField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("reason", models.CharField(max_length=40)),
                ("is_avoidable", models.BooleanField()),
                ("note", models.CharField(default="", max_length=1000)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "worklist_inbound_call",
                "indexes": [
                    models.Index(
                        fields=["force", "on", "reason", "is_avoidable"],
                        name="worklist_inbound_call_by_day",
                        condition=Q(("undone_at", None)),
                    ),
                    models.Index(
                        fields=["force", "case_id", "at"],
                        name="worklist_inbound_call_of_case",
                        condition=Q(("case_id__isnull", False)),
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("note", ""), ("case_id__isnull", False), _connector="OR"),
                        name="worklist_inbound_call_note_of_case",
                    ),
                ],
            },
        ),
        wall("worklist_inbound_call"),
    ]
