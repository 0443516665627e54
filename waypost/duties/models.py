"""
Tables of this room: the clocks, and what became of each. Both stand behind the wall between forces.

A clock is what `values.Clock` says of it, as it stands now; a change is a line of its history, which the app may add
to and never change.
"""

from django.db import models
from django.db.models import Q

from waypost.duties.values import ClockState

_OPEN = sorted(state.value for state in ClockState if state.is_open)


class ClockRow(models.Model):
    """
    One duty to one person about one thing; the fields are those of `values.Clock`.

    `person_ref` is what the source calls the person, `team` whose officer had the case when the clock was last open,
    `month` the first day of the month in which it is due, or started where it has no end: what reports count by.
    `warned` is how much of its time was gone when somebody was last told so: 0, 50 or 80 of a hundred.
    """

    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    person_ref = models.CharField(max_length=64)
    duty = models.CharField(max_length=20)
    item = models.CharField(max_length=140, default="")
    event_number = models.IntegerField()
    event_at = models.DateTimeField()
    received_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    enhanced = models.BooleanField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)
    proof_at = models.DateTimeField(null=True)
    proof_by = models.CharField(max_length=10, default="")
    proof_channel = models.CharField(max_length=20, default="")
    proof_reference = models.CharField(max_length=64, default="")
    is_inferred = models.BooleanField(default=False)
    breached_at = models.DateTimeField(null=True)
    why_late = models.CharField(max_length=40, default="")
    warned = models.PositiveSmallIntegerField(default=0)
    team = models.CharField(max_length=120, default="")
    month = models.DateField()

    class Meta:
        db_table = "duties_clock"
        constraints = [
            models.UniqueConstraint(fields=["force", "case_id", "duty", "person_id", "item"], name="duties_clock_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in ClockState)), name="duties_clock_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ClockState.MET.value, ClockState.MET_LATE.value]) | Q(proof_at__isnull=False),
                name="duties_clock_met_has_proof",
            ),
            # None is met that was late, and none is called late that was not.
            models.CheckConstraint(
                condition=~Q(state=ClockState.MET.value) | Q(due_at=None) | Q(proof_at__lt=models.F("due_at")),
                name="duties_clock_met_in_time",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "due_at"], name="duties_clock_due", condition=Q(state__in=_OPEN)),
            models.Index(
                fields=["force", "team", "due_at", "id"], name="duties_clock_of_team", condition=Q(state__in=_OPEN)
            ),
            models.Index(fields=["force", "month", "duty", "team"], name="duties_clock_by_month"),
        ]


class ClockChange(models.Model):
    """
    One line of a clock's history; append-only by rights.

    `what` is a `values.Change`. `by` is the collar number or the id of who did it, empty where it was the clock.
    `reference` finds the proof or the event again. `words` are a person's own, of a recorded reason only.
    """

    force = models.CharField(max_length=41)
    clock = models.ForeignKey(ClockRow, on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    by = models.CharField(max_length=64, default="")
    reason = models.CharField(max_length=40, default="")
    reference = models.CharField(max_length=64, default="")
    words = models.CharField(max_length=1000, default="")

    class Meta:
        db_table = "duties_clock_change"
        indexes = [models.Index(fields=["force", "clock", "id"], name="duties_change_by_clock")]
