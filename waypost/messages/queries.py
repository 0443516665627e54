"""Every read of this room: scoped by force, returning frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, JsonValue, MessageId, PersonId
from waypost.cases.queries import thread_entries
from waypost.messages.models import Attempt, Message, ThreadMessage
from waypost.messages.thread_rules import ThreadItem, Written, merge_thread
from waypost.messages.values import Channel, MessageState


@dataclass(frozen=True)
class MessageFacts:
    """One message as staff and `explain` may see it; what was sent stands in its attempts."""

    id: MessageId
    case_id: CaseId
    person_id: PersonId
    run_id: int | None
    step: str
    template: str
    template_version: int
    channel: Channel
    trigger: str
    state: MessageState
    reason: str
    owner: str
    gates: Sequence[Mapping[str, JsonValue]]
    duty: str
    due_at: datetime
    planned_at: datetime
    handed_over_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class MessageCount:
    """How many messages of a template are in a state for a reason."""

    template: str
    state: MessageState
    reason: str
    count: int


def messages_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[MessageFacts]:
    """Return every message about a case, in the order in which they were planned."""
    with in_force(force):
        rows = Message.objects.filter(force=force, case_id=case_id).order_by("planned_at", "id")
        return [_facts(row) for row in rows]


def message_counts(force: ForceName) -> Sequence[MessageCount]:
    """Return how many messages stand where, by template."""
    with in_force(force):
        rows = Message.objects.filter(force=force).values("template", "state", "reason").annotate(count=Count("id"))
        return [
            MessageCount(row["template"], MessageState(row["state"]), row["reason"], row["count"])
            for row in rows.order_by("template", "state", "reason")
        ]


def accepted_references(force: ForceName) -> frozenset[str]:
    """Return the references that a provider has: to be compared with the provider's own ledger."""
    with in_force(force):
        accepted = Attempt.objects.filter(force=force, accepted_at__isnull=False)
        return frozenset(accepted.values_list("reference", flat=True))


def has_due_messages(force: ForceName, *, now: datetime) -> bool:
    """Whether `deliver` would find anything to do."""
    with in_force(force):
        looked_at_again = [state for state in MessageState if not state.is_final]
        return Message.objects.filter(force=force, state__in=looked_at_again, due_at__lte=now).exists()


def thread(person_id: PersonId, *, force: ForceName) -> Sequence[ThreadItem]:
    """
    Return what this person and the officer wrote to each other, oldest first.

    :raises UnknownPerson: if the force has no such person, or the person is no longer in the case.
    """
    with in_force(force):
        entries = thread_entries(person_id, force=force)
        rows = ThreadMessage.objects.filter(force=force, person_id=person_id).order_by("written_at", "id")
        return merge_thread([Written(row.id, row.text, row.written_at) for row in rows], entries)


def _facts(row: Message) -> MessageFacts:
    return MessageFacts(
        id=MessageId(row.id),
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
        run_id=row.run_id,
        step=row.step,
        template=row.template,
        template_version=row.template_version,
        channel=Channel(row.channel),
        trigger=row.trigger,
        state=MessageState(row.state),
        reason=row.reason,
        owner=row.owner,
        gates=row.gates,
        duty=row.duty,
        due_at=row.due_at,
        planned_at=row.planned_at,
        handed_over_at=row.handed_over_at,
        delivered_at=row.delivered_at,
    )
