"""Makes the keys by which people are searched anew from the record, in batches, for who was there before they were."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import update_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.applied import AnyApplied, applied_of
from waypost.cases.finding.keys import reference_key, sound_key, whole_sound_key
from waypost.cases.models import Case, Person
from waypost.cases.operations import lock_cases
from waypost.cases.values import CaseKind

BATCH: Final = 500


@dataclass(frozen=True)
class Indexed:
    """What one batch did: the entries of people it wrote, and after which case the next begins, None at the end."""

    people: int
    next_after: CaseId | None


def index_people(*, force: ForceName, after: int, limit: int = BATCH) -> Indexed:
    """Write the keys of the next cases of a force after one, begin after 0; to do it twice changes nothing."""
    return again_after_deadlock(lambda: _index(force, after=after, limit=limit))


def _index(force: ForceName, *, after: int, limit: int) -> Indexed:
    with in_force(force):
        ids = Case.objects.filter(force=force, id__gt=after).order_by("id").values_list("id", flat=True)
        batch = [CaseId(case_id) for case_id in ids[:limit]]
        # Intake writes the same keys of the same people, under the same locks.
        lock_cases(batch)
        cases = list(Case.objects.filter(force=force, id__in=batch, applied__isnull=False))
        for case in cases:
            case.reference_key = reference_key(case.reference)
        update_rows(cases, ["reference_key"])
        return Indexed(_index_people(cases, force), batch[-1] if len(batch) == limit else None)


def _index_people(cases: list[Case], force: ForceName) -> int:
    documents = {case.id: applied for case in cases if (applied := _readable(case)) is not None}
    rows = Person.objects.filter(force=force, case_id__in=documents, is_present=True).in_bulk()
    by_ref = {(row.case_id, row.ref): row for row in rows.values()}
    found = list(_keyed(documents, by_ref))
    update_rows(found, ["born", "sound_key", "whole_sound_key"])
    return len(found)


def _keyed(documents: dict[int, AnyApplied], rows: dict[tuple[int, str], Person]) -> Iterator[Person]:
    for case_id, applied in documents.items():
        for person in applied.people:
            row = rows.get((case_id, person.id))
            if row is not None:
                row.born, row.sound_key = person.date_of_birth, sound_key(person.family_name)
                row.whole_sound_key = whole_sound_key(person.given_name, person.family_name)
                yield row


def _readable(case: Case) -> AnyApplied | None:
    try:
        return applied_of(case.applied or {}, is_incident=case.kind == CaseKind.INCIDENT)
    except ValidationError:
        # It is logged wherever it is read for its own sake.
        return None
