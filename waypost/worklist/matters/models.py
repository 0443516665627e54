"""The table of complaints, reviews and data-protection complaints. It stands behind the wall between forces."""

from django.db import models
from django.db.models import Q

from waypost.worklist.matters.values import CameBy, Ending, Finding, MatterKind, MatterState

_KINDS = sorted(kind.value for kind in MatterKind)
_STATES = sorted(state.value for state in MatterState)
_CAME_BY = sorted(way.value for way in CameBy)
_FINDINGS = sorted(finding.value for finding in Finding)
_ENDINGS = sorted(ending.value for ending in Ending)


class Matter(models.Model):
    """
    One of them: when it came, by when what is owed, and what became of it.

    `text` is what the person says, `found` what was found, both for staff; they go with the case, and so does the
    person. `due_on` is by when the next step must be done, `look_on` when whoever decides it looks again.
    """

    id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, default=MatterState.RECEIVED.value)
    came_by = models.CharField(max_length=10)
    received_on = models.DateField()
    acknowledge_by = models.DateField(null=True)
    decide_by = models.DateField(null=True)
    due_on = models.DateField(null=True)
    look_on = models.DateField()
    text = models.CharField(max_length=4000, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=20)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=20, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=20, default="")
    finding = models.CharField(max_length=12, default="")
    found = models.CharField(max_length=4000, default="")
    ending = models.CharField(max_length=10, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "worklist_matter"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="worklist_matter_kind"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="worklist_matter_state"),
            models.CheckConstraint(condition=Q(came_by__in=_CAME_BY), name="worklist_matter_came_by"),
            models.CheckConstraint(
                condition=Q(decided_at=None, finding="", decided_by="")
                | (Q(decided_at__isnull=False, finding__in=_FINDINGS) & ~Q(decided_by="")),
                name="worklist_matter_decided",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, ending="") & ~Q(state="closed")
                | Q(closed_at__isnull=False, ending__in=_ENDINGS, state="closed"),
                name="worklist_matter_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "look_on", "id"], name="worklist_matter_open", condition=~Q(state="closed")),
            models.Index(fields=["force", "case_id", "received_on"], name="worklist_matter_of_case"),
        ]
