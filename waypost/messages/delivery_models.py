"""
Tables of what stands between us and the providers. No personal data is in them, and whoever uses them need not know the
force yet, or serves all of them: they stand outside the wall between forces.
"""

from django.db import models
from django.db.models import Q

from waypost.messages.values import DeliveryStatus

_STATUSES = sorted(status.value for status in DeliveryStatus)


class WaitingReceipt(models.Model):
    """
    A receipt as it came in, committed before the provider is answered, until it is taken (`operations/receipts.py`).

    In the order of `id`. It is deleted in the transaction that takes it; the app may not change it.
    """

    id = models.BigAutoField(primary_key=True)
    force = models.CharField(max_length=41)
    reference = models.CharField(max_length=45)
    provider_id = models.CharField(max_length=64)
    status = models.CharField(max_length=20)
    completed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "messages_receipt_waiting"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=_STATUSES), name="messages_receipt_waiting_status")
        ]


class ProviderRate(models.Model):
    """
    What is left of a provider's rate for one account there, as all workers share it: a bucket that fills with time.

    `granted` is what the last who asked was given, so that one statement can both take and tell.
    """

    account = models.CharField(primary_key=True, max_length=80)
    remaining = models.FloatField()
    at = models.DateTimeField()
    granted = models.IntegerField()

    class Meta:
        db_table = "messages_provider_rate"


class ProviderNews(models.Model):
    """When a provider last told a force of its own accord what became of a message."""

    pk = models.CompositePrimaryKey("force", "provider")
    force = models.CharField(max_length=41)
    provider = models.CharField(max_length=20)
    receipt_at = models.DateTimeField()

    class Meta:
        db_table = "messages_provider_news"


class ProviderAlarm(models.Model):
    """What is wrong with a provider for one force now, since when. An item of the worklist asks to mend it."""

    pk = models.CompositePrimaryKey("force", "provider", "kind")
    force = models.CharField(max_length=41)
    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()

    class Meta:
        db_table = "messages_provider_alarm"
