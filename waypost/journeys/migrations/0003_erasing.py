"""The facts of a decision can be erased; its line stays."""

from django.db import migrations

from waypost.cases.erasing.guards import erasing_function


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0002_runs_in_depth_and_passes"),
        ("cases", "0005_holds_and_erasures"),
    ]

    operations = [
        erasing_function(
            "journeys",
            [
                "DELETE FROM journeys_pass WHERE case_id = ANY (wanted)",
                "UPDATE journeys_decision SET pass_id = NULL WHERE case_id = ANY (wanted)",
            ],
        ),
    ]
