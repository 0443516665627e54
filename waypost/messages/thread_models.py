"""What staff write to victims in the console; what victims write is `models.ThreadMessage`."""

from django.db import models
from django.db.models import Q


class StaffMessage(models.Model):
    """
    What a member of staff wrote to one person. Append-only; the outbox of `cases` takes it to the crime system's log.

    The id is the `waypost_id` by which an entry there finds it again. `collar_number` is who wrote, `author` what they
    were called then, which the person reads; `template` the text that they began with, empty where it was none.
    """

    id = models.UUIDField(primary_key=True)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    text = models.CharField(max_length=2000)
    collar_number = models.CharField(max_length=20)
    author = models.CharField(max_length=120)
    template = models.CharField(max_length=61, default="")
    written_at = models.DateTimeField()

    class Meta:
        db_table = "messages_staff_message"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="messages_staff_message_not_empty"),
        ]
        indexes = [
            models.Index(fields=["force", "case_id", "person_id", "written_at"], name="messages_staff_by_person"),
        ]


class ClosedThread(models.Model):
    """That a person can no longer write online about a case, or could not for a while: `reopened_at`."""

    person_id = models.BigIntegerField(primary_key=True)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=20)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "messages_closed_thread"
        indexes = [models.Index(fields=["force", "case_id"], name="messages_closed_thread_of_case")]
