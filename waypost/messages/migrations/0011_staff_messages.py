"""What staff write to victims, and that the ledger proves it; erasing a case takes their words out as well."""

from django.db import migrations, models

from waypost.base.rls import append_only, wall
from waypost.cases.erasing.guards import erasing_function

_KINDS = ["ended", "erased", "handed_over", "receipt", "staff_wrote", "told_by_officer", "victim_wrote"]
_LEDGER = (
    "DELETE FROM messages_ledger_contents WHERE entry_id IN (SELECT e.id FROM messages_ledger_entry e"
    " WHERE e.case_id = ANY (wanted) AND e.kind <> 'erased' AND EXISTS (SELECT FROM messages_ledger_entry said"
    " WHERE said.case_id = e.case_id AND said.force = e.force AND said.kind = 'erased'"
    " AND said.written_at >= e.written_at))"
)
_THREAD = "UPDATE messages_thread_message SET text = 'erased' WHERE case_id = ANY (wanted)"
_STAFF = "UPDATE messages_staff_message SET text = 'erased' WHERE case_id = ANY (wanted)"


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0010_contactability"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffMessage",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("text", models.CharField(max_length=2000)),
                ("collar_number", models.CharField(max_length=20)),
                ("author", models.CharField(max_length=120)),
                ("template", models.CharField(default="", max_length=61)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "db_table": "messages_staff_message",
                "indexes": [
                    models.Index(
                        fields=["force", "case_id", "person_id", "written_at"], name="messages_staff_by_person"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="messages_staff_message_not_empty"
                    ),
                ],
            },
        ),
        wall("messages_staff_message"),
        append_only("messages_staff_message"),
        migrations.RemoveConstraint(model_name="ledgerentry", name="messages_ledger_entry_kind"),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", _KINDS)), name="messages_ledger_entry_kind"
            ),
        ),
        migrations.RunSQL(
            "DROP FUNCTION messages_erase(bigint[])", reverse_sql=erasing_function("messages", [_THREAD, _LEDGER]).sql
        ),
        erasing_function("messages", [_THREAD, _STAFF, _LEDGER]),
    ]
