"""Gates about the recipient and what was agreed with them."""

from waypost.cases.birthdays import age_on, is_known_birthday
from waypost.cases.vocabulary import Role
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import AnswerKind, Audience, GateAnswer, Reason

_ACCUSED = {Role.SUSPECT, Role.DEFENDANT}
# A guardian who may have to give evidence, or is accused, must not be the one who learns of it for the child.
_UNSAFE_GUARDIAN = _ACCUSED | {Role.WITNESS}
_FOR_REPORTERS = {Audience.REPORTER, Audience.ANYBODY}
_FOR_BUSINESSES = {Audience.BUSINESS_CONTACT, Audience.REGISTERED_USER, Audience.ANYBODY}
_FOR_VICTIMS = {Audience.ADULT, Audience.REGISTERED_USER, Audience.ANYBODY}
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


def recipient_may_be_told(question: Question) -> GateAnswer | None:
    """
    The victim, a parent or guardian whom nothing speaks against, or who reported, where a text is for them.

    *Source:* domain.md 1.2.
    """
    person = question.person
    if Role.VICTIM in person.roles:
        return None
    if Role.REPORTER in person.roles and question.template.audience in _FOR_REPORTERS:
        return None
    victims = {other.ref for other in question.case.people if Role.VICTIM in other.roles}
    acts_for_victim = not victims.isdisjoint(person.acts_for)
    is_guardian = Role.PARENT_GUARDIAN in person.roles and acts_for_victim
    if is_guardian and _UNSAFE_GUARDIAN.isdisjoint(person.roles):
        return None
    return answer("recipient_may_be_told", Reason.NOT_A_RECIPIENT)


def recipient_is_not_accused(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q19. The same person under another entry is found by comparing contacts."""
    person = question.person
    if not _ACCUSED.isdisjoint(person.roles):
        return answer("recipient_is_not_accused", Reason.ROLE_CONFLICT)
    return None


def recipient_is_alive(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q17."""
    return answer("recipient_is_alive", Reason.DECEASED) if question.person.deceased else None


def recipient_is_adult(question: Question) -> GateAnswer | None:
    """
    Under 18 on the day of sending holds; an unknown date of birth holds outside low-risk groups.

    *Source:* design 1.6; domain.md Q14 (which dates count as unknown).
    """
    person = question.person
    if person.is_organisation:
        return None
    born_on = person.date_of_birth
    if born_on is not None and age_on(born_on, question.today) < _ADULT:
        return answer("recipient_is_adult", Reason.MINOR)
    if Role.VICTIM not in person.roles:
        return None
    if is_known_birthday(born_on, today=question.today):
        return None
    if question.group is not None and question.group.is_low_risk:
        sentence = "No date of birth is on record; this group of offences is of low risk."
        return GateAnswer("recipient_is_adult", AnswerKind.PASS, sentence, finding=_NO_BIRTHDAY)
    return answer("recipient_is_adult", Reason.AGE_UNKNOWN, finding=_NO_BIRTHDAY)


def text_is_for_the_recipient(question: Question) -> GateAnswer | None:
    """
    A business gets what is written for a business, who reported for another what holds nothing of the case.

    *Source:* domain.md 1.2; template_catalogue.csv, `audience_variant`.
    """
    audience, person = question.template.audience, question.person
    if person.is_organisation:
        return None if audience in _FOR_BUSINESSES else answer("text_is_for_the_recipient", Reason.ORGANISATION)
    is_only_reporter = Role.REPORTER in person.roles and Role.VICTIM not in person.roles
    is_for_them = audience in _FOR_REPORTERS if is_only_reporter else audience in _FOR_VICTIMS
    return None if is_for_them else answer("text_is_for_the_recipient", Reason.TEXT_FOR_OTHERS)
