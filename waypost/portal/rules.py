"""Decisions of the portal: who may look, who may write. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from waypost.access.values import ForceSettings
from waypost.cases.codes import OutcomeMeaning
from waypost.cases.offences import OffenceGroup
from waypost.cases.own_page import Shut, reason_to_keep_shut
from waypost.cases.values import CaseFacts, PersonFacts

__all__ = ["Shut", "Words", "has_agreed", "may_be_told", "may_write", "reason_to_keep_shut"]

_TOLD_WITHOUT_A_CALL = frozenset({"A", "N"})
_NOT_OURS_ANY_MORE = frozenset({"cancelled", "transferred"})


@dataclass(frozen=True)
class Words:
    """What somebody wants to write: `once` makes the same form one message, `agrees`: they want to write here."""

    text: str
    once: UUID
    agrees: bool


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


def has_agreed(person: PersonFacts, *, has_written: bool) -> bool:
    """Whether this person has said that they want to write here: in the plan, or by having done so."""
    return has_written or (person.plan is not None and person.plan.two_way is True)


def may_write(case: CaseFacts, person: PersonFacts, *, force: ForceSettings) -> bool:
    """
    Whether this person may write to the officer here: the force's two switches, the plan, a case still ours.

    Nobody reads a record that was merged into another; it may be deleted, and then what is written to it never arrives.
    """
    is_agreed = person.plan is None or person.plan.two_way is not False
    is_read = case.status not in _NOT_OURS_ANY_MORE and not case.transferred and case.merged_into is None
    return force.has_two_way(case.group) and is_agreed and is_read
