"""Gates about the recipient and what was agreed with them."""

from collections.abc import Mapping

from waypost.cases.birthdays import age_on, is_known_birthday
from waypost.cases.contact import name_and_birth
from waypost.cases.standing import Standing
from waypost.cases.vocabulary import Role
from waypost.messages.choices import refusal
from waypost.messages.gates.question import Question
from waypost.messages.gates.record import stopped
from waypost.messages.reach import named_contacts
from waypost.messages.reasons import answer
from waypost.messages.values import AnswerKind, Audience, GateAnswer, Reason, SendMode

_ACCUSED = {Role.SUSPECT, Role.DEFENDANT}
# A guardian who may have to give evidence, or is accused, must not be the one who learns of it for the child.
_UNSAFE_GUARDIAN = _ACCUSED | {Role.WITNESS}
_IN_PLACE = {Role.PARENT_GUARDIAN, Role.FAMILY_SPOKESPERSON}
_ACTS_FOR_VICTIM = _IN_PLACE | {Role.SUPPORTER}
_FOR_USERS = frozenset({Audience.REGISTERED_USER, Audience.ANYBODY})
_FOR_REPORTERS = frozenset({Audience.REPORTER, Audience.ANYBODY})
_FOR_VICTIMS = _FOR_USERS | {Audience.ADULT, Audience.ADULT_OR_GUARDIAN}
_FITTING: Mapping[Standing, frozenset[Audience]] = {
    Standing.ADULT: _FOR_VICTIMS,
    # That they may be written to at all is asked by the gate of age.
    Standing.CHILD: _FOR_VICTIMS,
    Standing.YOUNG_PERSON: _FOR_VICTIMS | {Audience.YOUNG_PERSON},
    Standing.GUARDIAN: _FOR_USERS | {Audience.GUARDIAN, Audience.ADULT_OR_GUARDIAN},
    Standing.SPOKESPERSON: _FOR_USERS | {Audience.SPOKESPERSON},
    Standing.BUSINESS: _FOR_USERS | {Audience.BUSINESS_CONTACT},
    Standing.SUPPORTER: _FOR_VICTIMS,
    Standing.REPORTER: _FOR_REPORTERS,
}
_ASKED_FIRST = {SendMode.CONFIRMED, SendMode.HUMAN_FIRST}
_ADULT = 18
_NO_BIRTHDAY = "date_of_birth_unknown"


def safety_is_confirmed(question: Question) -> GateAnswer | None:
    """
    A flag, known or not, stops a message; so does a group of high risk, where the flag may only be missing, and the
    word of a call handler that the suspect may see the phone.

    *Source:* design 1.4 (what lifts a flag), domain.md SC2 and SC5.
    """
    is_risky = question.case.is_flagged or (question.group is not None and question.group.risk == "high")
    if not is_risky:
        return None
    plan = question.plan
    if plan is None or plan.safe_confirmed_at is None or plan.safe_confirmed_at > question.now:
        return answer("safety_is_confirmed", Reason.SAFETY_FLAG)
    if plan.review_on is not None and plan.review_on < question.today:
        return answer("safety_is_confirmed", Reason.REVIEW_PAST)
    if question.channel not in (plan.channels or ()) or question.channel in plan.never:
        return answer("safety_is_confirmed", Reason.SAFETY_FLAG)
    return None


def contact_is_wanted(question: Question) -> GateAnswer | None:
    """*Source:* `contact_plan.no_contact` of the published contract."""
    if question.plan is None or not question.plan.no_contact:
        return None
    return answer("contact_is_wanted", Reason.NO_CONTACT)


def last_call_was_safe(question: Question) -> GateAnswer | None:
    """
    Where a call found that contact is not safe, nothing is written until the plan says so again, confirmed since.

    *Source:* domain.md SC2: safe contact is what was confirmed last.
    """
    found_at, plan = question.unsafe_call_at, question.plan
    if found_at is None:
        return None
    confirmed_at = plan.safe_confirmed_at if plan else None
    if confirmed_at is not None and found_at < confirmed_at <= question.now:
        return None
    return answer("last_call_was_safe", Reason.CALL_UNSAFE)


def recipient_may_be_told(question: Question) -> GateAnswer | None:
    """
    The victim, who acts for one (whether rightly and safely, other gates ask), or who reported, where a text is for
    them.

    *Source:* domain.md 1.2.
    """
    person = question.person
    if Role.VICTIM in person.roles:
        return None
    if Role.REPORTER in person.roles and question.template.audience in _FOR_REPORTERS:
        return None
    victims = {other.ref for other in question.case.people if Role.VICTIM in other.roles}
    acts_for_victim = not victims.isdisjoint(person.acts_for)
    if acts_for_victim and not _ACTS_FOR_VICTIM.isdisjoint(person.roles):
        return None
    return answer("recipient_may_be_told", Reason.NOT_A_RECIPIENT)


def who_acts_for_the_victim_is_safe(question: Question) -> GateAnswer | None:
    """
    Who may have to give evidence, or is accused, here or under another entry, does not learn of it for the victim.

    *Source:* domain.md 1.2 and Q16.
    """
    name, person = "who_acts_for_the_victim_is_safe", question.person
    if Role.VICTIM in person.roles or not person.acts_for:
        return stopped(name, question, "Q16", reason=Reason.UNSAFE_GUARDIAN)
    mine = name_and_birth(person.given_name, person.family_name, person.date_of_birth)
    same = [other.roles for other in question.facts.others if mine and other.name_and_birth == mine]
    if any(not _UNSAFE_GUARDIAN.isdisjoint(roles) for roles in (person.roles, *same)):
        return answer(name, Reason.UNSAFE_GUARDIAN)
    return stopped(name, question, "Q16", reason=Reason.UNSAFE_GUARDIAN)


def supporter_has_authority(question: Question) -> GateAnswer | None:
    """
    A supporter is told only what was agreed: what about, since when, until which day, that day included.

    So is who acted for a child that is 18 by now, and who spoke for somebody who is alive: no longer in their place.

    *Source:* domain.md 1.2 and SC16.
    """
    if not _is_told_by_authority(question):
        return None
    authority = question.person.authority
    if authority is None or authority.recorded_at is None or authority.recorded_at > question.now:
        return answer("supporter_has_authority", Reason.NO_AUTHORITY, finding="authority_not_recorded")
    if not authority.scope or authority.expires_on is None:
        return answer("supporter_has_authority", Reason.NO_AUTHORITY, finding="authority_without_end_or_scope")
    if authority.expires_on < question.today:
        return answer("supporter_has_authority", Reason.NO_AUTHORITY, finding="authority_expired")
    return None


def _is_told_by_authority(question: Question) -> bool:
    """Whether nothing but what the victim agreed to lets somebody be told."""
    roles = set(question.person.roles)
    if Role.VICTIM in roles or question.standing in {Standing.GUARDIAN, Standing.SPOKESPERSON}:
        return False
    if Role.SUPPORTER in roles:
        return True
    # What is for who reported holds nothing of the case.
    return not _IN_PLACE.isdisjoint(roles) and question.template.audience is not Audience.REPORTER


def business_has_named_contact(question: Question) -> GateAnswer | None:
    """A business is told through somebody whom it named. *Source:* domain.md 1.2 and Q12."""
    person = question.person
    if person.is_organisation and Role.VICTIM in person.roles and not any(named_contacts(question.facts)):
        return answer("business_has_named_contact", Reason.NO_NAMED_CONTACT)
    return stopped("business_has_named_contact", question, "Q12", reason=Reason.NO_NAMED_CONTACT)


def recipient_has_not_opted_out(question: Question) -> GateAnswer | None:
    """*Source:* domain.md SC14: an opt-out never cancels a duty, it becomes a task."""
    reason = refusal(
        question.facts.opt_outs,
        channel=question.channel,
        message_class=question.message_class,
        plan=question.plan,
    )
    return answer("recipient_has_not_opted_out", reason) if reason else None


def recipient_is_not_accused(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q19. The same person under another entry is found by comparing contacts."""
    person = question.person
    if not _ACCUSED.isdisjoint(person.roles):
        return answer("recipient_is_not_accused", Reason.ROLE_CONFLICT)
    return stopped("recipient_is_not_accused", question, "Q19", reason=Reason.ROLE_CONFLICT)


def recipient_is_alive(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q17."""
    return answer("recipient_is_alive", Reason.DECEASED) if question.person.deceased else None


def recipient_is_adult(question: Question) -> GateAnswer | None:
    """
    Under 18 on the day of sending holds; an unknown date of birth holds outside low-risk groups.

    What is written for a victim of 12 to 17 may go to one in a force that writes to them, once somebody has read it.

    *Source:* design 1.6; domain.md 1.2, Q14 (which dates count as unknown) and Q15.
    """
    person = question.person
    if person.is_organisation or _is_written_for_the_young(question):
        return None
    born_on = person.date_of_birth
    if born_on is not None and age_on(born_on, question.today) < _ADULT:
        return answer("recipient_is_adult", Reason.MINOR)
    alone = stopped("recipient_is_adult", question, "Q15", reason=Reason.MINOR)
    if alone is not None:
        return alone
    if Role.VICTIM not in person.roles:
        return None
    if is_known_birthday(born_on, today=question.today):
        return None
    if question.group is not None and question.group.is_low_risk:
        sentence = "No date of birth is on record; this group of offences is of low risk."
        return GateAnswer("recipient_is_adult", AnswerKind.PASS, sentence, finding=_NO_BIRTHDAY)
    return answer("recipient_is_adult", Reason.AGE_UNKNOWN, finding=_NO_BIRTHDAY)


def is_written_for(standing: Standing, audience: Audience) -> bool:
    """Whether a text for this audience fits somebody who is written to as this."""
    return audience in _FITTING[standing]


def text_is_for_the_recipient(question: Question) -> GateAnswer | None:
    """
    A business gets what is written for a business, who acts for a child or speaks for a family what is for them, who
    reported for another what holds nothing of the case.

    *Source:* domain.md 1.2; template_catalogue.csv, `audience_variant`.
    """
    standing, audience = question.standing, question.template.audience
    if is_written_for(standing, audience):
        return None
    if standing is Standing.BUSINESS:
        return answer("text_is_for_the_recipient", Reason.ORGANISATION)
    if standing in {Standing.GUARDIAN, Standing.SPOKESPERSON} and audience in _FOR_VICTIMS:
        return answer("text_is_for_the_recipient", Reason.TEXT_FOR_THE_VICTIM)
    return answer("text_is_for_the_recipient", Reason.TEXT_FOR_OTHERS)


def _is_written_for_the_young(question: Question) -> bool:
    is_theirs = question.template.audience is Audience.YOUNG_PERSON and question.standing is Standing.YOUNG_PERSON
    return is_theirs and question.template.mode in _ASKED_FIRST
