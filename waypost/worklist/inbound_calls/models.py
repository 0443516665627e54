"""The table of calls that staff took. It stands behind the wall between forces."""

from django.db import models
from django.db.models import Q


class InboundCall(models.Model):
    """
    One call that somebody has logged: `on` is the day in England and Wales, `reason` a code of the content.

    `note` is there only with a case, and goes with it. A call that was taken back is kept, and not counted.
    """

    id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)
    at = models.DateTimeField()
    on = models.DateField()
    logged_by = models.CharField(max_length=64)
    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=40)
    is_avoidable = models.BooleanField()
    note = models.CharField(max_length=1000, default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "worklist_inbound_call"
        constraints = [
            models.CheckConstraint(
                condition=Q(note="") | Q(case_id__isnull=False), name="worklist_inbound_call_note_of_case"
            ),
        ]
        indexes = [
            models.Index(
                fields=["force", "on", "reason", "is_avoidable"],
                name="worklist_inbound_call_by_day",
                condition=Q(undone_at=None),
            ),
            models.Index(
                fields=["force", "case_id", "at"],
                name="worklist_inbound_call_of_case",
                condition=Q(case_id__isnull=False),
            ),
        ]
