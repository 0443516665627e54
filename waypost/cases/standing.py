"""
As what somebody is written to: for themselves, or for a victim who cannot be. Pure.

Whether somebody may be told at all, and safely, is asked elsewhere: this says only which words would fit.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from waypost.cases.birthdays import age_on
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.cases.vocabulary import Flag, Role

_ADULT = 18
_WRITTEN_TO_DIRECTLY = 12
_MAY_NOT_STAND_IN = frozenset({Role.SUSPECT, Role.DEFENDANT, Role.WITNESS})


class Standing(StrEnum):
    """As what somebody is written to."""

    ADULT = "adult"
    """A victim, or somebody of whom no role and no age is known."""
    CHILD = "child"
    """A victim under 18."""
    YOUNG_PERSON = "young_person"
    """A victim of 12 to 17, in a force that writes to them beside their guardian."""
    GUARDIAN = "guardian"
    """Who acts for a victim who is under 18 on that day."""
    SPOKESPERSON = "spokesperson"
    """Who speaks for the family of a victim who has died."""
    BUSINESS = "business"
    SUPPORTER = "supporter"
    """Anybody else who acts for a victim."""
    REPORTER = "reporter"


def standing_of(person: PersonFacts, case: CaseFacts, *, today: date, young_people: bool) -> Standing:
    """
    Return as what one person of a case is written to on a day (Europe/London).

    `young_people`: the force writes to victims of 12 to 17 themselves. A guardian is one no longer from the eighteenth
    birthday of the child on.

    *Source:* domain.md 1.2.
    """
    if Role.VICTIM in person.roles or not person.roles:
        return _of_victim(person, today, young_people=young_people)
    victims = [one for one in case.people if one.ref in person.acts_for and Role.VICTIM in one.roles]
    # A council may be a guardian: the words for a business that was a victim would be wrong.
    if Role.PARENT_GUARDIAN in person.roles and any(is_child(one, today) for one in victims):
        return Standing.GUARDIAN
    if Role.FAMILY_SPOKESPERSON in person.roles and any(_has_died(one, case) for one in victims):
        return Standing.SPOKESPERSON
    if person.is_organisation:
        return Standing.BUSINESS
    return Standing.REPORTER if Role.REPORTER in person.roles else Standing.SUPPORTER


def stand_ins(victim: PersonFacts, case: CaseFacts, *, today: date) -> Sequence[PersonFacts]:
    """
    Return who is told in a victim's place, in the order of the record; empty where the victim is told, or nobody is.

    A child's guardians, or the spokespersons of who has died. Of several those against whom nothing speaks; where
    something speaks against each, all: the gates hold what is for them, and an officer finds somebody else.

    *Source:* domain.md 1.2.
    """
    roles = {Role.PARENT_GUARDIAN} if is_child(victim, today) else set()
    roles = {Role.FAMILY_SPOKESPERSON} if _has_died(victim, case) else roles
    acting = [one for one in case.people if victim.ref in one.acts_for and roles.intersection(one.roles)]
    return _without(acting, _MAY_NOT_STAND_IN) or acting


def is_child(person: PersonFacts, today: date) -> bool:
    """Whether somebody is known to be under 18 on a day."""
    born_on = person.date_of_birth
    return not person.is_organisation and born_on is not None and age_on(born_on, today) < _ADULT


def is_bereaved(case: CaseFacts) -> bool:
    """Whether a victim of the case has died, or it says so of one."""
    return Flag.BEREAVEMENT in case.flags or any(one.deceased and Role.VICTIM in one.roles for one in case.people)


def _of_victim(person: PersonFacts, today: date, *, young_people: bool) -> Standing:
    if person.is_organisation:
        return Standing.BUSINESS
    if not is_child(person, today):
        return Standing.ADULT
    is_old_enough = person.date_of_birth is not None and age_on(person.date_of_birth, today) >= _WRITTEN_TO_DIRECTLY
    return Standing.YOUNG_PERSON if young_people and is_old_enough else Standing.CHILD


def _has_died(victim: PersonFacts, case: CaseFacts) -> bool:
    """Whether the family is told: the victim has died, or the case says that somebody did and it is the only one."""
    victims = [one for one in case.people if Role.VICTIM in one.roles]
    return victim.deceased or (Flag.BEREAVEMENT in case.flags and len(victims) == 1)


def _without(people: Iterable[PersonFacts], roles: frozenset[Role]) -> Sequence[PersonFacts]:
    return [one for one in people if roles.isdisjoint(one.roles)]
