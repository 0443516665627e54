"""What people wrote about a case can be erased; that they did something stays."""

from django.db import migrations

from waypost.cases.erasing.guards import erasing_function


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0002_unsafe_calls"),
        ("cases", "0005_holds_and_erasures"),
    ]

    operations = [
        erasing_function(
            "worklist",
            [
                "UPDATE worklist_history SET note = NULL WHERE item_id IN"
                " (SELECT id FROM worklist_item WHERE case_id = ANY (wanted))",
            ],
        ),
    ]
