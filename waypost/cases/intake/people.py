"""The people of a case as rows, with keys to find the same contact, or the same human, elsewhere."""

from collections.abc import Mapping

from django.db import connection

from waypost.base.sets import insert_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.applied import AnyApplied, AppliedPerson
from waypost.cases.contact import normalise_email, normalise_phone
from waypost.cases.finding.keys import sound_key, whole_sound_key
from waypost.cases.humans import human_key, whole_name_key
from waypost.cases.models import Person

_UPDATED = (
    "roles", "mobile_key", "phone_key", "email_key", "human_key", "name_key", "born", "sound_key", "whole_sound_key",
    "is_present",
)  # fmt: skip
_MARK_ABSENT = (
    "UPDATE cases_person AS person SET is_present = false WHERE force = %s AND case_id = ANY(%s) AND is_present"
    " AND NOT EXISTS (SELECT FROM unnest(%s::bigint[], %s::text[]) AS present (case_id, ref)"
    " WHERE present.case_id = person.case_id AND present.ref = person.ref)"
)


def write_people(force: ForceName, cases: Mapping[CaseId, AnyApplied]) -> None:
    """Write the people of these cases; a row of who is no longer in the snapshot stays, see `mark_absent`."""
    rows = [_row(force, case_id, person) for case_id, applied in sorted(cases.items()) for person in applied.people]
    insert_rows(rows, unique=["case", "ref"], update=_UPDATED)


def mark_absent(force: ForceName, cases: Mapping[CaseId, AnyApplied]) -> None:
    """Mark who is no longer among the people of these cases."""
    if not cases:
        return
    present = [(case_id, person.id) for case_id, applied in cases.items() for person in applied.people]
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK_ABSENT,
            [force, list(cases), [case_id for case_id, _ in present], [ref for _, ref in present]],
        )


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
        born=person.date_of_birth,
        sound_key=sound_key(person.family_name),
        whole_sound_key=whole_sound_key(person.given_name, person.family_name),
        is_present=True,
    )
