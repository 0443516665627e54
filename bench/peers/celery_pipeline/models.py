"""Events, cases, messages."""

import uuid

from django.db import models


class Event(models.Model):
    """That an event is known."""

    source = models.CharField(max_length=300)
    event_id = models.CharField(max_length=200)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="peer_event_once")]


class Case(models.Model):
    """One crime: its newest document."""

    reference = models.CharField(max_length=64, primary_key=True)
    revision = models.BigIntegerField()
    status = models.CharField(max_length=60)
    document = models.JSONField()


class Message(models.Model):
    """One text to one victim."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    template = models.CharField(max_length=40)
    recipient = models.CharField(max_length=20)
    token = models.CharField(max_length=60, default="")
    status = models.CharField(max_length=20, default="created")
    body = models.TextField(default="")
    provider_id = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
