"""
Tables about the audit log: what proves that nobody has changed it, and what somebody should look at.

The app may add seals and never change one; what is unsealed it may take away.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from waypost.access.alarm_values import AlarmKind
from waypost.base.ids import new_id

_ALARMS = sorted(kind.value for kind in AlarmKind)


class AuditUnsealed(models.Model):
    """
    That a line of the audit log waits for its seal. Holds ids alone and stands outside the wall: sealers look whose
    turn it is.

    A trigger adds the row with the line, in its transaction: so one that commits late is sealed late, and none is
    missed, whoever wrote it.
    """

    event_id = models.BigIntegerField(primary_key=True)
    force = models.CharField(max_length=41)

    class Meta:
        db_table = "access_audit_unsealed"
        indexes = [models.Index(fields=["force", "event_id"], name="access_audit_to_seal")]


class AuditSeal(models.Model):
    """
    One link of a force's chain over its audit log: the lines that it covers, and the hash over them and the last link.

    `digests` are those of the lines in the same order, one after the other: so it can be said which line is another.
    """

    pk = models.CompositePrimaryKey("force", "number")
    force = models.CharField(max_length=41)
    number = models.BigIntegerField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()
    events = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()

    class Meta:
        db_table = "access_audit_seal"
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="access_audit_seal_number")]


class Alarm(models.Model):
    """
    That somebody should look at what a member of staff did: of a case, or of many of them within an hour.

    Holds ids alone. `seen_by` is the auditor who has looked at it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    kind = models.CharField(max_length=20)
    staff_id = models.UUIDField()
    case_id = models.BigIntegerField(null=True)
    cases = models.PositiveIntegerField()
    at = models.DateTimeField()
    seen_by = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_alarm"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_ALARMS), name="access_alarm_kind"),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None) | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="access_alarm_seen",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "at", "id"], name="access_alarm_newest"),
            models.Index(fields=["force", "staff_id", "kind", "at"], name="access_alarm_of_staff"),
        ]
