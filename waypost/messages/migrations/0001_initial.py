import django.db.models.deletion
from django.db import migrations, models

import waypost.base.ids
from waypost.base.rls import append_only, wall
from waypost.messages.triggers import never_deleted, only_legal_moves, status_never_back

# As they were when this migration was made; a test holds the database equal to `values.py`.
FIRST_STATES = ["planned", "awaiting_approval", "held", "queued", "leased", "suppressed", "expired"]
LEGAL_MOVES = {
    "planned": ["held", "queued", "handed_over", "delivered", "failed", "suppressed", "superseded", "expired"],
    "awaiting_approval": ["planned", "held", "queued", "suppressed", "superseded", "expired"],
    "held": [
        "planned",
        "awaiting_approval",
        "queued",
        "handed_over",
        "delivered",
        "failed",
        "suppressed",
        "superseded",
        "expired",
    ],
    "queued": [
        "planned",
        "awaiting_approval",
        "held",
        "leased",
        "handed_over",
        "delivered",
        "failed",
        "suppressed",
        "superseded",
        "expired",
    ],
    "leased": ["held", "queued", "handed_over", "in_doubt", "delivered", "failed"],
    "handed_over": ["queued", "delivered", "failed"],
    "in_doubt": ["held", "queued", "handed_over", "delivered", "failed"],
    "delivered": [],
    "failed": [],
    "suppressed": [],
    "superseded": [],
    "expired": [],
}
STATUS_RANKS = {
    "created": 0,
    "sending": 1,
    "pending": 2,
    "sent": 3,
    "delivered": 4,
    "permanent-failure": 4,
    "temporary-failure": 4,
    "technical-failure": 4,
}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderPause",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "force", "provider", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("provider", models.CharField(max_length=20)),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "messages_provider_pause",
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("reference", models.CharField(max_length=45, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
            ],
            options={
                "db_table": "messages_reference",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("person_ref", models.CharField(default="", max_length=64)),
                ("run_id", models.BigIntegerField(null=True)),
                ("step", models.CharField(default="", max_length=60)),
                ("visit", models.PositiveIntegerField(default=0)),
                ("channel", models.CharField(max_length=10)),
                ("template", models.CharField(max_length=61)),
                ("template_version", models.PositiveIntegerField()),
                ("trigger", models.CharField(max_length=60)),
                ("event_number", models.IntegerField(null=True)),
                ("item", models.CharField(default="", max_length=64)),
                ("mode", models.CharField(max_length=1)),
                ("message_class", models.CharField(max_length=10)),
                ("duty", models.CharField(default="", max_length=3)),
                ("tell_by", models.DateTimeField(null=True)),
                ("not_before", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("state", models.CharField(max_length=20)),
                ("reason", models.CharField(default="", max_length=40)),
                ("owner", models.CharField(default="", max_length=20)),
                ("gates", models.JSONField(default=list)),
                ("due_at", models.DateTimeField()),
                ("planned_at", models.DateTimeField()),
                ("state_at", models.DateTimeField()),
                ("lease_token", models.BigIntegerField(default=0)),
                ("handed_over_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "messages_message",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["handed_over", "held", "in_doubt", "leased", "planned", "queued"])
                        ),
                        fields=["force", "state", "due_at"],
                        name="messages_message_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("expires_at__isnull", False),
                            ("state__in", ["awaiting_approval", "held", "planned", "queued"]),
                        ),
                        fields=["force", "expires_at"],
                        name="messages_message_expiring",
                    ),
                    models.Index(fields=["force", "case_id", "planned_at"], name="messages_message_by_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("run_id__isnull", False)),
                        fields=("run_id", "step", "visit", "person_id", "channel"),
                        name="messages_message_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "awaiting_approval",
                                    "delivered",
                                    "expired",
                                    "failed",
                                    "handed_over",
                                    "held",
                                    "in_doubt",
                                    "leased",
                                    "planned",
                                    "queued",
                                    "superseded",
                                    "suppressed",
                                ],
                            )
                        ),
                        name="messages_message_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "letter", "sms"])), name="messages_message_channel"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["A", "C", "H", "N"])), name="messages_message_mode"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("message_class__in", ["immediate", "service", "statutory", "survey"])),
                        name="messages_message_class",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("owner", ""), _connector="OR", _negated=True),
                            models.Q(("state__in", ["failed", "held", "suppressed"]), _negated=True),
                            _connector="OR",
                        ),
                        name="messages_message_has_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_over_at__isnull", False),
                            models.Q(("state__in", ["delivered", "handed_over"]), _negated=True),
                            _connector="OR",
                        ),
                        name="messages_message_handed_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("reference", models.CharField(max_length=45, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("number", models.PositiveSmallIntegerField()),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("provider", models.CharField(max_length=20)),
                ("recipient", models.CharField(max_length=254)),
                ("template_version", models.PositiveIntegerField()),
                ("body", models.TextField()),
                ("body_digest", models.CharField(max_length=64)),
                ("values", models.JSONField(default=dict)),
                ("gates", models.JSONField(default=list)),
                ("lease_token", models.BigIntegerField()),
                ("leased_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("provider_id", models.CharField(default="", max_length=64)),
                ("status", models.CharField(default="", max_length=20)),
                ("last_problem", models.CharField(default="", max_length=40)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="waypost_messages.message",
                    ),
                ),
            ],
            options={
                "db_table": "messages_attempt",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("status", models.CharField(max_length=20)),
                ("completed_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                ("was_news", models.BooleanField()),
                (
                    "attempt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="waypost_messages.attempt",
                    ),
                ),
            ],
            options={
                "db_table": "messages_receipt",
            },
        ),
        migrations.CreateModel(
            name="ThreadMessage",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("text", models.CharField(max_length=2000)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "db_table": "messages_thread_message",
                "indexes": [
                    models.Index(
                        fields=["force", "case_id", "person_id", "written_at"], name="messages_thread_by_person"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="messages_thread_message_not_empty"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(fields=("message", "number"), name="messages_attempt_once"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", ""),
                    (
                        "status__in",
                        [
                            "created",
                            "delivered",
                            "pending",
                            "permanent-failure",
                            "sending",
                            "sent",
                            "technical-failure",
                            "temporary-failure",
                        ],
                    ),
                    _connector="OR",
                ),
                name="messages_attempt_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="messages_attempt_number"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("attempt", "status"), name="messages_receipt_once"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "created",
                            "delivered",
                            "pending",
                            "permanent-failure",
                            "sending",
                            "sent",
                            "technical-failure",
                            "temporary-failure",
                        ],
                    )
                ),
                name="messages_receipt_status",
            ),
        ),
        only_legal_moves(first=FIRST_STATES, moves=LEGAL_MOVES),
        status_never_back(STATUS_RANKS),
        wall("messages_message"),
        never_deleted("messages_message"),
        wall("messages_attempt"),
        never_deleted("messages_attempt"),
        wall("messages_receipt"),
        append_only("messages_receipt"),
        wall("messages_thread_message"),
        append_only("messages_thread_message"),
        append_only("messages_reference"),
        wall("messages_provider_pause"),
    ]
