import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import waypost.base.ids
from waypost.base.rls import append_only, wall
from waypost.cases.envelopes import make_envelopes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("key_digest", models.CharField(max_length=64, null=True, unique=True)),
                ("signing_secret", models.BinaryField(default=b"")),
                ("write_back_url", models.URLField(default="", max_length=500)),
                ("config", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("last_ok_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_source",
                "constraints": [
                    models.UniqueConstraint(fields=("force", "name"), name="cases_source_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["shadow", "live"])), name="cases_source_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "source_id", "event_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.CharField(max_length=200)),
                ("force", models.CharField(max_length=41)),
                ("digest", models.BinaryField()),
                ("received_at", models.DateTimeField()),
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
                "db_table": "cases_intake_event",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("reference", models.CharField(max_length=64)),
                ("revision", models.BigIntegerField(default=0)),
                ("content_hash", models.CharField(default="", max_length=64)),
                ("applied", models.JSONField(null=True)),
                ("events", models.IntegerField(default=0)),
                ("held", models.IntegerField(default=0)),
                ("group", models.CharField(default="", max_length=61)),
                ("status", models.CharField(default="", max_length=60)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "linked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("recorded_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField()),
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
                "db_table": "cases_case",
            },
        ),
        migrations.CreateModel(
            name="TimelineEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("number", models.IntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField()),
                ("revision", models.BigIntegerField()),
                ("person_ref", models.CharField(max_length=64, null=True)),
                ("item", models.CharField(max_length=64, null=True)),
                ("details", models.JSONField(default=dict)),
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
                "db_table": "cases_event",
            },
        ),
        migrations.CreateModel(
            name="HeldItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("section", models.CharField(max_length=40)),
                ("item", models.CharField(max_length=64)),
                ("field", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=60)),
                ("sentence", models.CharField(max_length=400)),
                ("revision", models.BigIntegerField()),
                ("held_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
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
                "db_table": "cases_held_item",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)),
                        fields=("case", "section", "item", "field", "value"),
                        name="cases_held_item_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("ref", models.CharField(max_length=64)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("mobile_key", models.CharField(default="", max_length=20)),
                ("phone_key", models.CharField(default="", max_length=20)),
                ("email_key", models.CharField(default="", max_length=254)),
                ("is_present", models.BooleanField(default=True)),
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
                "db_table": "cases_person",
                "constraints": [models.UniqueConstraint(fields=("case", "ref"), name="cases_person_once")],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reader", "case_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reader", models.CharField(max_length=20)),
                ("force", models.CharField(max_length=41)),
                ("place", models.IntegerField(default=0)),
                ("wake_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
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
                "db_table": "cases_place",
                "indexes": [
                    models.Index(
                        condition=models.Q(("wake_at__isnull", False)),
                        fields=["reader", "force", "wake_at"],
                        name="cases_place_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxItem",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("number", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("payload", models.JSONField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.IntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(default="", max_length=60)),
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
                "db_table": "cases_outbox",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["force", "source", "case", "number"],
                        name="cases_outbox_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="cases_outbox_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "taken"])), name="cases_outbox_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["victim_message", "task", "note"])),
                        name="cases_outbox_kind",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(fields=["linked"], name="cases_case_linked"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("force", "reference"), name="cases_case_once"),
        ),
        migrations.AddConstraint(
            model_name="timelineevent",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="cases_event_once"),
        ),
        migrations.AddConstraint(
            model_name="timelineevent",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="cases_event_number"),
        ),
        wall("cases_intake_event"),
        wall("cases_case"),
        wall("cases_person"),
        wall("cases_event"),
        wall("cases_held_item"),
        wall("cases_outbox"),
        append_only("cases_event"),
        make_envelopes(),
    ]
