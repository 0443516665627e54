"""Rows of pairs as frozen values."""

from collections.abc import Iterable, Sequence

from waypost.base.values import CaseId, PersonId
from waypost.cases.models import Case, Person
from waypost.cases.same_person.values import Doubt, EntryOfPair, Evidence, Pair, PairState
from waypost.cases.same_person_models import SamePerson


def pairs_as_facts(rows: Iterable[SamePerson]) -> Sequence[Pair]:
    """Return these pairs with the words by which staff find the entries; two queries, in the caller's transaction."""
    every = list(rows)
    people = {one for row in every for one in (row.first_id, row.second_id)}
    cases = {one for row in every for one in (row.first_case_id, row.second_case_id)}
    refs = dict(Person.objects.filter(id__in=people).values_list("id", "ref")) if people else {}
    references = dict(Case.objects.filter(id__in=cases).values_list("id", "reference")) if cases else {}

    def entry(person_id: int, case_id: int) -> EntryOfPair:
        return EntryOfPair(PersonId(person_id), refs[person_id], CaseId(case_id), references[case_id])

    return [
        Pair(
            pair_id=row.pk,
            first=entry(row.first_id, row.first_case_id),
            second=entry(row.second_id, row.second_case_id),
            state=PairState(row.state),
            evidence=tuple(map(Evidence, row.evidence)),
            doubts=tuple(map(Doubt, row.doubts)),
            proposed_at=row.proposed_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            asked_again_at=row.asked_again_at,
            decided_why=row.decided_why,
        )
        for row in every
    ]


def is_open(row: SamePerson) -> bool:
    """Whether somebody is to be asked about this pair."""
    return row.state == PairState.PROPOSED or row.asked_again_at is not None
