"""Tables of the guards against a bulk mistake, behind the wall between forces. They hold no personal data."""

from django.db import models
from django.db.models import Q

from waypost.base.ids import new_id
from waypost.messages.guards import CanaryKind, Together

_KINDS = sorted(kind.value for kind in CanaryKind)
_TOGETHER = sorted(kind.value for kind in Together)


class CanaryCount(models.Model):
    """
    How many have left of what is new in a force, and who let the rest go.

    `version` is the text's, `epoch` when the force last switched it on; of a newer one the count begins again, at
    `since`.
    """

    pk = models.CompositePrimaryKey("force", "kind", "target")
    force = models.CharField(max_length=41)
    kind = models.CharField(max_length=10)
    target = models.CharField(max_length=120)
    version = models.IntegerField()
    epoch = models.DateTimeField()
    since = models.DateTimeField()
    sent = models.IntegerField()
    let_go_at = models.DateTimeField(null=True)
    let_go_by = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "messages_canary"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="messages_canary_kind"),
            models.CheckConstraint(
                condition=Q(let_go_at__isnull=True, let_go_by="") | (Q(let_go_at__isnull=False) & ~Q(let_go_by="")),
                name="messages_canary_let_go",
            ),
        ]
        indexes = [
            models.Index(fields=["force"], name="messages_canary_open", condition=Q(let_go_at__isnull=True)),
        ]


class HourCount(models.Model):
    """How many of one text, or of all (`target` empty), have left in an hour of a force: the newest one."""

    pk = models.CompositePrimaryKey("force", "target")
    force = models.CharField(max_length=41)
    target = models.CharField(max_length=120)
    hour = models.DateTimeField()
    sent = models.IntegerField()

    class Meta:
        db_table = "messages_hour"


class BulkWish(models.Model):
    """
    What one person wants done to many messages, until a second one agrees or says no. It is kept.

    `count` is how many it would have reached when it was asked for.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    act = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    target = models.CharField(max_length=120, default="")
    count = models.IntegerField()
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, default="")
    is_agreed = models.BooleanField(default=False)
    reached = models.IntegerField(null=True)

    class Meta:
        db_table = "messages_bulk_wish"
        constraints = [
            models.UniqueConstraint(
                fields=["force", "act", "kind", "target"],
                condition=Q(decided_at__isnull=True),
                name="messages_bulk_wish_once",
            ),
            models.CheckConstraint(condition=Q(act__in=_TOGETHER), name="messages_bulk_wish_act"),
            models.CheckConstraint(condition=~Q(reason=""), name="messages_bulk_wish_reason"),
            # Whoever asked cannot agree: the database refuses it too.
            models.CheckConstraint(
                condition=Q(is_agreed=False) | ~Q(decided_by=models.F("asked_by")), name="messages_bulk_wish_second"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="", is_agreed=False)
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="messages_bulk_wish_decided",
            ),
        ]
        indexes = [models.Index(fields=["force", "asked_at"], name="messages_bulk_wish_newest")]
