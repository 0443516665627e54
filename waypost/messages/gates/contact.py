"""Gates about the number or address: can it be used, may it be used, whose is it?"""

from waypost.cases.contact import (
    Checked,
    ContactKeys,
    Match,
    collision,
    contact_keys,
    is_feared,
    is_stale,
    may_be_same_home,
    name_and_birth,
    name_key,
)
from waypost.cases.standing import Standing
from waypost.cases.values import OtherParty, PersonFacts
from waypost.cases.vocabulary import Role
from waypost.messages import syntax
from waypost.messages.gates.question import Question
from waypost.messages.gates.record import stopped
from waypost.messages.reach import addressee, bounce_key, contact_of, key_of
from waypost.messages.reasons import answer
from waypost.messages.render import all_parts
from waypost.messages.values import Channel, GateAnswer, Reason

_MOST_VICTIMS_ON_ONE_CONTACT = 2
_PORTAL = "portal"
_NOT_LET_IN = frozenset(Standing) - {Standing.ADULT, Standing.BUSINESS, Standing.REPORTER}
"""Who reported gets no text that could hold the portal's address at all."""


def contact_can_be_used(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q01 to Q08, Q21 and Q22."""
    finding = _fault_of_contact(question)
    if finding is None:
        return stopped("contact_can_be_used", question, "Q21", reason=Reason.CONTACT_UNUSABLE)
    return answer("contact_can_be_used", _or_let_go(question, Reason.CONTACT_UNUSABLE), finding=finding)


def channel_is_agreed(question: Question) -> GateAnswer | None:
    """
    What the plan says never to use is not used; where it lists channels, only those are.

    A letter lies about: under a discreet plan, which may have come after it was written, it must be listed.

    *Source:* `contact_plan.channels`, `never` and `discreet` of the published contract.
    """
    plan = question.plan
    if question.channel is Channel.WHATSAPP and not _is_named(question):
        return answer("channel_is_agreed", _or_let_go(question, Reason.CHANNEL_NOT_AGREED))
    if plan is None:
        return None
    if not {question.channel, question.channel.worded_as}.isdisjoint(plan.never):
        return answer("channel_is_agreed", _or_let_go(question, Reason.CHANNEL_REFUSED))
    must_be_listed = plan.channels is not None or (plan.discreet and question.channel is Channel.LETTER)
    if must_be_listed and question.channel not in (plan.channels or ()):
        return answer("channel_is_agreed", _or_let_go(question, Reason.CHANNEL_NOT_AGREED))
    return None


def _is_named(question: Question) -> bool:
    """Whether a channel that is no default is named in the plan, and switched on by the force."""
    named = question.plan.channels if question.plan else None
    return question.channel in (named or ()) and question.channel in question.settings.channels


def contact_is_not_the_suspects(question: Question) -> GateAnswer | None:
    """
    Nothing goes where somebody accused may read it, nor to an organisation whose named contact is accused.

    *Source:* domain.md SC11, Q09 and Q19.
    """
    others = _others(question)
    matches = collision(contact_keys(question.person), others) | collision(contact_keys(_addressee(question)), others)
    if question.channel is Channel.LETTER and _may_live_with_accused(question, others):
        matches |= {Match.ADDRESS}
    if not matches:
        return None
    reason = Reason.ROLE_CONFLICT if Match.PERSON in matches else Reason.SAME_AS_SUSPECT
    return answer("contact_is_not_the_suspects", reason, finding=min(matches).value)


def contact_is_the_recipients_own(question: Question) -> GateAnswer | None:
    """
    A number or e-mail that a witness or reporter also gave may be theirs; a few victims may share one.

    *Source:* trust.md T04; domain.md Q10.
    """
    used = _addressee(question)
    mine, guardians = contact_keys(used), {guardian.person_id for guardian in question.facts.guardians}
    sharing = [other for other in _others(question) if _shares(mine, other, channel=question.channel)]
    # She may stand in the incident and in the crime, or have been entered a second time.
    besides = [other for other in sharing if not _is_same_person(other, used)]
    strangers = [other for other in besides if not _is_victim(other) and other.person_id not in guardians]
    victims = {other.name_and_birth or other.name_key or other.person_id for other in besides if _is_victim(other)}
    if strangers or len(victims) >= _MOST_VICTIMS_ON_ONE_CONTACT:
        return answer("contact_is_the_recipients_own", Reason.SHARED_CONTACT)
    return None


def contact_is_not_widely_shared(question: Question) -> GateAnswer | None:
    """
    A number or address that more than two victims of the force gave is a hostel's, a school's or a solicitor's.

    *Source:* domain.md Q10.
    """
    others = question.facts.shared_by
    if others and others.get(key_of(_addressee(question), question.channel), 0) >= _MOST_VICTIMS_ON_ONE_CONTACT:
        return answer("contact_is_not_widely_shared", Reason.WIDELY_SHARED)
    return stopped("contact_is_not_widely_shared", question, "Q10", reason=Reason.WIDELY_SHARED)


def contact_is_not_frozen(question: Question) -> GateAnswer | None:
    """Where somebody said "this is not me" nothing goes, codes neither. *Source:* domain.md SC15; trust.md T03."""
    frozen = question.facts.frozen
    if not frozen or key_of(_addressee(question), question.channel) not in frozen:
        return None
    return answer("contact_is_not_frozen", Reason.CONTACT_FROZEN)


def portal_can_be_entered(question: Question) -> GateAnswer | None:
    """
    A text that needs the portal is of no use to somebody who must not, or could not, sign in there.

    *Source:* design 1.6: without a fact on record there is no invitation but a task.
    """
    if portal_refusal(question) is None or not _needs_portal(question):
        return None
    return answer("portal_can_be_entered", portal_refusal(question) or Reason.PORTAL_REFUSED)


def nobody_else_reads_the_phone(question: Question) -> GateAnswer | None:
    """
    No message says that somebody is coming where the suspect may read it, or nobody has asked.

    A sign-in code is immediate too; it says nothing of anybody coming, and the recipient has asked for it.

    *Source:* contract/incident.schema.json, `suspect_may_see_phone`.
    """
    incident = question.case.incident
    if incident is None or not incident.suspect_may_see_phone or not question.is_immediate:
        return None
    if question.trigger == "portal.code_requested":
        return None
    return answer("nobody_else_reads_the_phone", Reason.SUSPECT_MAY_SEE_PHONE)


def portal_refusal(question: Question) -> Reason | None:
    """
    Return why a text for this recipient must not point to the portal, or None.

    *Source:* `portal.rules`: its door opens to victims, not to who acts for one, and to no child.
    """
    if question.standing in _NOT_LET_IN:
        return Reason.PORTAL_NOT_THEIRS
    if question.plan is not None and _PORTAL in question.plan.never:
        return Reason.PORTAL_REFUSED
    if question.channel is Channel.LETTER and not _can_get_code(question):
        return Reason.NO_SIGN_IN_FACT
    return None if question.has_sign_in_fact else Reason.NO_SIGN_IN_FACT


def _can_get_code(question: Question) -> bool:
    """Whether a sign-in code could reach who reads the letter: it comes by text or e-mail."""
    return any(
        contact_of(question.facts, question.settings, channel=one).is_usable for one in (Channel.SMS, Channel.EMAIL)
    )


def recipient(question: Question) -> Checked:
    """Return where this message would go, normalised, with what is wrong with it."""
    return contact_of(question.facts, question.settings, channel=question.channel)


def _fault_of_contact(question: Question) -> str | None:
    checked = recipient(question)
    if not checked.is_usable:
        return checked.findings[0].name.lower() if checked.findings else "no_contact_on_record"
    if bounce_key(checked.value, question.channel) in question.bounced:
        return "delivery_failed_before"
    if is_stale(_addressee(question).contact.confirmed_at, bounced_at=None, now=question.now):
        return "stale"
    return None


def _or_let_go(question: Question, reason: Reason) -> Reason:
    """Return why a message waits for an officer; mere advice that has no other channel is let go instead."""
    has_no_other = set(question.template.wordings) == {question.channel.worded_as}
    return Reason.NO_WAY_FOR_ADVICE if question.template.is_advice and has_no_other else reason


def _addressee(question: Question) -> PersonFacts:
    return addressee(question.facts, question.settings, channel=question.channel)


def _others(question: Question) -> tuple[OtherParty, ...]:
    """Return everybody whom the message must not reach: all but the recipient and whose contact is used."""
    used = _addressee(question).person_id
    return tuple(other for other in question.facts.others if other.person_id != used)


def _shares(mine: ContactKeys, other: OtherParty, *, channel: Channel) -> bool:
    if channel is Channel.LETTER:
        # A letter is for a name; others of the household who are not accused may live where they do.
        return False
    if channel.worded_as is Channel.SMS:
        return bool(mine.mobile_key) and mine.mobile_key in {other.mobile_key, other.phone_key}
    return bool(mine.email_key) and mine.email_key == other.email_key


def _may_live_with_accused(question: Question, others: tuple[OtherParty, ...]) -> bool:
    """Whether somebody accused may open the post there, however the two addresses were typed."""
    mine = contact_keys(_addressee(question)).address_key
    return any(is_feared(other.roles) and may_be_same_home(mine, other.address_key) for other in others)


def _is_victim(other: OtherParty) -> bool:
    return Role.VICTIM in other.roles


def _is_same_person(other: OtherParty, used: PersonFacts) -> bool:
    """
    Whether another entry is the same human, beside having the same contact: an equal name, no other date of birth.
    """
    mine = name_and_birth(used.given_name, used.family_name, used.date_of_birth)
    if mine and other.name_and_birth:
        return mine == other.name_and_birth
    name = name_key(used.given_name, used.family_name, used.organisation_name)
    return bool(name) and name == other.name_key


def _needs_portal(question: Question) -> bool:
    wording = question.template.wording(question.channel)
    parts = all_parts(wording, discreet=question.is_discreet) if wording else ()
    return any(isinstance(part, syntax.Placeholder) and part.name == "portal_address" for part in parts)
