"""What victims' messages sound like, who has read them, and how long answers take: kept beside the messages."""

from django.db import models
from django.db.models import Q


class Sign(models.Model):
    """
    One rule of triage that fired on a message, with the words; `not_so_by` is who read it and says that it is not so.

    The words are the victim's: erasing a case takes them out.
    """

    id = models.BigAutoField(primary_key=True)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    message_id = models.UUIDField()
    label = models.CharField(max_length=20)
    rule = models.CharField(max_length=60)
    words = models.CharField(max_length=2000)
    found_at = models.DateTimeField()
    not_so_at = models.DateTimeField(null=True)
    not_so_by = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "messages_sign"
        constraints = [
            models.UniqueConstraint(fields=["message_id", "rule"], name="messages_sign_once"),
            models.CheckConstraint(
                condition=Q(not_so_at=None, not_so_by="") | Q(not_so_at__isnull=False) & ~Q(not_so_by=""),
                name="messages_sign_not_so_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["force", "case_id"], name="messages_sign_by_case")]


class ReadMessage(models.Model):
    """A member of staff has read what a victim wrote: who was first, and when. The id is the message's."""

    id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    collar_number = models.CharField(max_length=20)
    read_at = models.DateTimeField()

    class Meta:
        db_table = "messages_read_message"
        indexes = [models.Index(fields=["force", "case_id"], name="messages_read_by_case")]


class ReplyTime(models.Model):
    """
    How long answers to victims took in a team, in minutes of working time; `team` is empty for the whole force.

    Half took no longer than `half_minutes`, eight in ten no longer than `most_minutes`.
    """

    id = models.BigAutoField(primary_key=True)
    force = models.CharField(max_length=41)
    team = models.CharField(max_length=120)
    answers = models.PositiveIntegerField()
    half_minutes = models.PositiveIntegerField()
    most_minutes = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        db_table = "messages_reply_time"
        constraints = [models.UniqueConstraint(fields=["force", "team"], name="messages_reply_time_once")]
