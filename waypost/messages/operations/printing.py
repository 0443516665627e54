"""
A letter that a member of staff prints and posts by hand: the words that would go, every gate asked.

Printed is not told: only what is marked as posted counts, and then as any other letter does, when the post has come.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.pdf import CannotMakePdf
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName, MessageId, PersonId
from waypost.messages.again import WhyNot, why_no_letter
from waypost.messages.circumstances import Circumstances, judge, read_circumstances
from waypost.messages.gates import GATES
from waypost.messages.letter_page import letter_pdf
from waypost.messages.models import Attempt, Message, Reference
from waypost.messages.operations.asking import release
from waypost.messages.operations.claim import reference
from waypost.messages.operations.in_hand import (
    InHand,
    NotDone,
    refuse,
    refuse_what_is_wrong,
    take_in_hand,
    wanted_for,
)
from waypost.messages.operations.learn import learn_status
from waypost.messages.operations.record import accept, save
from waypost.messages.operations.resending import copy_of, with_text
from waypost.messages.operations.telling import Telling
from waypost.messages.operations.words import DraftChanged, Ready, draft_of, finish, portal_addresses, prepare
from waypost.messages.providers import Accepted
from waypost.messages.reasons import MEANINGS
from waypost.messages.render import CannotRender
from waypost.messages.rows import MOVED_FIELDS, is_code, move, subject_of
from waypost.messages.values import UNSENT, AnswerKind, Channel, DeliveryStatus, MessageState, Owner, Reason

BY_HAND = "by_hand"
"""The provider of what somebody of the force has put into the post."""
_NOT_OUR_MATTER = frozenset({"provider_is_there", "hour_is_allowed"})
"""Who carries it, and when machines may send: a person carries this one."""
_GATES = tuple(gate for gate in GATES if gate.name not in _NOT_OUR_MATTER)
_CHANGED = "The record has changed since the letter was printed. Throw it away, and print it again."
_OTHER_WORDS = "An officer confirmed other words than a letter would have. Ask them to confirm it anew, or to call."


@dataclass(frozen=True)
class Printed:
    """A letter to put into an envelope; `digest` is given back when it is marked as posted."""

    pdf: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True)
class _Letter:
    ready: Ready
    digest: str


def print_letter(message_id: UUID, *, case_id: CaseId, force: ForceName, by: Actor, now: datetime) -> Printed:
    """
    Return the letter by which a message would be told now; nothing counts as told by that.

    :raises NoSuchMessage: if the case has none of that id.
    :raises NotDone: saying why no letter of it may go.
    """

    def act() -> Printed:
        with in_force(force):
            found = take_in_hand(message_id, case_id, force=force)
            made = _made(found, force=force, now=now)
            _audit(Action.LETTER_PRINTED, found.row, by=by, now=now)
        return Printed(_pdf(made.ready), made.digest)

    return again_after_deadlock(act)


def mark_posted(
    message_id: UUID, *, case_id: CaseId, digest: str, force: ForceName, by: Actor, now: datetime
) -> MessageId:
    """
    Record that the letter that was printed is in the post now, and return the message that stands for it.

    It counts as delivered when the post has had its days. What was to go in its place is taken back.

    :raises NoSuchMessage: if the case has none of that id.
    :raises NotDone: if other words would go by now, or it was posted already.
    """

    def act() -> MessageId:
        with in_force(force):
            found = take_in_hand(message_id, case_id, force=force)
            if any(one.resend_of == found.row.id and one.channel == Channel.LETTER for one in found.others):
                raise NotDone("This letter was marked as posted already.")
            made = _made(found, force=force, now=now)
            if made.digest != digest:
                raise NotDone(_CHANGED)
            _keep(made.ready, force=force, now=now)
            _carried([one for one in (found.row, *found.others) if MessageState(one.state) in UNSENT], now=now)
            _audit(Action.LETTER_POSTED, found.row, by=by, now=now)
        return MessageId(made.ready.row.id)

    return again_after_deadlock(act)


def _made(found: InHand, *, force: ForceName, now: datetime) -> _Letter:
    row = found.row
    if is_code(row) or row.run_id is None:
        raise NotDone(WhyNot.A_CODE.value)
    refuse(why_no_letter(MessageState(row.state)))
    refuse_what_is_wrong(found, force=force)
    circumstances = read_circumstances(wanted_for(row, force=force), force=force, now=now)
    new = with_text(copy_of(row, channel=Channel.LETTER, now=now), circumstances)
    verdict = judge(subject_of(new), circumstances, gates=_GATES)
    if verdict.outcome.kind is not AnswerKind.PASS:
        raise NotDone(verdict.outcome.sentence)
    new.gates = [one.to_json() for one in verdict.answers]
    return _worded(new, circumstances, force=force, now=now)


def _worded(new: Message, circumstances: Circumstances, *, force: ForceName, now: datetime) -> _Letter:
    try:
        prepared = prepare(new, circumstances)
        portals = portal_addresses([prepared], force=force, now=now)
        ready = finish(prepared, portal=portals.get(PersonId(new.person_id), ""))
        return _Letter(ready, draft_of(new, circumstances)[1])
    except DraftChanged:
        raise NotDone(_OTHER_WORDS) from None
    except CannotRender:
        raise NotDone(MEANINGS[Reason.TEXT_UNFIT].sentence) from None


def _pdf(ready: Ready) -> bytes:
    if ready.letter is None:
        raise NotDone(MEANINGS[Reason.TEXT_UNFIT].sentence)
    try:
        return letter_pdf(ready.letter)
    except CannotMakePdf:
        raise NotDone(MEANINGS[Reason.TEXT_UNFIT].sentence) from None


def _keep(ready: Ready, *, force: ForceName, now: datetime) -> None:
    """Write the letter down as one that somebody has taken and printed."""
    row = ready.row
    row.due_at, row.lease_token = now, 1
    move(row, MessageState.LEASED, reason=None, owner=Owner.NOBODY, now=now)
    attempt = _attempt(ready, force=force, now=now)
    insert_rows([row])
    insert_rows([Reference(reference=attempt.reference, force=force)])
    insert_rows([attempt])
    telling = Telling()
    accept(row, attempt, Accepted(provider_id=attempt.reference, status=DeliveryStatus.CREATED), telling, now=now)
    learn_status(row, attempt, DeliveryStatus.SENT, telling, now=now)
    save([row], [attempt], telling, now=now)


def _attempt(ready: Ready, *, force: ForceName, now: datetime) -> Attempt:
    row, rendered = ready.row, ready.rendered
    return Attempt(
        reference=reference(MessageId(row.id), number=1),
        force=force,
        message_id=row.id,
        number=1,
        tries=1,
        provider=BY_HAND,
        recipient=ready.recipient,
        template_version=row.template_version,
        text_key=row.text_key,
        subject=rendered.subject,
        body=rendered.body,
        body_digest=rendered.digest,
        values=dict(rendered.values),
        is_discreet=ready.is_discreet,
        gates=row.gates,
        lease_token=row.lease_token,
        leased_at=now,
    )


def _carried(rows: list[Message], *, now: datetime) -> None:
    """Take back what the letter tells in its place."""
    for row in rows:
        row.climbed_at, row.due_at = now, now
        move(row, MessageState.SUPERSEDED, reason=Reason.NEXT_CHANNEL, owner=Owner.NOBODY, now=now)
    if rows:
        update_rows(rows, MOVED_FIELDS)
        release([row.id for row in rows], force=ForceName(rows[0].force), now=now)


def _audit(action: Action, row: Message, *, by: Actor, now: datetime) -> None:
    record_audit(
        action,
        by=by,
        force=ForceName(row.force),
        now=now,
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
        fields=[str(row.id)],
    )
