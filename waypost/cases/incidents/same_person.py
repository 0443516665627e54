"""Whether somebody in an incident is told by the crime that was recorded from it. Pure."""

from collections.abc import Iterable

from waypost.cases.contact import name_key, normalise_email, normalise_phone
from waypost.cases.values import CaseFacts, CaseKind, PersonFacts
from waypost.cases.vocabulary import Role


def is_told_by_crime(incident: CaseFacts, person: PersonFacts, near: Iterable[CaseFacts]) -> bool:
    """
    Whether `person` of `incident` is a victim in a crime recorded from it, among the cases `near` it.

    That suppresses a second message and nothing else: the two entries stay two people until staff confirm that
    they are one. False for whoever is in no incident.

    *Source:* design 1.6.
    """
    crimes = (case for case in near if is_recorded_from(case, incident))
    return any(Role.VICTIM in other.roles and is_same_human(person, other) for case in crimes for other in case.people)


def is_recorded_from(crime: CaseFacts, incident: CaseFacts) -> bool:
    """Whether `crime` was recorded from `incident`, by the word of either."""
    if incident.incident is None or crime.kind is not CaseKind.CRIME:
        return False
    return crime.incident_reference == incident.reference or crime.reference == incident.incident.crime_reference


def is_same_human(first: PersonFacts, second: PersonFacts) -> bool:
    """
    Whether two entries have an equal name and an equal mobile or e-mail, and no two dates of birth that differ.

    Father and son may share a name and a phone.
    """
    if first.date_of_birth and second.date_of_birth and first.date_of_birth != second.date_of_birth:
        return False
    return bool(_name(first)) and _name(first) == _name(second) and not _contacts(first).isdisjoint(_contacts(second))


def _name(person: PersonFacts) -> str:
    return name_key(person.given_name, person.family_name, person.organisation_name)


def _contacts(person: PersonFacts) -> set[str]:
    return {normalise_phone(person.contact.mobile), normalise_email(person.contact.email)} - {""}
