"""What staff announce, and of which cases: that goes with the case."""

import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0008_matters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("kind", models.CharField(max_length=30)),
                ("state", models.CharField(max_length=10)),
                ("why", models.CharField(max_length=200)),
                ("count", models.IntegerField()),
                ("told", models.IntegerField(default=0)),
                ("place", models.BigIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=20)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(default="", max_length=20)),
            ],
            options={
                "db_table": "worklist_announcement",
                "indexes": [
                    models.Index(fields=["force", "asked_at"], name="worklist_announcement_newest"),
                    models.Index(
                        condition=models.Q(("state", "going")),
                        fields=["force", "id"],
                        name="worklist_announcement_going",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["breach.confirmed", "media.appeal_planned", "service.outage"])
                        ),
                        name="worklist_announcement_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["done", "going", "refused", "waiting"])),
                        name="worklist_announcement_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", ""),
                            ("state", "refused"),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="worklist_announcement_second",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Announced",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_ref", models.CharField(default="", max_length=64)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "announcement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named",
                        to="worklist.announcement",
                    ),
                ),
            ],
            options={
                "db_table": "worklist_announced",
                "indexes": [models.Index(fields=["force", "case_id"], name="worklist_announced_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("announcement", "case_id", "person_ref"), name="worklist_announced_once"
                    )
                ],
            },
        ),
        wall("worklist_announcement"),
        wall("worklist_announced"),
    ]
