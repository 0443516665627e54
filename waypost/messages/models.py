"""
Tables of this room. All stand behind the wall between forces but `Reference`, which holds no personal data: a
receipt brings nothing but a reference, and the force must be found by it.

A message is the promise, an attempt each hand-over of it to a provider, a receipt what the provider said
of an attempt. Receipts are append-only by the database's rights; states move only as `values.LEGAL_MOVES`
allows, by a trigger of migration 0001.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from waypost.access.values import JourneyState
from waypost.base.ids import new_id
from waypost.messages.contactability.models import Contactability
from waypost.messages.delivery_models import ProviderAlarm, ProviderNews, ProviderRate, WaitingReceipt
from waypost.messages.guard_models import BulkWish, CanaryCount, HourCount
from waypost.messages.ledger.models import LedgerContents, LedgerEntry, LedgerSeal, LedgerUnsealed
from waypost.messages.sign_models import ReadMessage, ReplyTime, Sign
from waypost.messages.stops import StopKind
from waypost.messages.thread_models import ClosedThread, StaffMessage
from waypost.messages.values import (
    UNSENT,
    Channel,
    DeliveryStatus,
    MessageClass,
    MessageState,
    Reason,
    SendMode,
)
from waypost.worklist.values import CallOutcome

# Django finds a room's tables in its `models`; those of the ledger stand with the ledger, and so on.
DELIVERY = (WaitingReceipt, ProviderRate, ProviderNews, ProviderAlarm)
LEDGER = (LedgerEntry, LedgerContents, LedgerUnsealed, LedgerSeal)
MEASURED = (Contactability,)
GUARDS = (CanaryCount, HourCount, BulkWish)
THREADS = (ClosedThread, StaffMessage, Sign, ReadMessage, ReplyTime)

_HELD_NEW = Q(state=MessageState.HELD.value, reason=Reason.FIRST_ONES_OUT.value)
_ADMITTED = Q(admitted_at__isnull=False)
_LOOKED_AT_AGAIN = (
    MessageState.PLANNED,
    MessageState.AWAITING_APPROVAL,
    MessageState.HELD,
    MessageState.QUEUED,
    MessageState.LEASED,
    MessageState.IN_DOUBT,
    MessageState.HANDED_OVER,
)
IS_DIGEST = ~Q(part_runs=[])
"""Said in so many words by whoever looks for digests: only so is the index on their parts of use."""
_HAS_REASON = (MessageState.HELD, MessageState.SUPPRESSED, MessageState.FAILED)
_HAS_LEFT = (MessageState.HANDED_OVER, MessageState.DELIVERED)


def _values(states: Iterable[StrEnum]) -> list[str]:
    # Plain text and sorted, so that a migration made of them stays what it was.
    return sorted(state.value for state in states)


class Message(models.Model):
    """
    One promise to tell one person one thing by one channel.

    `due_at` is when it is looked at next: planned or queued, when it may leave; held, when its gates are
    asked again; leased, when the lease ends; in doubt or handed over, when the provider is asked what became
    of it. `lease_token` rises with every lease, so that who lost one can change nothing. `gates` are the
    newest answers. A sign-in code has no run: nothing planned it.

    `text_key` is the file whose text it is, which may be another language's; `journey_state` how far the journey's
    own file lets it go. A digest has `parts`, as `rows.parts_json` writes them, and the same runs in `part_runs`;
    `replaces` are runs whose messages it makes void. `is_inferred`: delivered only in so far as nothing came back.
    `climbed_at`: since when another channel carries what this one could not, or not in time.

    `work_item` is the item of the worklist that waits for a person because of this message, `asked_for` what that item
    is about (`asking.Wanted.signature`): where it is another, the item is withdrawn and a new one opened.
    `draft_digest` is that of the draft as it was last shown, with a placeholder for the recipient's own address;
    `approved_text` the draft as an officer changed it, empty where it goes as it was. `call_outcome` is how the last
    call ended.

    `resend_of` is the message that it tells again because somebody asked for it: then its wish has two by one channel.
    `admitted_at`: since when the guards against a bulk mistake count it as having left.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    person_ref = models.CharField(max_length=64, default="")
    run_id = models.BigIntegerField(null=True)
    step = models.CharField(max_length=60, default="")
    visit = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=10)
    template = models.CharField(max_length=61)
    template_version = models.PositiveIntegerField()
    text_key = models.CharField(max_length=70, default="")
    journey = models.CharField(max_length=80, default="")
    journey_state = models.CharField(max_length=10, default=JourneyState.LIVE.value)
    parts = models.JSONField(default=list)
    part_runs = ArrayField(models.BigIntegerField(), default=list)
    replaces = ArrayField(models.BigIntegerField(), default=list)
    trigger = models.CharField(max_length=60)
    event_number = models.IntegerField(null=True)
    item = models.CharField(max_length=64, default="")
    mode = models.CharField(max_length=1)
    message_class = models.CharField(max_length=10)
    duty = models.CharField(max_length=3, default="")
    known_at = models.DateTimeField(null=True)
    tell_by = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, default="")
    owner = models.CharField(max_length=20, default="")
    gates = models.JSONField(default=list)
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    state_at = models.DateTimeField()
    lease_token = models.BigIntegerField(default=0)
    handed_over_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    is_inferred = models.BooleanField(default=False)
    climbed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=64, default="")
    approved_text = models.TextField(default="")
    draft_digest = models.CharField(max_length=64, default="")
    called_at = models.DateTimeField(null=True)
    call_outcome = models.CharField(max_length=20, default="")
    work_item = models.UUIDField(null=True)
    asked_for = models.CharField(max_length=120, default="")
    contact_key = models.CharField(max_length=254, default="")
    pushed_on = models.DateField(null=True)
    resend_of = models.UUIDField(null=True)
    admitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messages_message"
        constraints = [
            models.UniqueConstraint(
                fields=["run_id", "step", "visit", "person_id", "channel"],
                condition=Q(run_id__isnull=False, resend_of__isnull=True),
                name="messages_message_once",
            ),
            models.UniqueConstraint(
                fields=["resend_of", "channel"],
                condition=Q(resend_of__isnull=False),
                name="messages_message_resent_once",
            ),
            models.CheckConstraint(condition=Q(state__in=_values(MessageState)), name="messages_message_state"),
            models.CheckConstraint(condition=Q(channel__in=_values(Channel)), name="messages_message_channel"),
            models.CheckConstraint(condition=Q(mode__in=_values(SendMode)), name="messages_message_mode"),
            models.CheckConstraint(condition=Q(message_class__in=_values(MessageClass)), name="messages_message_class"),
            models.CheckConstraint(
                condition=~(Q(reason="") | Q(owner="")) | ~Q(state__in=_values(_HAS_REASON)),
                name="messages_message_has_owner",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=False) | ~Q(state__in=_values(_HAS_LEFT)),
                name="messages_message_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(journey_state__in=_values(JourneyState)), name="messages_message_journey_state"
            ),
            models.CheckConstraint(
                condition=Q(is_inferred=False) | Q(state=MessageState.DELIVERED.value),
                name="messages_message_inferred",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by="", approved_text="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="messages_message_approved",
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=True, call_outcome="")
                | Q(called_at__isnull=False, call_outcome__in=_values(CallOutcome)),
                name="messages_message_called",
            ),
            models.CheckConstraint(
                condition=Q(work_item__isnull=True) | ~Q(asked_for=""), name="messages_message_asked_for"
            ),
        ]
        indexes = [
            models.Index(
                fields=["force", "state", "due_at"],
                name="messages_message_due",
                condition=Q(state__in=_values(_LOOKED_AT_AGAIN)),
            ),
            models.Index(
                fields=["force", "expires_at"],
                name="messages_message_expiring",
                condition=Q(expires_at__isnull=False, state__in=_values(UNSENT)),
            ),
            models.Index(fields=["force", "case_id", "planned_at"], name="messages_message_by_case"),
            # What each provider takes next: one with a long queue does not stand in another's way.
            models.Index(
                fields=["force", "channel", "due_at"],
                name="messages_message_to_claim",
                condition=Q(state=MessageState.QUEUED.value),
            ),
            GinIndex(
                fields=["part_runs"],
                name="messages_message_parts",
                condition=IS_DIGEST,
            ),
            models.Index(
                fields=["work_item"],
                name="messages_message_by_work_item",
                condition=Q(work_item__isnull=False),
            ),
            models.Index(
                fields=["force", "person_id"],
                name="messages_message_unsafe_calls",
                condition=Q(call_outcome=CallOutcome.UNSAFE.value),
            ),
            # What waits for a look at the first ones, and which those are.
            models.Index(fields=["force", "journey"], name="messages_message_held_new", condition=_HELD_NEW),
            models.Index(fields=["force", "admitted_at"], name="messages_message_admitted", condition=_ADMITTED),
            # The log of messages, the newest first.
            models.Index(fields=["force", "planned_at", "id"], name="messages_message_newest"),
            # How much has gone to a number or address today.
            models.Index(
                fields=["force", "contact_key", "pushed_on", "case_id"],
                name="messages_message_pushed",
                condition=Q(pushed_on__isnull=False),
            ),
        ]


class Stop(models.Model):
    """
    What somebody has stopped by hand, and until when. `target` names the journey, the text or the case's reference.

    Of one thing at most one stop is open; one that was lifted is kept.
    """

    id = models.BigAutoField(primary_key=True)
    force = models.CharField(max_length=41)
    kind = models.CharField(max_length=10)
    target = models.CharField(max_length=120, default="")
    reason = models.CharField(max_length=200)
    stopped_at = models.DateTimeField()
    stopped_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=64, default="")
    lifted_for = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "messages_stop"
        constraints = [
            models.UniqueConstraint(
                fields=["force", "kind", "target"], condition=Q(lifted_at__isnull=True), name="messages_stop_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=_values(StopKind)), name="messages_stop_kind"),
            models.CheckConstraint(
                condition=Q(kind=StopKind.FORCE.value, target="") | (~Q(kind=StopKind.FORCE.value) & ~Q(target="")),
                name="messages_stop_target",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="messages_stop_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by="") | (Q(lifted_at__isnull=False) & ~Q(lifted_by="")),
                name="messages_stop_lifted",
            ),
        ]


class Attempt(models.Model):
    """
    One hand-over of a message; `reference` is what the provider knows it by.

    A try again after a definite refusal, or after the provider said that it knows nothing of it, is the same
    attempt. `body` is exactly what was handed over last, `values` what it was made of; of a sign-in code
    both are empty. `is_discreet`: it is the text for a discreet plan. Of an e-mail `body` is the plain text; the HTML
    is made of the same, and counts in the digest.
    `status` never goes back.
    """

    reference = models.CharField(primary_key=True, max_length=45)
    force = models.CharField(max_length=41)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts", db_index=False)
    number = models.PositiveSmallIntegerField()
    tries = models.PositiveSmallIntegerField(default=1)
    provider = models.CharField(max_length=20)
    recipient = models.CharField(max_length=254)
    template_version = models.PositiveIntegerField()
    text_key = models.CharField(max_length=70, default="")
    subject = models.CharField(max_length=200, default="")
    body = models.TextField()
    body_digest = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    is_discreet = models.BooleanField(default=False)
    gates = models.JSONField(default=list)
    lease_token = models.BigIntegerField()
    leased_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=64, default="")
    status = models.CharField(max_length=20, default="")
    last_problem = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "messages_attempt"
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="messages_attempt_once"),
            models.CheckConstraint(
                condition=Q(status="") | Q(status__in=_values(DeliveryStatus)),
                name="messages_attempt_status",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="messages_attempt_number"),
        ]
        indexes = [
            # What was sent to a number or address on a day: somebody asks whether it was us.
            models.Index(
                fields=["force", "recipient", "leased_at"],
                name="messages_attempt_sent_to",
                condition=~Q(recipient=""),
            ),
        ]


class Receipt(models.Model):
    """What a provider said of an attempt, once for each status. `was_news`: whether it changed anything."""

    id = models.BigAutoField(primary_key=True)
    force = models.CharField(max_length=41)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    status = models.CharField(max_length=20)
    completed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    was_news = models.BooleanField()

    class Meta:
        db_table = "messages_receipt"
        constraints = [
            models.UniqueConstraint(fields=["attempt", "status"], name="messages_receipt_once"),
            models.CheckConstraint(condition=Q(status__in=_values(DeliveryStatus)), name="messages_receipt_status"),
        ]


class ThreadMessage(models.Model):
    """
    What a victim wrote to the officer. Append-only; the outbox of `cases` takes it to the crime system.

    The id is the `waypost_id` by which the crime system's entry finds it again.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    text = models.CharField(max_length=2000)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "messages_thread_message"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="messages_thread_message_not_empty"),
        ]
        indexes = [
            models.Index(fields=["force", "case_id", "person_id", "written_at"], name="messages_thread_by_person"),
        ]


class Reference(models.Model):
    """Whose a reference is."""

    reference = models.CharField(primary_key=True, max_length=45)
    force = models.CharField(max_length=41)

    class Meta:
        db_table = "messages_reference"


class ProviderPause(models.Model):
    """
    Until when a provider asked this force not to call, or is not worth calling; all workers keep to it.

    `since`: since when it has taken nothing, pause after pause; None once it takes something again.
    """

    pk = models.CompositePrimaryKey("force", "provider")
    force = models.CharField(max_length=41)
    provider = models.CharField(max_length=20)
    until = models.DateTimeField()
    since = models.DateTimeField(null=True)

    class Meta:
        db_table = "messages_provider_pause"


def of_runs(run_ids: Collection[int]) -> Q:
    """Return the condition that a message was planned by one of these runs, alone or as a part of a digest."""
    wanted = list(run_ids)
    return Q(run_id__in=wanted) | Q(IS_DIGEST, part_runs__overlap=wanted)
