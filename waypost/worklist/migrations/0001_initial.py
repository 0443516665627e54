import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import append_only, wall
from waypost.worklist.triggers import closed_for_good, never_deleted


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("asked_as", models.UUIDField()),
                ("again", models.PositiveSmallIntegerField(default=0)),
                ("case_id", models.BigIntegerField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("person_ref", models.CharField(default="", max_length=64)),
                ("kind", models.CharField(max_length=10)),
                ("desk", models.CharField(max_length=12)),
                ("matter", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("subject", models.CharField(default="", max_length=200)),
                ("script", models.TextField(null=True)),
                ("draft", models.TextField(null=True)),
                ("duty", models.CharField(default="", max_length=3)),
                ("state", models.CharField(default="open", max_length=10)),
                ("owner", models.CharField(default="", max_length=20)),
                ("first_owner", models.CharField(default="", max_length=20)),
                ("cover", models.CharField(default="", max_length=20)),
                ("team", models.CharField(default="", max_length=120)),
                ("at_desk", models.CharField(default="", max_length=12)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("latest_at", models.DateTimeField(null=True)),
                ("look_at", models.DateTimeField(null=True)),
                ("handed_out_at", models.DateTimeField(null=True)),
                ("is_note_due", models.BooleanField(default=False)),
                ("closed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(default="", max_length=20)),
                ("answer_note", models.TextField(null=True)),
                ("answer_text", models.TextField(null=True)),
                ("call", models.CharField(default="", max_length=10)),
            ],
            options={
                "db_table": "worklist_item",
                "indexes": [
                    models.Index(fields=["force", "state", "due_at", "id"], name="worklist_item_in_order"),
                    models.Index(fields=["force", "case_id", "opened_at"], name="worklist_item_by_case"),
                    models.Index(
                        condition=models.Q(("look_at__isnull", False), ("state", "open")),
                        fields=["force", "look_at", "id"],
                        name="worklist_item_to_escalate",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("case_id__isnull", False), ("handed_out_at", None), ("state", "open")),
                            ("is_note_due", True),
                            _connector="OR",
                        ),
                        fields=["force", "opened_at", "id"],
                        name="worklist_item_to_hand_out",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["force", "owner", "id"],
                        name="worklist_item_of_owner",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("asked_as", "again"), name="worklist_item_asked_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("force", "case_id", "person_id", "kind", "matter"),
                        name="worklist_item_open_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["call", "confirm", "mend", "reply"])),
                        name="worklist_item_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["done", "open", "refused", "withdrawn"])),
                        name="worklist_item_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("desk__in", ["content", "oic", "records", "supervisor", "system", "witness_care"])
                        ),
                        name="worklist_item_desk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("owner", ""), _negated=True), ("at_desk", "")),
                            models.Q(
                                ("owner", ""),
                                ("at_desk__in", ["content", "records", "supervisor", "system", "witness_care"]),
                            ),
                            _connector="OR",
                        ),
                        name="worklist_item_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cover", ""), models.Q(("cover", models.F("owner")), _negated=True), _connector="OR"
                        ),
                        name="worklist_item_cover",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="worklist_item_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["done", "refused"]), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="worklist_item_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("call", ""),
                            models.Q(("call__in", ["no_answer", "spoken_to", "unsafe"]), ("kind", "call")),
                            _connector="OR",
                        ),
                        name="worklist_item_call",
                    ),
                    models.CheckConstraint(condition=models.Q(("level__lte", 2)), name="worklist_item_level"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=20)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.CharField(max_length=64)),
                ("details", models.JSONField(default=dict)),
                ("note", models.TextField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="worklist.item",
                    ),
                ),
            ],
            options={
                "db_table": "worklist_history",
                "indexes": [models.Index(fields=["item", "id"], name="worklist_history_by_item")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("what", "opened")), fields=("item",), name="worklist_history_opened_once"
                    )
                ],
            },
        ),
        wall("worklist_item"),
        never_deleted("worklist_item"),
        closed_for_good("worklist_item"),
        wall("worklist_history"),
        append_only("worklist_history"),
    ]
