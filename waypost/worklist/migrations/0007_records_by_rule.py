"""What is wrong in records by desk and rule; what can be confirmed together, and by whom."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F, Q

from waypost.base.rls import wall

# The owner stands behind the wall too; only without force may it change the rows of every force.
_COUNT = """
ALTER TABLE worklist_item NO FORCE ROW LEVEL SECURITY;
UPDATE worklist_item SET offers = jsonb_array_length(mends->'offers')
    WHERE jsonb_typeof(mends->'offers') = 'array';
ALTER TABLE worklist_item FORCE ROW LEVEL SECURITY;
"""
_RECORDS = Q(("reason", "record_findings"), ("state", "open"))


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0006_inbound_calls"),
    ]

    operations = [
        migrations.AddField("item", "rule", models.CharField(default="", max_length=60)),
        migrations.AddField("item", "offers", models.PositiveSmallIntegerField(default=0)),
        migrations.RunSQL(_COUNT, reverse_sql=migrations.RunSQL.noop),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["force", "desk", "due_at", "id"], name="worklist_item_records_of_desk", condition=_RECORDS
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["force", "rule", "due_at", "id"], name="worklist_item_records_by_rule", condition=_RECORDS
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["force", "due_at", "id"],
                name="worklist_item_with_offers",
                condition=Q(("offers__gt", 0), ("state", "open")),
            ),
        ),
        migrations.CreateModel(
            name="BulkConfirmation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("items", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("state", models.CharField(default="open", max_length=10)),
                ("proposed_by", models.CharField(max_length=20)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(default="", max_length=20)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "worklist_bulk_confirmation",
                "indexes": [
                    models.Index(
                        condition=Q(("state", "open")), fields=["force", "proposed_at"], name="worklist_bulk_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("state__in", ["open", "confirmed", "refused"])), name="worklist_bulk_state"
                    ),
                    models.CheckConstraint(
                        condition=~Q(("state", "confirmed")) | ~Q(("decided_by", F("proposed_by"))),
                        name="worklist_bulk_two_people",
                    ),
                ],
            },
        ),
        wall("worklist_bulk_confirmation"),
    ]
