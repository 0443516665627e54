"""Who else is in a case and in those that belong to it: whom a message must not reach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.contact import home_key, name_and_birth, name_key, normalise_email, normalise_phone
from waypost.cases.values import CaseFacts, OtherParty, PersonFacts

# Of one case at a time, so that each look is by an index. A case that was erased stands near nobody any more; one that
# was never written yet does.
_NEAR: Final = """
ARRAY(
    SELECT o.id FROM cases_case o
        WHERE o.force = c.force AND o.kind = ANY('{crime,incident}') AND o.reference = ANY(c.linked)
            AND NOT (o.applied IS NULL AND o.revision > 0) AND o.id <> c.id
    UNION
    SELECT o.id FROM cases_link l JOIN cases_case o ON o.id = l.case_id
        WHERE l.force = c.force AND l.reference = c.reference AND o.force = c.force AND c.reference = ANY(o.linked)
            AND NOT (o.applied IS NULL AND o.revision > 0) AND o.id <> c.id
)
"""
_NEAR_CASES: Final = f"SELECT c.id, {_NEAR} FROM cases_case c WHERE c.force = %s AND c.id = ANY(%s::bigint[])"  # noqa: S608 - ours
_NEAR_PEOPLE: Final = f"""
SELECT p.id, p.case_id, {_NEAR} FROM cases_person p JOIN cases_case c ON c.id = p.case_id AND c.force = p.force
    WHERE p.force = %s AND p.id = ANY(%s::bigint[]) AND p.is_present
"""  # noqa: S608 - ours
_PARTIES: Final = """
SELECT id, case_id, roles, mobile_key, phone_key, email_key FROM cases_person
    WHERE case_id = ANY(%s::bigint[]) AND is_present ORDER BY id
"""


@dataclass(frozen=True)
class Whereabouts:
    """The case that somebody is in, and those linked or merged with it."""

    case_id: CaseId
    linked: frozenset[CaseId]


def linked_cases(case_ids: Collection[int], force: ForceName) -> Mapping[int, frozenset[CaseId]]:
    """
    Return the cases linked or merged with each of these, and a crime's incident, in either direction.

    A reference that a crime and an incident share means both: one person too many is looked at, never one too few.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEAR_CASES, [force, list(case_ids)])
        return {case_id: frozenset(map(CaseId, near)) for case_id, near in cursor.fetchall()}


def whereabouts(person_ids: Collection[int], force: ForceName) -> Mapping[PersonId, Whereabouts]:
    """Return where these people are; who is no longer in the case is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR_PEOPLE, [force, list(person_ids)])
        return {
            PersonId(person_id): Whereabouts(CaseId(case_id), frozenset(map(CaseId, near)))
            for person_id, case_id, near in cursor.fetchall()
        }


def person_in(case: CaseFacts | None, person_id: PersonId) -> PersonFacts | None:
    """Return one entry of a case, or None where the case or its document does not have it."""
    # Rows and document are read one after the other: a revision that came between may have one and not the other.
    return next((person for person in case.people if person.person_id == person_id), None) if case else None


def parties_of(case_ids: Collection[int], cases: Mapping[CaseId, CaseFacts]) -> Mapping[int, Sequence[OtherParty]]:
    """Return everybody in each of these cases, as a message is compared with them."""
    found: dict[int, list[OtherParty]] = {}
    people = {
        case_id: {one.person_id: one for one in cases[case_id].people}
        for case_id in map(CaseId, case_ids)
        if case_id in cases
    }
    with connection.cursor() as cursor:
        cursor.execute(_PARTIES, [list(case_ids)])
        for person_id, case_id, roles, mobile_key, phone_key, email_key in cursor.fetchall():
            person = people.get(case_id, {}).get(person_id)
            found.setdefault(case_id, []).append(
                OtherParty(
                    person_id=PersonId(person_id),
                    case_id=CaseId(case_id),
                    roles=tuple(roles),
                    mobile_key=_key(person, mobile_key, "mobile"),
                    phone_key=phone_key,
                    email_key=_key(person, email_key, "email"),
                    name_and_birth=name_and_birth(person.given_name, person.family_name, person.date_of_birth)
                    if person
                    else "",
                    address_key=home_key(person.contact.address, person.contact.postcode) if person else "",
                    name_key=name_key(person.given_name, person.family_name, person.organisation_name)
                    if person
                    else "",
                )
            )
    return found


def _key(person: PersonFacts | None, key: str, field: str) -> str:
    """Return the key of a contact as it is used: what somebody has confirmed since stands in no column."""
    if person is None or not person.confirmed_from:
        return key
    contact = person.contact
    return normalise_phone(contact.mobile) if field == "mobile" else normalise_email(contact.email)
