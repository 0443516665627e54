import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import append_only, wall


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("person_ref", models.CharField(max_length=64)),
                ("duty", models.CharField(max_length=20)),
                ("item", models.CharField(default="", max_length=140)),
                ("event_number", models.IntegerField()),
                ("event_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("enhanced", models.BooleanField()),
                ("due_at", models.DateTimeField(null=True)),
                ("state", models.CharField(max_length=10)),
                ("proof_at", models.DateTimeField(null=True)),
                ("proof_by", models.CharField(default="", max_length=10)),
                ("proof_channel", models.CharField(default="", max_length=20)),
                ("proof_reference", models.CharField(default="", max_length=64)),
                ("is_inferred", models.BooleanField(default=False)),
                ("breached_at", models.DateTimeField(null=True)),
                ("why_late", models.CharField(default="", max_length=40)),
                ("warned", models.PositiveSmallIntegerField(default=0)),
                ("team", models.CharField(default="", max_length=120)),
                ("month", models.DateField()),
            ],
            options={
                "db_table": "duties_clock",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["breached", "running"])),
                        fields=["force", "due_at"],
                        name="duties_clock_due",
                    ),
                    models.Index(fields=["force", "month", "duty", "team"], name="duties_clock_by_month"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("force", "case_id", "duty", "person_id", "item"), name="duties_clock_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["breached", "met", "met_late", "running", "stopped"])),
                        name="duties_clock_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["met", "met_late"]), _negated=True),
                            ("proof_at__isnull", False),
                            _connector="OR",
                        ),
                        name="duties_clock_met_has_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "met"), _negated=True),
                            ("due_at", None),
                            ("proof_at__lt", models.F("due_at")),
                            _connector="OR",
                        ),
                        name="duties_clock_met_in_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=20)),
                ("by", models.CharField(default="", max_length=64)),
                ("reason", models.CharField(default="", max_length=40)),
                ("reference", models.CharField(default="", max_length=64)),
                ("words", models.CharField(default="", max_length=1000)),
                (
                    "clock",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="duties.clockrow"
                    ),
                ),
            ],
            options={
                "db_table": "duties_clock_change",
                "indexes": [models.Index(fields=["force", "clock", "id"], name="duties_change_by_clock")],
            },
        ),
        wall("duties_clock"),
        wall("duties_clock_change"),
        append_only("duties_clock_change"),
    ]
