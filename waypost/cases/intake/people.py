"""The people of a case as rows, with keys to find the same contact, or the same human, elsewhere."""

from collections.abc import Iterator, Mapping

from waypost.base.values import CaseId, ForceName
from waypost.cases.applied import AnyApplied, AppliedPerson
from waypost.cases.contact import normalise_email, normalise_phone
from waypost.cases.humans import human_key, whole_name_key
from waypost.cases.models import Person


def write_people(force: ForceName, cases: Mapping[CaseId, AnyApplied]) -> None:
    """Write the people of these cases; who is no longer in the snapshot stays as a row that is not present."""
    rows = [_row(force, case_id, person) for case_id, applied in sorted(cases.items()) for person in applied.people]
    Person.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case", "ref"],
        update_fields=["roles", "mobile_key", "phone_key", "email_key", "human_key", "name_key", "is_present"],
    )
    gone = list(_gone(cases))
    if gone:
        Person.objects.filter(id__in=gone).update(is_present=False)


def _row(force: ForceName, case_id: CaseId, person: AppliedPerson) -> Person:
    contact = person.contact
    return Person(
        force=force,
        case_id=case_id,
        ref=person.id,
        roles=list(person.roles),
        mobile_key=normalise_phone(contact.mobile),
        phone_key=normalise_phone(contact.phone),
        email_key=normalise_email(contact.email),
        human_key=human_key(person.given_name, person.family_name, person.date_of_birth),
        name_key=whole_name_key(person.given_name, person.family_name, person.organisation_name),
        is_present=True,
    )


def _gone(cases: Mapping[CaseId, AnyApplied]) -> Iterator[int]:
    present = {case_id: {person.id for person in applied.people} for case_id, applied in cases.items()}
    rows = Person.objects.filter(case_id__in=list(cases), is_present=True).values_list("id", "case_id", "ref")
    for row_id, case_id, ref in rows:
        if ref not in present[CaseId(case_id)]:
            yield row_id
