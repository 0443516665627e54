from django.db import migrations, models

from waypost.base.rls import append_only, wall


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("journey", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("step", models.CharField(default="", max_length=60)),
                ("trigger", models.CharField(max_length=60)),
                ("event_number", models.IntegerField(null=True)),
                ("template", models.CharField(default="", max_length=120)),
                ("state", models.CharField(default="", max_length=20)),
                ("decision", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=60)),
                ("message_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "journeys_decision",
                "indexes": [models.Index(fields=["force", "case_id", "id"], name="journeys_decision_by_case")],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("journey", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("entry", models.CharField(max_length=140)),
                ("state", models.CharField(max_length=10)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("visit", models.PositiveSmallIntegerField(default=1)),
                ("wait_until", models.DateTimeField(null=True)),
                ("item", models.CharField(max_length=64, null=True)),
                ("trigger", models.CharField(max_length=60)),
                ("trigger_number", models.IntegerField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.CharField(default="", max_length=60)),
            ],
            options={
                "db_table": "journeys_run",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_id", "person_id", "journey", "entry"), name="journeys_run_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["live", "ended"])), name="journeys_run_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "live"), ("ended_at__isnull", False), _connector="OR"),
                        name="journeys_run_end",
                    ),
                ],
            },
        ),
        wall("journeys_run"),
        wall("journeys_decision"),
        append_only("journeys_decision"),
    ]
