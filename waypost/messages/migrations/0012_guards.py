"""
Guards against a bulk mistake: what is new is counted, what leaves in an hour, what two people must agree on.

What has left before is nothing new: texts and journeys that have told somebody begin as let go.
"""

from django.db import migrations, models

import waypost.base.ids
from waypost.base.rls import wall
from waypost.messages.triggers import never_deleted

# The owner stands behind the wall too; only without force may it read the rows of every force.
_FILL = """
ALTER TABLE messages_message NO FORCE ROW LEVEL SECURITY;
ALTER TABLE messages_attempt NO FORCE ROW LEVEL SECURITY;
INSERT INTO messages_canary (force, kind, target, version, epoch, since, sent, let_go_at, let_go_by)
    SELECT force, 'text', text_key, max(template_version), '1970-01-01Z', now(), count(*), now(), 'was here before'
    FROM messages_attempt WHERE accepted_at IS NOT NULL AND text_key <> '' GROUP BY force, text_key;
INSERT INTO messages_canary (force, kind, target, version, epoch, since, sent, let_go_at, let_go_by)
    SELECT force, 'journey', journey, 0, '1970-01-01Z', now(), count(*), now(), 'was here before'
    FROM messages_message WHERE handed_over_at IS NOT NULL AND journey <> '' GROUP BY force, journey;
INSERT INTO messages_canary (force, kind, target, version, epoch, since, sent, let_go_at, let_go_by)
    SELECT force, 'force', '', 0, '1970-01-01Z', now(), count(*), now(), 'was here before'
    FROM messages_message WHERE handed_over_at IS NOT NULL GROUP BY force;
ALTER TABLE messages_message FORCE ROW LEVEL SECURITY;
ALTER TABLE messages_attempt FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0011_staff_messages"),
    ]

    operations = [
        migrations.AddField("message", "admitted_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "message", models.Index(fields=["force", "planned_at", "id"], name="messages_message_newest")
        ),
        migrations.CreateModel(
            name="CanaryCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "force", "kind", "target", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("kind", models.CharField(max_length=10)),
                ("target", models.CharField(max_length=120)),
                ("version", models.IntegerField()),
                ("epoch", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("sent", models.IntegerField()),
                ("let_go_at", models.DateTimeField(null=True)),
                ("let_go_by", models.CharField(default="", max_length=64)),
            ],
            options={
                "db_table": "messages_canary",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["force", "journey", "text"])), name="messages_canary_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("let_go_at__isnull", True), ("let_go_by", "")),
                            models.Q(("let_go_at__isnull", False), models.Q(("let_go_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="messages_canary_let_go",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["force"],
                        name="messages_canary_open",
                        condition=models.Q(("let_go_at__isnull", True)),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HourCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "force", "target", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("target", models.CharField(max_length=120)),
                ("hour", models.DateTimeField()),
                ("sent", models.IntegerField()),
            ],
            options={"db_table": "messages_hour"},
        ),
        migrations.CreateModel(
            name="BulkWish",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("act", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=10)),
                ("target", models.CharField(default="", max_length=120)),
                ("count", models.IntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=64)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(default="", max_length=64)),
                ("is_agreed", models.BooleanField(default=False)),
                ("reached", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "messages_bulk_wish",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("force", "act", "kind", "target"),
                        condition=models.Q(("decided_at__isnull", True)),
                        name="messages_bulk_wish_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["let_go", "lift", "recall"])), name="messages_bulk_wish_act"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="messages_bulk_wish_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_agreed", False),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="messages_bulk_wish_second",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by", ""), ("is_agreed", False)),
                            models.Q(("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="messages_bulk_wish_decided",
                    ),
                ],
                "indexes": [models.Index(fields=["force", "asked_at"], name="messages_bulk_wish_newest")],
            },
        ),
        migrations.RunSQL(_FILL, reverse_sql=migrations.RunSQL.noop),
        *(wall(table) for table in ("messages_canary", "messages_hour", "messages_bulk_wish")),
        never_deleted("messages_bulk_wish"),
        never_deleted("messages_canary"),
    ]
