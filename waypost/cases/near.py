"""Who else is in a case and in those that belong to it: whom a message must not reach."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.contact import address_key, name_and_birth, name_key
from waypost.cases.models import Case, Link, Person
from waypost.cases.values import CaseFacts, CaseKind, OtherParty, PersonFacts


def linked_cases(case_ids: set[int], force: ForceName) -> Mapping[int, set[int]]:
    """
    Return the cases linked or merged with each of these, and a crime's incident, in either direction.

    A reference that a crime and an incident share means both: one person too many is looked at, never one too few.
    """
    rows = Case.objects.filter(force=force, id__in=case_ids).values_list("id", "reference", "linked")
    mine = {case_id: (reference, set(linked)) for case_id, reference, linked in rows}
    references = {reference for reference, _ in mine.values()}
    named = set().union(*(linked for _, linked in mine.values())) if mine else set()
    naming = Link.objects.filter(force=force, reference__in=references).values_list("case_id", flat=True)
    # Two sets, not one condition: so that each is found by its index.
    known = _not_erased(Case.objects.filter(force=force, kind__in=list(CaseKind), reference__in=named))
    others = {
        other_id: (reference, linked)
        for found in (known, _not_erased(Case.objects.filter(force=force, id__in=list(naming))))
        for other_id, reference, linked in found.values_list("id", "reference", "linked")
    }
    return {
        case_id: {
            other_id
            for other_id, (other_reference, other_linked) in others.items()
            if other_id != case_id and (other_reference in linked or reference in other_linked)
        }
        for case_id, (reference, linked) in mine.items()
    }


def _not_erased(rows: QuerySet[Case]) -> QuerySet[Case]:
    # Whoever was in it stands in no way any more; one that was never written yet does.
    return rows.exclude(applied__isnull=True, revision__gt=0)


def person_in(case: CaseFacts | None, person_id: PersonId) -> PersonFacts | None:
    """Return one entry of a case, or None where the case or its document does not have it."""
    # Rows and document are read one after the other: a revision that came between may have one and not the other.
    return next((person for person in case.people if person.person_id == person_id), None) if case else None


def parties_of(case_ids: set[int], cases: Mapping[CaseId, CaseFacts]) -> Mapping[int, Sequence[OtherParty]]:
    """Return everybody in each of these cases, as a message is compared with them."""
    found: dict[int, list[OtherParty]] = {}
    for row in Person.objects.filter(case_id__in=case_ids, is_present=True).order_by("id"):
        person = person_in(cases.get(CaseId(row.case_id)), PersonId(row.id))
        found.setdefault(row.case_id, []).append(
            OtherParty(
                person_id=PersonId(row.id),
                case_id=CaseId(row.case_id),
                roles=tuple(row.roles),
                mobile_key=row.mobile_key,
                phone_key=row.phone_key,
                email_key=row.email_key,
                name_and_birth=name_and_birth(person.given_name, person.family_name, person.date_of_birth)
                if person
                else "",
                address_key=address_key(person.contact.address, person.contact.postcode) if person else "",
                name_key=name_key(person.given_name, person.family_name, person.organisation_name) if person else "",
            )
        )
    return found
