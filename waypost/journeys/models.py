"""
Tables of this room: the runs, and the trace: what was decided, in which pass over a case, from which facts.

All stand behind the wall between forces. `Pass` and `Decision` hold codes, ids and times only, and the app may add to
them but never change them.
"""

from django.db import models


class Run(models.Model):
    """
    One journey of one case for one recipient; `entry` tells apart re-entries, such as two appointments.

    The fields are those of `runs.RunFacts`.
    """

    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    journey = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    entry = models.CharField(max_length=140)
    state = models.CharField(max_length=10)
    step = models.CharField(max_length=60)
    visit = models.PositiveIntegerField(default=1)
    wait_until = models.DateTimeField(null=True)
    gathers = models.BooleanField(default=False)
    wait_trigger = models.CharField(max_length=60, null=True)
    heard = models.IntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)
    event_at = models.DateTimeField(null=True)
    event_seen_at = models.DateTimeField(null=True)
    instead_of = models.CharField(max_length=64, null=True)
    moved_late = models.BooleanField(default=False)
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
        indexes = [
            models.Index(
                fields=["force", "journey", "version"], name="journeys_run_live", condition=models.Q(state="live")
            ),
        ]


class Pass(models.Model):
    """
    One look at one case in which something was decided, with all that it was decided from: it can be replayed.

    `facts` are `facts.JourneyFacts`, `runs` the runs as they were before, `events` those read; `versions` are the
    journeys in force that one of the events could start, `settings` what the force had set.
    """

    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    at = models.DateTimeField()
    place = models.IntegerField()
    has_more = models.BooleanField()
    facts = models.JSONField()
    runs = models.JSONField()
    events = models.JSONField()
    versions = models.JSONField()
    settings = models.JSONField()

    class Meta:
        db_table = "journeys_pass"
        indexes = [models.Index(fields=["force", "case_id", "id"], name="journeys_pass_by_case")]


class Decision(models.Model):
    """One line of the trace: what was decided and why, also where nobody was told. Append-only by rights."""

    force = models.CharField(max_length=41)
    # What was decided before passes were kept has none.
    of_pass = models.ForeignKey(
        Pass, on_delete=models.PROTECT, null=True, db_column="pass_id", db_constraint=False, db_index=False
    )
    case_id = models.BigIntegerField()
    run_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    journey = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=60, default="")
    visit = models.PositiveIntegerField(default=1)
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
