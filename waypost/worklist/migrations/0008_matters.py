"""Complaints, requests for a review and data-protection complaints: what was written in them goes with the case."""

from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0007_records_by_rule"),
    ]

    operations = [
        migrations.CreateModel(
            name="Matter",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(default="received", max_length=12)),
                ("came_by", models.CharField(max_length=10)),
                ("received_on", models.DateField()),
                ("acknowledge_by", models.DateField(null=True)),
                ("decide_by", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("look_on", models.DateField()),
                ("text", models.CharField(default="", max_length=4000)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=20)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("acknowledged_by", models.CharField(default="", max_length=20)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(default="", max_length=20)),
                ("finding", models.CharField(default="", max_length=12)),
                ("found", models.CharField(default="", max_length=4000)),
                ("ending", models.CharField(default="", max_length=10)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(default="", max_length=20)),
            ],
            options={
                "db_table": "worklist_matter",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["force", "look_on", "id"],
                        name="worklist_matter_open",
                    ),
                    models.Index(fields=["force", "case_id", "received_on"], name="worklist_matter_of_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["complaint", "data_protection", "review"])),
                        name="worklist_matter_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["acknowledged", "closed", "decided", "received"])),
                        name="worklist_matter_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("came_by__in", ["email", "in_person", "letter", "phone"])),
                        name="worklist_matter_came_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", ""), ("finding", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("finding__in", ["not_covered", "not_upheld", "partly", "upheld"]),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="worklist_matter_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("ending", ""), models.Q(("state", "closed"), _negated=True)),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("ending__in", ["mistake", "told", "withdrawn"]),
                                ("state", "closed"),
                            ),
                            _connector="OR",
                        ),
                        name="worklist_matter_closed",
                    ),
                ],
            },
        ),
        wall("worklist_matter"),
    ]
