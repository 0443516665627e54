"""Reads what pairs of entries are compared by, in sets: a fixed number of queries, however many cases are looked at."""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Q

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings, ForceState
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.defects import Skipped, reasons_not_to_ask
from waypost.cases.findings import sharing, word_lists
from waypost.cases.findings.contacts import contacts_of_force
from waypost.cases.models import FrozenContact
from waypost.cases.queries import cases_by_id
from waypost.cases.same_person.rules import Alike, Seen, alike, in_common, seen_in
from waypost.cases.same_person.values import Ids
from waypost.cases.same_person_models import SamePerson
from waypost.cases.surroundings import entry_of, read_sharers
from waypost.cases.values import CaseFacts

_NEWEST: Final = 50
"""With so many entries of one name and birth one is compared: who has more is connected through those."""
_CANDIDATES: Final = """
SELECT p.id, p.case_id, q.id, q.case_id FROM cases_person p
    CROSS JOIN LATERAL (
        SELECT o.id, o.case_id FROM cases_person o
            WHERE o.force = %(force)s AND o.human_key = p.human_key AND NOT (o.human_key = '') AND o.is_present
            ORDER BY o.id DESC LIMIT %(most)s
    ) AS q
    WHERE p.force = %(force)s AND p.case_id = ANY (%(cases)s::bigint[]) AND p.is_present
        AND NOT (p.human_key = '') AND 'victim' = ANY (p.roles) AND q.case_id <> p.case_id
"""
_MAY_WAIT: Final = frozenset({None, Skipped.IS_OVER, Skipped.IS_BACKLOG})


@dataclass(frozen=True)
class Read:
    """The cases of some pairs and how their entries compare; a case that cannot be read is in none of it."""

    cases: Mapping[CaseId, CaseFacts]
    seen: Mapping[PersonId, Seen]
    alike: Mapping[Ids, Alike]
    skipped: Mapping[CaseId, Skipped | None]

    def may_ask(self, first: CaseId, second: CaseId) -> bool:
        """Whether anybody is asked about people of these two cases: one is worked on, neither is somewhere else."""
        reasons = {self.skipped[first], self.skipped[second]}
        return None in reasons and reasons <= _MAY_WAIT


@dataclass(frozen=True)
class Place:
    """Where an entry is."""

    person_id: PersonId
    case_id: CaseId


def is_in_shadow(force: ForceName) -> bool:
    """Whether the force only tries Waypost out: nobody is asked anything then."""
    return force_settings(force).state is ForceState.SHADOW


def candidates(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[Ids, tuple[Place, Place]]:
    """Return which entries of other cases have the name and the birth of a victim of these, by the index of the key."""
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"force": force, "cases": list(case_ids), "most": _NEWEST})
        pairs = [
            sorted(((mine, case_id), (other, other_case))) for mine, case_id, other, other_case in cursor.fetchall()
        ]
    return {
        (first.person_id, second.person_id): (first, second)
        for first, second in (
            [Place(PersonId(person_id), CaseId(case_id)) for person_id, case_id in pair] for pair in pairs
        )
    }


def pairs_of(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[Ids, SamePerson]:
    """Return what is kept of pairs in these cases, whatever state it is in."""
    # Two looks, each by its own index.
    first = SamePerson.objects.filter(force=force, first_case__in=case_ids)
    second = SamePerson.objects.filter(force=force, second_case__in=case_ids)
    return {ids_of(row): row for row in sorted(first.union(second), key=lambda row: row.pk)}


def locked(rows: Iterable[SamePerson]) -> Mapping[Ids, SamePerson]:
    """Lock these rows in key order, and return those that are still there as they are now."""
    keys = [row.pk for row in rows]
    found = SamePerson.objects.filter(Q(pk__in=keys)).select_for_update().order_by("pk") if keys else ()
    return {ids_of(row): row for row in found}


def ids_of(row: SamePerson) -> Ids:
    """Return the two entries of a row."""
    return PersonId(row.first_id), PersonId(row.second_id)


def read(case_ids: Collection[CaseId], pairs: Collection[Ids], *, force: ForceName) -> Read:
    """Return how the entries of these pairs compare, all of whose cases are among `case_ids`."""
    settings = force_settings(force)
    cases = cases_by_id(case_ids, force=force)
    seen = _seen(cases.values(), settings)
    equal = {
        pair: keys
        for pair in pairs
        if pair[0] in seen and pair[1] in seen and (keys := in_common(seen[pair[0]], seen[pair[1]]))
    }
    frozen = _frozen(frozenset().union(*equal.values()), force)
    shared = _shared(equal, cases, seen, force)
    found = {
        pair: alike(seen[pair[0]], seen[pair[1]], shared=shared[pair], frozen=frozen, force=force) for pair in equal
    }
    return Read(
        cases,
        seen,
        {pair: why for pair, why in found.items() if why is not None},
        reasons_not_to_ask(cases, settings, force=force),
    )


def _seen(cases: Iterable[CaseFacts], settings: ForceSettings) -> Mapping[PersonId, Seen]:
    contacts, lists = contacts_of_force(settings), word_lists()
    return {
        person_id: one for case in cases for person_id, one in seen_in(case, contacts=contacts, lists=lists).items()
    }


def _frozen(keys: Set[str], force: ForceName) -> Set[str]:
    if not keys:
        return frozenset()
    rows = FrozenContact.objects.filter(force=force, key__in=keys, lifted_at=None)
    return frozenset(rows.values_list("key", flat=True))


def _shared(
    equal: Mapping[Ids, Set[str]],
    cases: Mapping[CaseId, CaseFacts],
    seen: Mapping[PersonId, Seen],
    force: ForceName,
) -> Mapping[Ids, Mapping[str, int]]:
    """Return how many other victims of the force have each contact that two entries share."""
    sharers = read_sharers(frozenset().union(*equal.values()), force=force)
    found: dict[Ids, dict[str, int]] = {}
    for pair in equal:
        counts = [
            sharing(entry_of(case, case.person(person_id)), sharers)
            for person_id in pair
            if (case := cases.get(seen[person_id].case_id)) is not None
        ]
        found[pair] = {key: max(each.get(key, 0) for each in counts) for key in equal[pair]}
    return found
