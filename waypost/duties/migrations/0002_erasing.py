"""The words of a recorded reason can be erased; the clock stays as counted."""

from django.db import migrations

from waypost.cases.erasing.guards import erasing_function


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0001_initial"),
        ("cases", "0005_holds_and_erasures"),
    ]

    operations = [
        erasing_function(
            "duties",
            [
                "UPDATE duties_clock_change SET words = '' WHERE clock_id IN"
                " (SELECT id FROM duties_clock WHERE case_id = ANY (wanted))",
            ],
        ),
    ]
