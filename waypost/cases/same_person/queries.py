"""Reads of who is one human in several cases: by what staff have confirmed, and nothing else."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from waypost.base.scope import in_force
from waypost.base.values import ForceName, PersonId
from waypost.cases.models import Case
from waypost.cases.same_person.rows import pairs_as_facts
from waypost.cases.same_person.rules import HIDDEN, is_hidden, same_as
from waypost.cases.same_person.values import Ids, Pair, PairState
from waypost.cases.same_person_models import SamePerson

# A look of its own for each step, by the index of either side.
_PAIRS: Final = """
WITH RECURSIVE human (id) AS (
    SELECT %(person)s::bigint
    UNION
    SELECT n.id FROM human CROSS JOIN LATERAL (
        SELECT s.second_id FROM cases_same_person s
            WHERE s.force = %(force)s AND s.first_id = human.id AND s.state = 'confirmed'
        UNION ALL
        SELECT s.first_id FROM cases_same_person s
            WHERE s.force = %(force)s AND s.second_id = human.id AND s.state = 'confirmed'
    ) AS n (id)
)
SELECT s.first_id, s.second_id, s.state = 'confirmed',
        s.asked_again_at IS NULL AND a.is_present AND b.is_present
        AND a.human_key = s.first_key AND b.human_key = s.second_key
        AND NOT (c.flags && %(hidden)s::varchar[]) AND NOT (d.flags && %(hidden)s::varchar[])
    FROM cases_same_person s
    JOIN cases_person a ON a.id = s.first_id AND a.force = s.force
    JOIN cases_person b ON b.id = s.second_id AND b.force = s.force
    JOIN cases_case c ON c.id = s.first_case_id AND c.force = s.force
    JOIN cases_case d ON d.id = s.second_case_id AND d.force = s.force
    WHERE s.force = %(force)s AND s.state <> 'proposed'
        AND s.first_id IN (SELECT id FROM human) AND s.second_id IN (SELECT id FROM human)
"""


def same_people(person_id: PersonId, *, force: ForceName) -> frozenset[PersonId]:
    """
    Return the other entries of the force that staff have confirmed as the same human; one query, as it is now.

    A pair counts only while both entries are in their cases under the name and date of birth under which they were
    confirmed, nobody has to look anew, and neither case is sealed: in doubt they are two.

    *Source:* design 1.6, "entries share an account only after staff confirmed the proposal".
    """
    values: dict[str, str | int | list[str]] = {"force": force, "person": person_id, "hidden": sorted(HIDDEN)}
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(_PAIRS, values)
        confirmed: list[Ids] = []
        denied: list[Ids] = []
        for first, second, is_confirmed, counts in cursor.fetchall():
            if counts or not is_confirmed:
                (confirmed if is_confirmed else denied).append((PersonId(first), PersonId(second)))
        return frozenset(same_as(person_id, confirmed=confirmed, denied=denied))


def pair_of_id(pair_id: int, *, force: ForceName) -> Pair | None:
    """Return one pair, or None where there is none of that id of which anybody should hear."""
    with in_force(force):
        row = SamePerson.objects.filter(force=force, pk=pair_id).first()
        if row is None:
            return None
        flags = Case.objects.filter(id__in=(row.first_case_id, row.second_case_id)).values_list("flags", flat=True)
        return None if any(map(is_hidden, flags)) else pairs_as_facts([row])[0]


@dataclass(frozen=True)
class PairsPage:
    """Some pairs; `next_after` is where the next page begins, None at the end."""

    pairs: tuple[Pair, ...]
    next_after: int | None


def pairs(*, force: ForceName, state: PairState, after: int, limit: int) -> PairsPage:
    """
    Return the next pairs in a state after one, without those of which nobody should hear; begin after 0.

    A page may hold fewer pairs than were looked at, or none: the end is where `next_after` is None.
    """
    with in_force(force):
        rows = list(SamePerson.objects.filter(force=force, state=state, id__gt=after).order_by("id")[:limit])
        case_ids = {one for row in rows for one in (row.first_case_id, row.second_case_id)}
        flags = Case.objects.filter(id__in=case_ids).values_list("id", "flags")
        hidden = {case_id for case_id, found in flags if is_hidden(found)}
        shown = [row for row in rows if hidden.isdisjoint((row.first_case_id, row.second_case_id))]
        return PairsPage(tuple(pairs_as_facts(shown)), rows[-1].pk if len(rows) == limit else None)
