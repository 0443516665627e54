"""
Tables of this room.

`Cursor`, `Pace` and `Watch` hold ids and no personal data and stand outside the wall between forces. `SetAside` holds
what could not be read, as it came, and `IncidentMessage` what a control room sent: they stand behind it.
"""

from django.db import models


class Cursor(models.Model):
    """
    How far a polled source has been read, and who reads it just now.

    `position` is in the words of the source's kind, empty before the first poll: of a database a time of its clock.
    `deaths` counts the polls that ended without a word since it last moved on: a record may have killed the worker.
    """

    source_id = models.BigIntegerField(primary_key=True)
    force = models.CharField(max_length=41)
    position = models.TextField(default="")
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=60, default="")
    deaths = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "connectors_cursor"


class Watch(models.Model):
    """When a job that watches last came to its end: whoever watches must be watched."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "connectors_watch"


class Sweep(models.Model):
    """
    How far the open cases of a source have been read again in the present round: `done` of so many `slices`.

    `place` is that of the case that was read last.
    """

    source_id = models.BigIntegerField(primary_key=True)
    force = models.CharField(max_length=41)
    began_at = models.DateTimeField()
    slices = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    place = models.BigIntegerField()

    class Meta:
        db_table = "connectors_sweep"


class Pace(models.Model):
    """From when on a pushing source is no longer ahead of its pace. A crash empties it: see the migration."""

    source_id = models.BigIntegerField(primary_key=True)
    even_at = models.DateTimeField()

    class Meta:
        db_table = "connectors_pace"


class SetAside(models.Model):
    """
    An occurrence, or an event, that could not be taken, with its rows or bytes as they came.

    It is tried again by itself until it is mended or, after so many tries, parked: then only people try it again.
    """

    force = models.CharField(max_length=41)
    source_id = models.BigIntegerField()
    occurrence = models.CharField(max_length=120)
    reference = models.CharField(max_length=64, default="")
    error = models.CharField(max_length=300)
    raw = models.BinaryField()
    tries = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "connectors_set_aside"
        constraints = [
            models.UniqueConstraint(fields=["force", "source_id", "occurrence"], name="connectors_set_aside_once"),
        ]


class IncidentMessage(models.Model):
    """
    One message of a command-and-control system about one incident, as it came.

    `body` is the message in the one way in which it can be written, compressed; `digest` tells two of them apart.
    """

    force = models.CharField(max_length=41)
    source_id = models.BigIntegerField()
    reference = models.CharField(max_length=64)
    message = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "connectors_incident_message"
        constraints = [
            models.UniqueConstraint(
                fields=["force", "source_id", "reference", "digest"], name="connectors_incident_message_once"
            ),
        ]
