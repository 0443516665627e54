"""Who must act before somebody is told. Pure."""

from datetime import date

from waypost.cases.birthdays import age_on
from waypost.cases.standing import Standing, standing_of
from waypost.cases.values import CaseFacts, ContactPlan, PersonFacts
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import MessageClass, SendMode

_ADULT = 18


def mode_of(template: MessageTemplate, person: PersonFacts, case: CaseFacts, *, today: date) -> SendMode:
    """
    Return who must act before this recipient gets a message; `today` is the day in England and Wales.

    What would go to a guardian by itself an officer reads first, until contact with them was confirmed as safe: they
    live where the child lives.
    """
    mode = template.mode_enhanced if is_owed_more(person, case, today=today) else template.mode
    goes_by_itself = mode is SendMode.AUTOMATIC and template.message_class is not MessageClass.IMMEDIATE
    if goes_by_itself and _is_unconfirmed_guardian(person, case, today):
        return SendMode.CONFIRMED
    return mode


def _is_unconfirmed_guardian(person: PersonFacts, case: CaseFacts, today: date) -> bool:
    if not person.acts_for or _is_confirmed(person.plan, today):
        return False
    return standing_of(person, case, today=today, young_people=False) is Standing.GUARDIAN


def _is_confirmed(plan: ContactPlan | None, today: date) -> bool:
    """Whether contact was confirmed as safe and is not to be asked about again by now. *Source:* design 1.4."""
    if plan is None or plan.safe_confirmed_at is None:
        return False
    return plan.review_on is None or plan.review_on >= today


def is_owed_more(person: PersonFacts, case: CaseFacts, *, today: date) -> bool:
    """
    Whether the recipient has enhanced rights by the record, or whom they act for: a child has them by age.

    *Source:* domain.md 1.2: a victim's rights go to who acts for them; "derived(offence, age, flags) OR manual_grant".
    """
    if person.enhanced:
        return True
    acted_for = [one for one in case.people if one.ref in person.acts_for] if person.acts_for else ()
    return any(one.enhanced or _is_child(one, today) for one in acted_for)


def _is_child(person: PersonFacts, today: date) -> bool:
    return person.date_of_birth is not None and age_on(person.date_of_birth, today) < _ADULT
