"""What a victim writes to the officer: kept here, and taken to the crime system as an entry and a task."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from waypost.base.crashpoints import crashpoint
from waypost.base.scope import in_force
from waypost.base.values import ForceName, PersonId
from waypost.cases.operations import NewEvent, add_to_outbox, append_event
from waypost.cases.queries import UnknownPerson, delivery_facts
from waypost.cases.values import DeliveryFacts, OutboxKind
from waypost.messages.ledger import append
from waypost.messages.ledger.entries import victim_wrote
from waypost.messages.models import ThreadMessage
from waypost.messages.sign_models import Sign
from waypost.messages.thread_rules import LONGEST_TEXT, MOST_A_DAY, TooManyMessages, tidy_text
from waypost.messages.triage.finding import find, labels_of
from waypost.messages.triage.library import rules_in_use
from waypost.messages.triage.routing import Ask, asks, hints, routing_in_use
from waypost.messages.triage.values import AT_ONCE, Found
from waypost.worklist.operations import open_items
from waypost.worklist.values import Desk, ItemKind, NewItem

_RISK = "message.risk_detected"
_CONTACT = "message.suspect_contact"
_TASK = (
    "The victim has written. Read it in the log or timeline of this case, and answer there as a message to the victim. "
    "What is written only into this task does not reach them."
)


def write_to_officer(person_id: PersonId, *, text: str, waypost_id: UUID, force: ForceName, now: datetime) -> UUID:
    """
    Take what a victim wrote: kept, on the timeline, and in the outbox as entry and task, all or nothing.

    `waypost_id` is made by the page, so that the same form sent twice is one message. Whether this person may
    write at all is asked by the door.

    :raises EmptyText: if there is nothing in it.
    :raises TextTooLong: if it has more than 2,000 characters.
    :raises TooManyMessages: if twenty were written in the last day, and this one does not sound like danger.
    :raises UnknownPerson: if the force has no such person, or the person is no longer in the case.
    """
    tidy = tidy_text(text)
    with in_force(force):
        facts = delivery_facts([person_id], force=force).get(person_id)
        if facts is None:
            raise UnknownPerson(person_id)
        if _keep(facts, tidy, waypost_id=waypost_id, now=now):
            _hand_on(facts, tidy, waypost_id=waypost_id, now=now)
        crashpoint("thread.before_commit")
    crashpoint("thread.after_commit")
    return waypost_id


def _keep(facts: DeliveryFacts, text: str, *, waypost_id: UUID, now: datetime) -> bool:
    """
    Write a message down; return whether it was new.

    The second of two at once waits here for the first, and finds what that one has kept. An id that is somebody
    else's is refused by the database: it must not read as if this person's words were kept.
    """
    _, is_new = ThreadMessage.objects.get_or_create(
        id=waypost_id,
        force=facts.case.force,
        case_id=facts.case.case_id,
        person_id=facts.person.person_id,
        defaults={"text": text, "written_at": now},
    )
    return is_new


def _hand_on(facts: DeliveryFacts, text: str, *, waypost_id: UUID, now: datetime) -> None:
    case, person = facts.case, facts.person
    event = NewEvent(kind="message.inbound", at=now, person_ref=person.ref, item=str(waypost_id))
    # Takes the case's lock, so that the count below holds and the messages of one case keep their order.
    append_event(case.case_id, force=case.force, event=event, now=now)
    since = now - timedelta(days=1)
    lately = ThreadMessage.objects.filter(force=case.force, case_id=case.case_id, person_id=person.person_id)
    found = find(text, rules_in_use())
    # What sounds like danger is taken however much was written before it.
    if AT_ONCE.isdisjoint(labels_of(found)) and lately.filter(written_at__gt=since).count() > MOST_A_DAY:
        raise TooManyMessages
    _send_to_source(facts, text, found=found, waypost_id=waypost_id, now=now)
    Sign.objects.bulk_create(_signs(facts, found, waypost_id=waypost_id, now=now))
    for ask in asks(frozenset(labels_of(found)), routing_in_use()):
        _have_it_read(facts, ask, waypost_id=waypost_id, now=now)
    wrote = victim_wrote(case.case_id, person.person_id, waypost_id=waypost_id, text=text, at=now)
    append([wrote], force=case.force, now=now)


def _signs(facts: DeliveryFacts, found: Sequence[Found], *, waypost_id: UUID, now: datetime) -> Sequence[Sign]:
    """Return what is kept of what fired: staff see why, and say where it is not so."""
    return [
        Sign(
            force=facts.case.force,
            case_id=facts.case.case_id,
            message_id=waypost_id,
            label=one.label,
            rule=one.rule,
            # Written out they may be longer than they were typed; the message itself is kept whole.
            words=one.words[:LONGEST_TEXT],
            found_at=now,
        )
        for one in found
    ]


def _have_it_read(facts: DeliveryFacts, ask: Ask, *, waypost_id: UUID, now: datetime) -> None:
    """Have a person read it soon; what may be danger stands on the timeline too. *Source:* domain.md SC17."""
    case, person = facts.case, facts.person
    is_risk = ask.label in AT_ONCE
    if is_risk:
        event = NewEvent(kind=_RISK, at=now, person_ref=person.ref, item=str(waypost_id))
        append_event(case.case_id, force=case.force, event=event, now=now)
    read = NewItem(
        item_id=uuid5(waypost_id, "alarm" if is_risk else ask.label.value),
        case_id=case.case_id,
        person_id=person.person_id,
        person_ref=person.ref,
        kind=ItemKind.CALL,
        # Danger is not for the officer in the case, who may be asleep: whoever is on duty.
        desk=ask.desk,
        matter=f"{waypost_id}" if is_risk else f"{waypost_id}/{ask.label}",
        reason=_RISK if is_risk else _CONTACT,
        text=ask.text,
        subject=str(waypost_id),
        due_at=now + ask.within,
        aim_at=now + ask.within,
    )
    open_items([read], force=case.force, now=now)


def _send_to_source(
    facts: DeliveryFacts, text: str, *, found: Sequence[Found], waypost_id: UUID, now: datetime
) -> None:
    case, person = facts.case, facts.person
    entry = {"person": person.ref, "text": text, "at": now.isoformat()}
    add_to_outbox(
        case.case_id,
        force=case.force,
        kind=OutboxKind.VICTIM_MESSAGE,
        waypost_id=waypost_id,
        payload=entry,
        now=now,
    )
    # The entry is in the outbox before the task is: its order within the case is theirs.
    reply = NewItem(
        item_id=uuid5(waypost_id, "task"),
        case_id=case.case_id,
        person_id=person.person_id,
        person_ref=person.ref,
        kind=ItemKind.REPLY,
        desk=Desk.OIC,
        matter=str(waypost_id),
        reason="message.inbound",
        text=" ".join((_TASK, *hints(frozenset(labels_of(found)), routing_in_use()))),
        subject=str(waypost_id),
    )
    open_items([reply], force=case.force, now=now)
