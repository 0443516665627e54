"""Whether somebody may look into their own case on the page for victims. Pure; asked by whoever opens or fills it."""

from datetime import date
from enum import StrEnum
from typing import Final

from waypost.cases.standing import is_child
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.cases.vocabulary import Role

_ACCUSED: Final = frozenset({Role.SUSPECT, Role.DEFENDANT})
_PORTAL: Final = "portal"


class Shut(StrEnum):
    """Why a person may not look into a case here. Said to staff, never to whoever stands at the door."""

    NOT_A_VICTIM = "not_a_victim"
    UNDER_AGE = "under_age"
    ACCUSED = "accused"
    DECEASED = "deceased"
    NOT_SAFE = "not_safe"
    REFUSED = "refused"
    NOT_SCREENED = "not_screened"


def reason_to_keep_shut(case: CaseFacts, person: PersonFacts, *, today: date) -> Shut | None:
    """
    Return why this person may not look into this case now, or None.

    Asked at the door and again with every page, so that what the source learns today shuts an open page.

    *Source:* design 1.4 (what lifts a flag); `contact_plan.never`; trust.md T01, T15, T22.
    """
    if person.deceased:
        return Shut.DECEASED
    if not _ACCUSED.isdisjoint(person.roles):
        return Shut.ACCUSED
    if Role.VICTIM not in person.roles:
        return Shut.NOT_A_VICTIM
    if is_child(person, today):
        return Shut.UNDER_AGE
    if person.plan is not None and _PORTAL in person.plan.never:
        return Shut.REFUSED
    if case.incident is not None and not case.incident.is_screened:
        return Shut.NOT_SCREENED
    if case.is_flagged and not _is_safe(person, today=today):
        return Shut.NOT_SAFE
    return None


def _is_safe(person: PersonFacts, *, today: date) -> bool:
    plan = person.plan
    if plan is None or plan.safe_confirmed_at is None:
        return False
    return plan.review_on is None or plan.review_on >= today
