"""An index by which the open clocks of a team are found, what is due first first."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0002_erasing"),
    ]

    operations = [
        migrations.AddIndex(
            "clockrow",
            models.Index(
                fields=["force", "team", "due_at", "id"],
                name="duties_clock_of_team",
                condition=Q(("state__in", ["breached", "running"])),
            ),
        ),
    ]
