"""Tables of this room: the runs, and the trace of what was decided."""

from django.db import models


class Run(models.Model):
    """One journey of one case for one recipient; `entry` tells apart re-entries, such as two appointments."""

    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    journey = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    entry = models.CharField(max_length=140)
    state = models.CharField(max_length=10)
    step = models.PositiveSmallIntegerField(default=0)
    visit = models.PositiveSmallIntegerField(default=1)
    wait_until = models.DateTimeField(null=True)
    item = models.CharField(max_length=64, null=True)
    trigger = models.CharField(max_length=60)
    trigger_number = models.IntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "journeys_run"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "person_id", "journey", "entry"], name="journeys_run_once"),
            models.CheckConstraint(condition=models.Q(state__in=["live", "ended"]), name="journeys_run_state"),
            models.CheckConstraint(
                condition=models.Q(state="live") | models.Q(ended_at__isnull=False), name="journeys_run_end"
            ),
        ]


class Decision(models.Model):
    """One line of the trace: what was decided and why, also where nobody was told. Append-only by rights."""

    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    journey = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=60, default="")
    trigger = models.CharField(max_length=60)
    event_number = models.IntegerField(null=True)
    template = models.CharField(max_length=120, default="")
    state = models.CharField(max_length=20, default="")
    decision = models.CharField(max_length=20)
    reason = models.CharField(max_length=60)
    message_id = models.UUIDField(null=True)

    class Meta:
        db_table = "journeys_decision"
        indexes = [models.Index(fields=["force", "case_id", "id"], name="journeys_decision_by_case")]
