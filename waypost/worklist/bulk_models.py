"""What somebody wants confirmed for many at once, and waits for a second person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class BulkConfirmation(models.Model):
    """
    That somebody wants what was suggested in these items to be used: more than one person may confirm alone.

    `items` are ids alone; what is in an item stands behind the wall with it. Collar numbers say who.
    """

    id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)
    items = ArrayField(models.UUIDField())
    state = models.CharField(max_length=10, default="open")
    proposed_by = models.CharField(max_length=20)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=20, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "worklist_bulk_confirmation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "confirmed", "refused"]), name="worklist_bulk_state"
            ),
            # Nobody is their own second person.
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | ~models.Q(decided_by=models.F("proposed_by")),
                name="worklist_bulk_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "proposed_at"], name="worklist_bulk_open", condition=models.Q(state="open"))
        ]
