"""Every read of this room: scoped by force, returning frozen values."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, JsonValue, MessageId, PersonId
from waypost.cases.frozen_contacts import frozen_among
from waypost.cases.queries import thread_entries
from waypost.messages.circumstances import Wanted, read_circumstances, stops_of
from waypost.messages.library import live_library
from waypost.messages.models import Attempt, Message, Stop, ThreadMessage
from waypost.messages.reasons import MEANINGS
from waypost.messages.rows import PORTAL_ADDRESS, act_of, read_parts
from waypost.messages.scripts import bare_subject, script_for
from waypost.messages.sign_models import ReadMessage
from waypost.messages.stops import StopKind, Stops
from waypost.messages.templates import MessageTemplate
from waypost.messages.thread_models import StaffMessage
from waypost.messages.thread_rules import Replied, ThreadItem, Written, merge_thread
from waypost.messages.thread_states import with_states
from waypost.messages.values import Channel, DeliveryStatus, MessageState, Part, Reason


@dataclass(frozen=True)
class AttemptFacts:
    """One hand-over of a message; `receipts` are what the provider said, oldest first. No words, no recipient."""

    reference: str
    provider: str
    number: int
    tries: int
    leased_at: datetime
    accepted_at: datetime | None
    status: str
    last_problem: str
    receipts: Sequence[tuple[datetime, str]]


@dataclass(frozen=True)
class MessageFacts:
    """
    One message as staff and `explain` may see it: no words of it.

    `sentence` says in plain words what `reason` means; a reason of the journeys has none. `is_inferred`: taken for
    delivered because nothing came back. `text_key` is the file that it was made of. `approved_by` is who confirmed the
    draft, `is_edited` whether with words of their own; `call` how the last call ended.
    """

    id: MessageId
    case_id: CaseId
    person_id: PersonId
    run_id: int | None
    step: str
    visit: int
    journey: str
    template: str
    template_version: int
    text_key: str
    channel: Channel
    trigger: str
    state: MessageState
    reason: str
    sentence: str
    owner: str
    gates: Sequence[Mapping[str, JsonValue]]
    duty: str
    parts: Sequence[Part]
    replaces: Sequence[int]
    due_at: datetime
    planned_at: datetime
    expires_at: datetime | None
    handed_over_at: datetime | None
    delivered_at: datetime | None
    is_inferred: bool
    attempts: Sequence[AttemptFacts]
    approved_at: datetime | None = None
    approved_by: str = ""
    is_edited: bool = False
    called_at: datetime | None = None
    call: str = ""


@dataclass(frozen=True)
class Telling:
    """
    What one message tells one person, for whoever asks whether they were told; no words of it but an officer's own.

    A digest has one for each of its parts, `template` being the part's. `duty` is the one that the template serves,
    empty where it serves none. `held` are the names of the placeholders that its newest text was filled with: empty
    where nothing has left. `worded_at` is when that text was made, `is_discreet` whether it is the one that says
    little. `state_at` is since when it is in its state; one that was taken for delivered and has come back is failed.
    `act` names the wish that it tells, whatever its channel: what an item of the worklist about it has as its subject.
    `work_item` is the item that waits for a person because of it.
    """

    message_id: MessageId
    case_id: CaseId
    person_id: PersonId
    template: str
    duty: str
    trigger: str
    event_number: int | None
    item: str
    channel: Channel
    state: MessageState
    is_digest: bool
    held: frozenset[str]
    is_discreet: bool
    worded_at: datetime | None
    planned_at: datetime
    state_at: datetime
    delivered_at: datetime | None
    is_inferred: bool
    act: str
    work_item: UUID | None
    changed_text: str = field(default="", repr=False)
    """The whole text in small letters where an officer changed the draft: words may be gone that every draft has."""


@dataclass(frozen=True)
class MessageCount:
    """How many messages of a template are in a state for a reason."""

    template: str
    state: MessageState
    reason: str
    count: int


def messages_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[MessageFacts]:
    """Return every message about a case, with its attempts, in the order in which they were planned."""
    with in_force(force):
        rows = Message.objects.filter(force=force, case_id=case_id).order_by("planned_at", "id")
        return [message_facts(row) for row in rows.prefetch_related("attempts__receipts")]


def tellings_of(case_ids: Collection[CaseId], *, force: ForceName) -> Sequence[Telling]:
    """
    Return what the messages of these cases tell, in the order in which they were planned.

    The number of queries does not grow with the number of cases.
    """
    with in_force(force):
        rows = list(_with_values(Message.objects.filter(force=force, case_id__in=case_ids)))
        templates = live_library().templates if any(row.parts for row in rows) else {}
        return [told for row in rows for told in _tellings(row, templates)]


def message_counts(force: ForceName) -> Sequence[MessageCount]:
    """Return how many messages stand where, by template."""
    with in_force(force):
        rows = Message.objects.filter(force=force).values("template", "state", "reason").annotate(count=Count("id"))
        return [
            MessageCount(row["template"], MessageState(row["state"]), row["reason"], row["count"])
            for row in rows.order_by("template", "state", "reason")
        ]


def reached_by_invitation(person_id: PersonId, *, force: ForceName) -> frozenset[tuple[Channel, str]]:
    """Return the normalised numbers and addresses that were sent the address of this person's invitation."""
    with in_force(force):
        case_ids = Message.objects.filter(force=force, person_id=person_id).values_list("case_id", flat=True)[:1]
        attempts = Attempt.objects.filter(
            force=force,
            # Said too, since only by its case is a message found without looking at all of them.
            message__case_id__in=list(case_ids),
            message__person_id=person_id,
            values__has_key=PORTAL_ADDRESS,
        )
        found = attempts.values_list("message__channel", "recipient").distinct()
        return frozenset((Channel(channel), recipient) for channel, recipient in found)


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


@dataclass(frozen=True)
class StopFacts:
    """One stop of one force, open or lifted; `target` is empty where it is the whole force."""

    kind: StopKind
    target: str
    reason: str
    stopped_at: datetime
    stopped_by: str
    lifted_at: datetime | None


def stops_in_force(force: ForceName) -> Stops:
    """Return what is stopped by hand in a force now."""
    with in_force(force):
        return stops_of(force)


def stopped_now(force: ForceName, *, contacts: Collection[str]) -> Stops:
    """Return what is stopped in a force now, and which of these normalised contacts are frozen."""
    with in_force(force):
        return replace(stops_of(force), frozen=frozen_among(contacts, force=force))


def open_stops(force: ForceName) -> Sequence[StopFacts]:
    """Return the stops that nobody has lifted, the newest first."""
    with in_force(force):
        rows = Stop.objects.filter(force=force, lifted_at=None).order_by("-stopped_at", "-id")
        return [
            StopFacts(StopKind(row.kind), row.target, row.reason, row.stopped_at, row.stopped_by, row.lifted_at)
            for row in rows
        ]


def script_of(template: str, person_id: PersonId, *, force: ForceName, now: datetime) -> str:
    """Return what an officer says to one person; as `scripts_of`."""
    return scripts_of([(template, person_id)], force=force, now=now)[template, person_id]


def scripts_of(
    wanted: Iterable[tuple[str, PersonId]], *, force: ForceName, now: datetime
) -> Mapping[tuple[str, PersonId], str]:
    """
    Return what an officer says, by template and person, made of the facts as they are now; for staff only.

    What is not on record is named in its place: a call is not lost for it. Empty where the template has no script,
    or the person is no longer in the case.
    """
    asked = list(wanted)
    with in_force(force):
        people = Wanted([person_id for _, person_id in asked], replaced_runs=(), channels_set_up=frozenset())
        circumstances = read_circumstances(people, force=force, now=now)
        return {each: script_for(bare_subject(*each), circumstances) for each in asked}


def thread(person_id: PersonId, *, force: ForceName) -> Sequence[ThreadItem]:
    """
    Return what this person and the officer wrote to each other, oldest first.

    :raises UnknownPerson: if the force has no such person, or the person is no longer in the case.
    """
    with in_force(force):
        entries = thread_entries(person_id, force=force)
        rows = ThreadMessage.objects.filter(force=force, person_id=person_id).order_by("written_at", "id")
        written = [Written(row.id, row.text, row.written_at) for row in rows]
        given = StaffMessage.objects.filter(force=force, person_id=person_id).order_by("written_at", "id")
        replied = [Replied(row.id, row.text, row.written_at, row.author) for row in given]
        read = ReadMessage.objects.filter(force=force, id__in=[one.id for one in written])
        items = merge_thread(written, entries, replied=replied)
        return with_states(items, read=frozenset(read.values_list("id", flat=True)))


def has_written(person_id: PersonId, *, force: ForceName) -> bool:
    """Whether this person has ever written to the officer here."""
    with in_force(force):
        return ThreadMessage.objects.filter(force=force, person_id=person_id).exists()


def message_facts(row: Message) -> MessageFacts:
    """Return a row, read with its attempts and their receipts, as staff may see it."""
    return MessageFacts(
        id=MessageId(row.id),
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
        run_id=row.run_id,
        step=row.step,
        visit=row.visit,
        journey=row.journey,
        template=row.template,
        template_version=row.template_version,
        text_key=row.text_key,
        channel=Channel(row.channel),
        trigger=row.trigger,
        state=MessageState(row.state),
        reason=row.reason,
        sentence=MEANINGS[Reason(row.reason)].sentence if row.reason in set(Reason) else "",
        owner=row.owner,
        gates=row.gates,
        duty=row.duty,
        parts=read_parts(row.parts),
        replaces=tuple(row.replaces),
        due_at=row.due_at,
        planned_at=row.planned_at,
        expires_at=row.expires_at,
        handed_over_at=row.handed_over_at,
        delivered_at=row.delivered_at,
        is_inferred=row.is_inferred,
        attempts=[_attempt(one) for one in sorted(row.attempts.all(), key=lambda one: one.number)],
        approved_at=row.approved_at,
        approved_by=row.approved_by,
        is_edited=bool(row.approved_text),
        called_at=row.called_at,
        call=row.call_outcome,
    )


def _with_values(rows: QuerySet[Message]) -> QuerySet[Message]:
    attempts = Attempt.objects.only("message_id", "number", "values", "status", "leased_at", "is_discreet", "body")
    # The answers of some forty gates are the greater part of a row, and nobody asks for them here.
    return rows.defer("gates").order_by("planned_at", "id").prefetch_related(Prefetch("attempts", queryset=attempts))


def _tellings(row: Message, templates: Mapping[str, MessageTemplate]) -> Iterator[Telling]:
    parts = read_parts(row.parts)
    if not parts:
        yield _telling(row, Part(row.run_id or 0, row.template, row.trigger, row.item), duty=row.duty)
    for part in parts:
        template = templates.get(part.template)
        yield _telling(row, part, duty=(template.duty if template else None) or "")


def _telling(row: Message, part: Part, *, duty: str) -> Telling:
    newest = max(row.attempts.all(), key=lambda one: one.number, default=None)
    came_back = row.is_inferred and newest is not None and newest.status == DeliveryStatus.PERMANENT_FAILURE
    return Telling(
        message_id=MessageId(row.id),
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
        template=part.template,
        duty=duty,
        trigger=part.trigger,
        event_number=None if row.parts else row.event_number,
        item=part.item or "",
        channel=Channel(row.channel),
        state=MessageState.FAILED if came_back else MessageState(row.state),
        is_digest=bool(row.parts),
        held=_held(row, newest) if newest else frozenset(),
        is_discreet=newest is not None and newest.is_discreet,
        worded_at=newest.leased_at if newest else None,
        planned_at=row.planned_at,
        state_at=row.state_at,
        delivered_at=None if came_back else row.delivered_at,
        is_inferred=row.is_inferred,
        act=act_of(row),
        work_item=row.work_item,
        changed_text=" ".join(newest.body.lower().split()) if newest and row.approved_text else "",
    )


def _held(row: Message, attempt: Attempt) -> frozenset[str]:
    """Return which placeholders the text holds: an officer who changed the draft may have taken one out."""
    if not row.approved_text:
        return frozenset(attempt.values)
    return frozenset(name for name, value in attempt.values.items() if value and value in attempt.body)


def _attempt(row: Attempt) -> AttemptFacts:
    receipts = sorted(row.receipts.all(), key=lambda one: (one.received_at, one.id))
    return AttemptFacts(
        reference=row.reference,
        provider=row.provider,
        number=row.number,
        tries=row.tries,
        leased_at=row.leased_at,
        accepted_at=row.accepted_at,
        status=row.status,
        last_problem=row.last_problem,
        receipts=[(one.received_at, one.status) for one in receipts],
    )
