"""Words and contents of the ledger can be erased, of what an entry says that it was; the rest stays."""

from django.db import migrations

from waypost.cases.erasing.guards import erasing_function


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0008_whatsapp"),
        ("cases", "0005_holds_and_erasures"),
    ]

    operations = [
        erasing_function(
            "messages",
            [
                "UPDATE messages_thread_message SET text = 'erased' WHERE case_id = ANY (wanted)",
                "DELETE FROM messages_ledger_contents WHERE entry_id IN (SELECT e.id FROM messages_ledger_entry e"
                " WHERE e.case_id = ANY (wanted) AND e.kind <> 'erased' AND EXISTS (SELECT FROM messages_ledger_entry said"
                " WHERE said.case_id = e.case_id AND said.force = e.force AND said.kind = 'erased'"
                " AND said.written_at >= e.written_at))",
            ],
        ),
    ]
