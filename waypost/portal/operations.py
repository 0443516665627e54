"""Every write behind the victim's pages: codes asked for, entries made, messages written."""

from datetime import date, datetime, timedelta

from waypost.access.audit import record_audit
from waypost.access.grants import GrantFacts
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.sessions import SignedIn
from waypost.access.sign_in import (
    CodeNotAllowed,
    Entered,
    InvitationFacts,
    enter_code,
    find_invitation,
    make_code,
    unlock_invitation,
)
from waypost.access.sign_in_rules import Entry
from waypost.access.values import Actor
from waypost.base.clock import LONDON
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.values import ForceName, PersonId
from waypost.cases.operations import NewEvent, append_event, lock_cases
from waypost.cases.queries import (
    case_id_by_reference,
    cases_by_id,
    delivery_facts,
    last_event_of,
    person_sign_in_fact,
)
from waypost.cases.values import CaseKind
from waypost.messages.operations import send_sign_in_code, write_to_officer
from waypost.messages.operations.closing_threads import closed_threads
from waypost.messages.queries import has_written
from waypost.portal.rules import Shut, Words, has_agreed, may_write, reason_to_keep_shut
from waypost.worklist.operations import open_items
from waypost.worklist.values import Desk, ItemKind, NewItem

_HOLD = "portal.safety_hold"
_ABOUT_SAFETY = frozenset({_HOLD, "flags.changed", "plan.changed", "portal.registered"})
_FOR_SAFETY = frozenset({Shut.NOT_SAFE, Shut.REFUSED})
# A working day, over a weekend: until then the victim can be reached by phone only.
_CALL_WITHIN = timedelta(days=3)
_LOCKED_TASK = (
    "Sign-in to the victim's page was stopped after three wrong tries. It may have been somebody else. "
    "Speak to the victim in a way that you know to be safe, and check the phone number and the facts on record."
)


class MayNotWrite(RuntimeError):
    """This person may not write about this case now."""


class HasNotAgreed(RuntimeError):
    """They have not said that they want to write here: the page asks them."""


class NoSuchInvitation(LookupError):
    """Nobody of that id in that case was invited."""


def send_code(token: str, *, browser: str, now: datetime) -> None:
    """
    Send a code to the contact on record of whoever this token finds; anything else ends in silence.

    The code leaves after the transaction that keeps its digest, and is in no row and no log.
    """
    invitation = find_invitation(token, now=now)
    if invitation is None:
        return
    shut = _reason_to_keep_shut(invitation, now=now)
    if shut is not None:
        _note_hold(invitation, shut, now=now)
        return
    if person_sign_in_fact(invitation.person_id, force=invitation.force, now=now) is None:
        return
    try:
        code = make_code(invitation, browser=browser, now=now)
    except CodeNotAllowed:
        return
    send_sign_in_code(invitation.person_id, code=code, force=invitation.force, now=now)


def enter(token: str, *, entry: Entry, now: datetime) -> Entered | None:
    """
    Try an entry, and tell the timeline of a first success and of a lock; None where the token finds nothing.

    The invitation, the audit and the timeline change together or not at all.
    """
    invitation = find_invitation(token, now=now)
    if invitation is None:
        return None
    with in_force(invitation.force):
        if _reason_to_keep_shut(invitation, now=now) is not None:
            return None
        fact = person_sign_in_fact(invitation.person_id, force=invitation.force, now=now)
        entered = enter_code(invitation, entry=entry, fact=fact, now=now)
        if entered.is_first:
            _append(invitation, "portal.registered", now=now)
        if entered.is_new_device:
            _append(invitation, "portal.new_device", now=now)
        if entered.has_locked:
            _append(invitation, "portal.locked", now=now)
            _ask_officer_to_call(invitation, now=now)
    return entered


def write_message(grant: GrantFacts, words: Words, *, by: SignedIn, now: datetime) -> None:
    """
    Take what a victim wrote, for the crime system as an entry and a task; the same `once` is taken once.

    :raises MayNotWrite: if the case is shut to this person, or writing is switched off.
    :raises HasNotAgreed: if they have not said that they want to write here.
    :raises EmptyText: if there is nothing to read in it.
    :raises TooManyMessages: if this person wrote too much in a day.
    """
    with in_force(grant.force):
        _check_may_write(grant, agrees=words.agrees, now=now)
        write_to_officer(grant.person_id, text=words.text, waypost_id=words.once, force=grant.force, now=now)
        _audit(Action.MESSAGE_WRITTEN, grant, by=by, now=now)


def unlock(reference: str, *, person_ref: str, force: ForceName, by: Actor, now: datetime) -> None:
    """
    Let a victim sign in again after somebody spoke to them in a way known to be safe.

    A crime and an incident may have one reference; then the person of the crime is meant, if they were invited.

    :raises NoSuchInvitation: if there is no such case or person, or the person was never invited.
    """
    with in_force(force):
        people = [_person_of(reference, kind=kind, person_ref=person_ref, force=force) for kind in CaseKind]
        if not any(unlock_invitation(person, force=force, by=by, now=now) for person in people if person):
            raise NoSuchInvitation(
                f"nobody {person_ref} of case {reference} of force {force} was invited: check all three"
            )


def _person_of(reference: str, *, kind: CaseKind, person_ref: str, force: ForceName) -> PersonId | None:
    case_id = case_id_by_reference(reference, kind=kind, force=force)
    case = cases_by_id([case_id], force=force).get(case_id) if case_id else None
    person = case.person_by_ref(person_ref) if case else None
    return person.person_id if person else None


def _check_may_write(grant: GrantFacts, *, agrees: bool, now: datetime) -> None:
    facts = delivery_facts([grant.person_id], force=grant.force).get(grant.person_id)
    if facts is None or reason_to_keep_shut(facts.case, facts.person, today=_today(now)):
        raise MayNotWrite
    if not may_write(facts.case, facts.person, force=force_settings(grant.force)):
        raise MayNotWrite
    if closed_threads([grant.person_id], force=grant.force):
        raise MayNotWrite
    if not agrees and not has_agreed(facts.person, has_written=has_written(grant.person_id, force=grant.force)):
        raise HasNotAgreed


def note_signed_out(who: SignedIn, *, now: datetime) -> None:
    """Write down that a person ended their visit."""
    record_audit(Action.SIGNED_OUT, by=who.actor, force=who.force, now=now)


def _reason_to_keep_shut(invitation: InvitationFacts, *, now: datetime) -> Shut | None:
    facts = delivery_facts([invitation.person_id], force=invitation.force).get(invitation.person_id)
    return reason_to_keep_shut(facts.case, facts.person, today=_today(now)) if facts else Shut.NOT_A_VICTIM


def _note_hold(invitation: InvitationFacts, shut: Shut, *, now: datetime) -> None:
    """
    Say on the timeline that somebody who was in before is kept out for safety, so that an officer explains it.

    Once, until something bears on safety anew. Who stands at the door sees nothing of it.
    """
    if shut not in _FOR_SAFETY or not invitation.is_registered:
        return
    with in_force(invitation.force):
        # Of two at once the second waits here, and finds what the first has noted.
        lock_cases([invitation.case_id])
        facts = delivery_facts([invitation.person_id], force=invitation.force)[invitation.person_id]
        last = last_event_of(_ABOUT_SAFETY, invitation.case_id, person_ref=facts.person.ref, force=invitation.force)
        if last != _HOLD:
            _append(invitation, _HOLD, now=now)


def _append(invitation: InvitationFacts, kind: str, *, now: datetime) -> None:
    with in_force(invitation.force):
        facts = delivery_facts([invitation.person_id], force=invitation.force)[invitation.person_id]
        event = NewEvent(kind=kind, at=now, person_ref=facts.person.ref)
        append_event(invitation.case_id, force=invitation.force, event=event, now=now)


def _ask_officer_to_call(invitation: InvitationFacts, *, now: datetime) -> None:
    facts = delivery_facts([invitation.person_id], force=invitation.force)[invitation.person_id]
    call = NewItem(
        item_id=new_id(),
        case_id=invitation.case_id,
        person_id=invitation.person_id,
        person_ref=facts.person.ref,
        kind=ItemKind.CALL,
        desk=Desk.OIC,
        matter="portal.locked",
        reason="portal.locked",
        text=_LOCKED_TASK,
        aim_at=now + _CALL_WITHIN,
    )
    open_items([call], force=invitation.force, now=now)


def _today(now: datetime) -> date:
    return now.astimezone(LONDON).date()


def _audit(action: Action, grant: GrantFacts, *, by: SignedIn, now: datetime) -> None:
    record_audit(action, by=by.actor, force=grant.force, now=now, case_id=grant.case_id, person_id=grant.person_id)
