"""Decisions of the portal: who may look, who may write. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from waypost.access.values import ForceSettings
from waypost.cases.codes import OutcomeMeaning
from waypost.cases.offences import OffenceGroup
from waypost.cases.standing import is_child
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.cases.vocabulary import Role

_ACCUSED = frozenset({Role.SUSPECT, Role.DEFENDANT})
_TOLD_WITHOUT_A_CALL = frozenset({"A", "N"})
_PORTAL = "portal"
_NOT_OURS_ANY_MORE = frozenset({"cancelled", "transferred"})


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


def may_be_told(case: CaseFacts, *, meaning: OutcomeMeaning | None, groups: Mapping[str, OffenceGroup]) -> bool:
    """
    Whether the page may say how a case ended, or an officer must say it first.

    *Source:* design 1.4: what a person must be called about is not written before the call. What an officer
    must confirm (mode C) waits too.
    """
    if meaning is None or meaning.mode not in _TOLD_WITHOUT_A_CALL:
        return False
    group = groups.get(case.group)
    is_low_risk = group is not None and group.is_low_risk and not case.is_flagged
    return is_low_risk or not meaning.only_low_risk


def may_write(case: CaseFacts, person: PersonFacts, *, force: ForceSettings) -> bool:
    """
    Whether this person may write to the officer here: the force's switch, the plan, a case still ours.

    Nobody reads a record that was merged into another; it may be deleted, and then what is written to it never arrives.
    """
    is_agreed = person.plan is None or person.plan.two_way is not False
    is_read = case.status not in _NOT_OURS_ANY_MORE and not case.transferred and case.merged_into is None
    return force.two_way and is_agreed and is_read
