"""Indexes by which the work of a team, of who covers and of who had it first is found, and records are counted."""

from django.db import migrations, models
from django.db.models import Q

_OPEN = Q(("state", "open"))


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0009_announcements"),
    ]

    operations = [
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["force", "desk", "rule", "id"],
                name="worklist_item_records_counted",
                condition=Q(("reason", "record_findings"), ("state", "open")),
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["force", "first_owner"],
                name="worklist_item_of_first_owner",
                condition=_OPEN & ~Q(("first_owner", "")),
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(fields=["force", "cover"], name="worklist_item_of_cover", condition=_OPEN & ~Q(("cover", ""))),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["force", "team", "kind", "due_at", "id"], name="worklist_item_of_team", condition=_OPEN
            ),
        ),
    ]
