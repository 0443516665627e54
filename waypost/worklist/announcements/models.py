"""Tables of what staff announce. They stand behind the wall between forces."""

from django.db import models
from django.db.models import F, Q

from waypost.worklist.announcements.values import AnnouncementKind, AnnouncementState

_KINDS = sorted(kind.value for kind in AnnouncementKind)
_STATES = sorted(state.value for state in AnnouncementState)


class Announcement(models.Model):
    """
    One announcement. `place` is the last case of an outage that was told; `count` how many it was to reach when asked.

    It names nobody: whom it is about is in `Announced`.
    """

    id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=200)
    count = models.IntegerField()
    told = models.IntegerField(default=0)
    place = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=20)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "worklist_announcement"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="worklist_announcement_kind"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="worklist_announcement_state"),
            models.CheckConstraint(
                condition=Q(decided_by="") | Q(state="refused") | ~Q(decided_by=F("asked_by")),
                name="worklist_announcement_second",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "asked_at"], name="worklist_announcement_newest"),
            models.Index(fields=["force", "id"], name="worklist_announcement_going", condition=Q(state="going")),
        ]


class Announced(models.Model):
    """That an announcement is about somebody of a case; `told_at` once the case knows. It goes with the case."""

    id = models.BigAutoField(primary_key=True)
    force = models.CharField(max_length=41)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, db_index=False, related_name="named")
    case_id = models.BigIntegerField()
    person_ref = models.CharField(max_length=64, default="")
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "worklist_announced"
        constraints = [
            models.UniqueConstraint(fields=["announcement", "case_id", "person_ref"], name="worklist_announced_once")
        ]
        indexes = [models.Index(fields=["force", "case_id"], name="worklist_announced_of_case")]
