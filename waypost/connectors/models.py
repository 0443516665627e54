"""
Tables of this room.

`Cursor` and `Pace` hold ids and no personal data and stand outside the wall between forces. `SetAside` holds
what could not be read, as it came, and stands behind it.
"""

from django.db import models


class Cursor(models.Model):
    """
    How far a polled source has been read, and who reads it just now.

    `position` is in the words of the source's kind, empty before the first poll: of a database a time of its clock.
    """

    source_id = models.BigIntegerField(primary_key=True)
    force = models.CharField(max_length=41)
    position = models.TextField(default="")
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "connectors_cursor"


class Pace(models.Model):
    """From when on a pushing source is no longer ahead of its pace. A crash empties it: see the migration."""

    source_id = models.BigIntegerField(primary_key=True)
    even_at = models.DateTimeField()

    class Meta:
        db_table = "connectors_pace"


class SetAside(models.Model):
    """An occurrence that could not be made into a snapshot, with its rows as they were read."""

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

    class Meta:
        db_table = "connectors_set_aside"
        constraints = [
            models.UniqueConstraint(fields=["force", "source_id", "occurrence"], name="connectors_set_aside_once"),
        ]
