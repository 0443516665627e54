"""
Tables of the ledger. To all of them the app may only add; what is unsealed it may take away, and contents go only
with their case (`cases.erasing.guards`). Contents are text, not `jsonb`: that would change numbers and escapes.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from waypost.base.ids import new_id
from waypost.messages.ledger.values import EntryKind

_KINDS = sorted(kind.value for kind in EntryKind)


class LedgerEntry(models.Model):
    """One thing that is proven. `digest` is over every other column, `contents_digest` over salt and contents."""

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    message_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=45, default="")
    at = models.DateTimeField()
    written_at = models.DateTimeField()
    contents_digest = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        db_table = "messages_ledger_entry"
        constraints = [models.CheckConstraint(condition=Q(kind__in=_KINDS), name="messages_ledger_entry_kind")]
        indexes = [models.Index(fields=["force", "case_id", "id"], name="messages_ledger_by_case")]


class LedgerContents(models.Model):
    """What an entry says, and the salt of its digest: the only part that can be erased."""

    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="contents"
    )
    force = models.CharField(max_length=41)
    salt = models.BinaryField()
    contents = models.TextField()

    class Meta:
        db_table = "messages_ledger_contents"


class LedgerUnsealed(models.Model):
    """
    That an entry waits for its seal. Holds ids alone and stands outside the wall: sealers look whose turn it is.

    A row is committed with its entry, so one that commits late is sealed late, and none is missed.
    """

    entry_id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)

    class Meta:
        db_table = "messages_ledger_unsealed"
        indexes = [models.Index(fields=["force", "entry_id"], name="messages_ledger_to_seal")]


class LedgerSeal(models.Model):
    """One link of a force's chain: the entries that it covers, in order, and the hash over them and the last link."""

    pk = models.CompositePrimaryKey("force", "number")
    force = models.CharField(max_length=41)
    number = models.BigIntegerField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()
    entries = ArrayField(models.UUIDField())
    first_entry = models.UUIDField()
    last_entry = models.UUIDField()

    class Meta:
        db_table = "messages_ledger_seal"
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="messages_ledger_seal_number")]
        indexes = [models.Index(fields=["force", "last_entry"], name="messages_ledger_seal_of_entry")]
