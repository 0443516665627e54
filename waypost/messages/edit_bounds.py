"""What bounds the words of an officer to one person: what the force calls its own, and whom nobody may name. Pure."""

from collections.abc import Sequence, Set

from waypost.cases.values import DeliveryFacts, PersonFacts


def own_places(*pages: str) -> Set[str]:
    """Return the numbers and pages of the force, as texts may name them; an empty one is none."""
    return frozenset({*pages} - {""})


def names_of_others(facts: DeliveryFacts) -> Set[str]:
    """Return the names of the other people of the case, but for those that this person has as well."""
    mine = set(_names(facts.person))
    return frozenset(
        name
        for person in facts.case.people
        if person.person_id != facts.person.person_id
        for name in _names(person)
        if name not in mine
    )


def _names(person: PersonFacts) -> Sequence[str]:
    of_person = " ".join(filter(None, (person.given_name, person.family_name))).split()
    return [name for name in (*of_person, person.organisation_name) if name and len(name) > 1]
