"""What a victim says about being contacted: that a message was not for them, and what they do not want."""

from collections.abc import Set
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.grants import GrantFacts
from waypost.access.permissions import Action
from waypost.access.sessions import SignedIn
from waypost.access.sign_in import STRANGER, InvitationFacts, find_invitation, shut_out
from waypost.base.clock import LONDON
from waypost.base.ids import new_id
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.cases.choices import ContactKind, WhyFrozen, contacts_of
from waypost.cases.frozen_contacts import Frozen, freeze_contact
from waypost.cases.opt_outs import NeedsOfficer, opt_back_in, opt_out
from waypost.cases.queries import delivery_facts
from waypost.cases.values import DeliveryFacts
from waypost.messages.queries import reached_by_invitation
from waypost.messages.values import Channel
from waypost.portal.refusals import Refusal, refusals_in
from waypost.portal.rules import reason_to_keep_shut
from waypost.worklist.operations import open_items
from waypost.worklist.values import Desk, ItemKind, NewItem

_KINDS = {
    Channel.SMS: ContactKind.PHONE,
    Channel.EMAIL: ContactKind.EMAIL,
    Channel.LETTER: ContactKind.ADDRESS,
    Channel.WHATSAPP: ContactKind.PHONE,
}
_DISOWNED = (
    "Somebody who got a message about this case said that it was not for them. Nothing goes to that number or address "
    "any more, and the page is shut. Find out in a way that you know to be safe how to reach this person, and put the "
    "record right."
)
_CHOSEN = (
    "This person chose on their page what they do not want to be sent. It holds already. Put it into the contact plan, "
    "and tell them yourself what they must be told."
)


class MayNotChoose(RuntimeError):
    """This person may not look into the case now."""


class OnlyByOfficer(RuntimeError):
    """Where contact may be dangerous, only an officer who has spoken with the victim lets messages go again."""


def disown(token: str, *, now: datetime) -> None:
    """
    Freeze what the invitation was sent to, shut it, and ask the records' desk; a token that finds nothing is silent.

    An invitation that has ended counts too: the message may be read late. Where nothing is known to have been sent,
    everything on record of the person is frozen. Nobody says it twice: what a deadlock broke off is done again.

    *Source:* domain.md SC15; trust.md T03.
    """
    again_after_deadlock(lambda: _disown(token, now=now))


def _disown(token: str, *, now: datetime) -> None:
    invitation = find_invitation(token, now=now)
    if invitation is None:
        return
    with in_force(invitation.force):
        facts = delivery_facts([invitation.person_id], force=invitation.force).get(invitation.person_id)
        for frozen in _reached(invitation, facts):
            freeze_contact(frozen, force=invitation.force, by=STRANGER, now=now)
        shut_out(invitation.person_id, force=invitation.force, by=STRANGER, now=now)
        if facts is not None:
            open_items([_mend(facts)], force=invitation.force, now=now)


def refused(grant: GrantFacts, *, by: SignedIn, now: datetime) -> frozenset[Refusal] | None:
    """Return what this person has refused, or None where the case is shut to them; the look is written down."""
    with in_force(grant.force):
        facts = _open_to(grant, now=now)
        if facts is None:
            return None
        _audit(Action.CHOICES_VIEWED, grant, by=by, now=now)
        return refusals_in(facts.opt_outs)


def choose(grant: GrantFacts, *, refused: Set[Refusal], by: SignedIn, now: datetime) -> None:
    """
    Keep what this person refuses from now on, and withdraw what they refuse no more; all of it or nothing.

    Refusing never ends a duty: what the law demands is then told by the officer, who is asked to.

    :raises MayNotChoose: if the case is shut to this person.
    :raises OnlyByOfficer: if something is to be opened again where contact may be dangerous.
    """
    try:
        _choose(grant, refused=refused, by=by, now=now)
    except NeedsOfficer:
        raise OnlyByOfficer from None


def _choose(grant: GrantFacts, *, refused: Set[Refusal], by: SignedIn, now: datetime) -> None:
    with in_force(grant.force):
        facts = _open_to(grant, now=now)
        if facts is None:
            raise MayNotChoose
        before = refusals_in(facts.opt_outs)
        for refusal in sorted(refused - before):
            opt_out(grant.person_id, refusal.choice, waypost_id=new_id(), force=grant.force, now=now)
        for refusal in sorted(before - refused):
            opt_back_in(grant.person_id, refusal.choice, waypost_id=new_id(), force=grant.force, by=by.actor, now=now)
        if before != refused:
            _audit(Action.CHOICES_CHANGED, grant, by=by, now=now)
            open_items([_plan(facts)], force=grant.force, now=now)


def _reached(invitation: InvitationFacts, facts: DeliveryFacts | None) -> list[Frozen]:
    reached = reached_by_invitation(invitation.person_id, force=invitation.force)
    found = {(_KINDS[channel], recipient) for channel, recipient in reached}
    if not found and facts is not None:
        found = {(kind, key) for key, kind in contacts_of(facts.person).items()}
    return [Frozen(kind, key, WhyFrozen.NOT_ME, invitation.person_id) for kind, key in sorted(found)]


def _mend(facts: DeliveryFacts) -> NewItem:
    return _item(facts, matter="contact_not_me", desk=Desk.RECORDS, text=_DISOWNED)


def _plan(facts: DeliveryFacts) -> NewItem:
    return _item(facts, matter="contact_choices", desk=Desk.OIC, text=_CHOSEN)


def _item(facts: DeliveryFacts, *, matter: str, desk: Desk, text: str) -> NewItem:
    return NewItem(
        item_id=new_id(),
        case_id=facts.case.case_id,
        person_id=facts.person.person_id,
        person_ref=facts.person.ref,
        kind=ItemKind.MEND,
        desk=desk,
        matter=matter,
        reason=matter,
        text=text,
    )


def _open_to(grant: GrantFacts, *, now: datetime) -> DeliveryFacts | None:
    facts = delivery_facts([grant.person_id], force=grant.force).get(grant.person_id)
    today = now.astimezone(LONDON).date()
    if facts is None or reason_to_keep_shut(facts.case, facts.person, today=today):
        return None
    return facts


def _audit(action: Action, grant: GrantFacts, *, by: SignedIn, now: datetime) -> None:
    record_audit(action, by=by.actor, force=grant.force, now=now, case_id=grant.case_id, person_id=grant.person_id)
