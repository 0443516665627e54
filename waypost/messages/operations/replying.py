"""
What staff write to a victim: kept here, shown on the page of the case, told as an officer's message of the crime
system is, and written into that system's log. Read `write_to_victim` first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.clock import LONDON
from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import ForceName, JsonValue, PersonId
from waypost.cases.operations import NewEvent, add_to_outbox, append_event
from waypost.cases.values import DeliveryFacts, OutboxKind
from waypost.messages.circumstances import Circumstances, Wanted, read_circumstances
from waypost.messages.edit_bounds import own_places
from waypost.messages.ledger import append
from waypost.messages.ledger.entries import staff_wrote
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.replies import reply_words
from waypost.messages.reply_rules import Around, NotWritten, ReplyBounds, faults_of_reply, reason_not_to_write
from waypost.messages.thread_models import StaffMessage
from waypost.messages.thread_rules import MOST_A_DAY, TooManyMessages, tidy_text
from waypost.worklist.operations import AlreadyAnswered, answer_item
from waypost.worklist.queries import open_items_of
from waypost.worklist.values import Answer, ItemKind, ItemState

OUTBOUND = "message.outbound"
"""The event of an officer's message, wherever it was written: what follows from it is the same."""
INBOUND = "message.inbound"


class CannotWrite(ValueError):
    """Nothing may be written to this person here now; `why` says what stands against it."""

    def __init__(self, why: NotWritten) -> None:
        super().__init__(why.value)
        self.why = why


class ReplyOutOfBounds(ValueError):
    """The words cannot go as they are; `sentences` say what to change."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(len(sentences))
        self.sentences = tuple(sentences)


@dataclass(frozen=True)
class Reply:
    """
    What somebody wrote. `waypost_id` is made by the page, so that the same form sent twice is one message.

    `template` is the id of the text that they began with and `began_with` that text as they were given it; both are
    empty where it was none. `shown_at` is when they were shown what the person had written: later words are not
    answered by it.
    """

    waypost_id: UUID
    person_id: PersonId
    text: str
    template: str = ""
    began_with: str = ""
    shown_at: datetime | None = None


def write_to_victim(reply: Reply, *, by: Staff, now: datetime) -> None:
    """
    Keep what a member of staff wrote to a person, tell them that there is something to read, close what asked for it.

    All of it or nothing. Whether this member of staff may write about the case is asked by the door. The alert holds
    none of the words, and passes every gate as any message does.

    :raises CannotWrite: if nothing may be written to this person here now.
    :raises EmptyText: if there is nothing in it.
    :raises TextTooLong: if it has more than 2,000 characters.
    :raises ReplyOutOfBounds: if the words could lead somebody astray, or tell of somebody else.
    :raises TooManyMessages: if twenty were written to the person in the last day.
    """
    again_after_deadlock(lambda: _write(reply, by=by, now=now))
    crashpoint("reply.after_commit")


def check_reply(reply: Reply, *, force: ForceName, now: datetime) -> str:
    """Return the words as they would be kept; raises as `write_to_victim`. Nothing is written down."""
    with in_force(force):
        return _checked(reply, force=force, now=now)[1]


def why_not_to_write(person_id: PersonId, *, force: ForceName, now: datetime) -> NotWritten | None:
    """Return why nothing may be written to this person now, or None."""
    with in_force(force):
        circumstances = _circumstances(person_id, force=force, now=now)
        return reason_not_to_write(circumstances.facts.get(person_id), _around(person_id, circumstances))


def _write(reply: Reply, *, by: Staff, now: datetime) -> None:
    with in_force(by.force):
        facts, text = _checked(reply, force=by.force, now=now)
        if _keep(reply, text, facts, by=by, now=now):
            _hand_on(reply, text, facts, by=by, now=now)
        crashpoint("reply.before_commit")


def _checked(reply: Reply, *, force: ForceName, now: datetime) -> tuple[DeliveryFacts, str]:
    circumstances = _circumstances(reply.person_id, force=force, now=now)
    facts = circumstances.facts.get(reply.person_id)
    why = reason_not_to_write(facts, _around(reply.person_id, circumstances))
    if facts is None or why is not None:
        raise CannotWrite(why or NotWritten.NOT_IN_CASE)
    text = tidy_text(reply.text)
    own = own_places(circumstances.settings.phone, circumstances.settings.leave_url, settings.BASE_URL)
    found = faults_of_reply(text, facts, ReplyBounds(reply.began_with, own))
    if found:
        raise ReplyOutOfBounds([reply_words().faults[code] for code in found])
    return facts, text


def _circumstances(person_id: PersonId, *, force: ForceName, now: datetime) -> Circumstances:
    wanted = Wanted([person_id], replaced_runs=(), channels_set_up=channels_set_up(force), has_survey=False)
    return read_circumstances(wanted, force=force, now=now)


def _around(person_id: PersonId, circumstances: Circumstances) -> Around:
    facts = circumstances.facts.get(person_id)
    reference = facts.case.reference if facts else ""
    return Around(
        force=circumstances.settings.state,
        stopped=circumstances.stops.reason(reference=reference, journey=""),
        unsafe_call_at=circumstances.unsafe_calls.get(person_id),
        today=circumstances.today,
    )


def _keep(reply: Reply, text: str, facts: DeliveryFacts, *, by: Staff, now: datetime) -> bool:
    """
    Write a message down; return whether it was new.

    The second of two at once waits here for the first. An id that is somebody else's is refused by the database.
    """
    _, is_new = StaffMessage.objects.get_or_create(
        id=reply.waypost_id,
        force=by.force,
        case_id=facts.case.case_id,
        person_id=facts.person.person_id,
        defaults={
            "text": text,
            "collar_number": by.collar_number,
            "author": by.name,
            "template": reply.template,
            "written_at": now,
        },
    )
    return is_new


def _hand_on(reply: Reply, text: str, facts: DeliveryFacts, *, by: Staff, now: datetime) -> None:
    case, person = facts.case, facts.person
    event = NewEvent(kind=OUTBOUND, at=now, person_ref=person.ref, item=str(reply.waypost_id))
    # Takes the case's lock, so that the count below holds and the messages of one case keep their order.
    append_event(case.case_id, force=case.force, event=event, now=now)
    lately = StaffMessage.objects.filter(force=case.force, case_id=case.case_id, person_id=person.person_id)
    if lately.filter(written_at__gt=now - timedelta(days=1)).count() > MOST_A_DAY:
        raise TooManyMessages
    add_to_outbox(
        case.case_id,
        force=case.force,
        kind=OutboxKind.NOTE,
        waypost_id=reply.waypost_id,
        payload=_note(text, facts, by=by, now=now),
        now=now,
    )
    _close_what_asked(facts, reply, by=by, now=now)
    wrote = staff_wrote(
        case.case_id, person.person_id, waypost_id=reply.waypost_id, by=by.collar_number, text=text, at=now
    )
    append([wrote], force=case.force, now=now)
    record_audit(
        Action.STAFF_WROTE,
        by=by.actor,
        force=case.force,
        now=now,
        case_id=case.case_id,
        person_id=person.person_id,
        fields=[str(reply.waypost_id), *([f"template:{reply.template}"] if reply.template else [])],
    )


def _note(text: str, facts: DeliveryFacts, *, by: Staff, now: datetime) -> dict[str, JsonValue]:
    """*Source:* contract, "Write-back", `org.waypost.note.v1`."""
    local = now.astimezone(LONDON)
    said = reply_words().note.format(who=f"{by.name} ({by.collar_number})", date=f"{local.day} {local:%B %Y, %H:%M}")
    return {"person": facts.person.ref, "text": f"{said}\n\n{text}", "at": now.isoformat()}


def _close_what_asked(facts: DeliveryFacts, reply: Reply, *, by: Staff, now: datetime) -> None:
    """
    Close the items that ask for an answer to what this person wrote; one call about danger stays a call.

    What came after the writer was shown the thread they have not read: it stays open.
    """
    person_id, force = facts.person.person_id, facts.case.force
    given = Answer(ItemState.DONE, now, by=by.collar_number, note=reply_words().answered)
    for item in open_items_of([facts.case.case_id], force=force):
        if (item.person_id, item.kind, item.reason) != (person_id, ItemKind.REPLY, INBOUND):
            continue
        if reply.shown_at is not None and item.opened_at > reply.shown_at:
            continue
        try:
            answer_item(item.item_id, given, force=force, by=by.actor, now=now)
        except AlreadyAnswered:
            # By somebody else meanwhile: it is closed all the same.
            continue
