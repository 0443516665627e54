"""Which case a second source means by a reference: looked up among references, then among those linked with a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from waypost.base.values import CaseId, ForceName
from waypost.cases.contributions.names import looks_like

# A record that was merged is told of where it went, if we have that one.
_BY_REFERENCE: Final = """
SELECT c.reference, coalesce(t.id, c.id), coalesce(t.reference, c.reference), t.id IS NOT NULL FROM cases_case c
    LEFT JOIN cases_case t ON t.force = c.force AND t.kind = 'crime' AND t.reference = c.applied ->> 'merged_into'
        AND t.applied IS NOT NULL AND t.id <> c.id
    WHERE c.force = %s AND c.kind = 'crime' AND c.reference = ANY(%s::text[])
"""
_BY_LINK: Final = """
SELECT l.reference, c.id, c.reference, coalesce(c.applied ->> 'merged_into', '') <> '' FROM cases_link l
    JOIN cases_case c ON c.id = l.case_id AND c.force = l.force AND c.kind = 'crime'
    WHERE l.force = %s AND l.reference = ANY(%s::text[]) AND jsonb_exists(c.applied -> 'linked', l.reference)
    ORDER BY c.reference
"""


@dataclass(frozen=True)
class Meant:
    """One case that may be meant; `merged` says that the reference is that of a record merged into it."""

    case_id: CaseId
    reference: str
    merged: bool
    by_link: bool


def cases_meant(references: Collection[str], *, force: ForceName) -> Mapping[str, tuple[Meant, ...]]:
    """Return, by reference, the crimes that it may mean: none, one, or several of which a person has to choose."""
    found = _by_reference(references, force)
    return found | _by_link([one for one in references if one not in found], force)


def _by_reference(references: Collection[str], force: ForceName) -> dict[str, tuple[Meant, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_REFERENCE, [force, list(references)])
        return {
            named: (Meant(CaseId(case_id), reference, merged, by_link=False),)
            for named, case_id, reference, merged in cursor.fetchall()
        }


def _by_link(references: Collection[str], force: ForceName) -> dict[str, tuple[Meant, ...]]:
    if not references:
        return {}
    found: dict[str, list[tuple[bool, Meant]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_LINK, [force, list(references)])
        for named, case_id, reference, was_merged in cursor.fetchall():
            if not looks_like(named, of=reference):
                found.setdefault(named, []).append(
                    (was_merged, Meant(CaseId(case_id), reference, merged=False, by_link=True))
                )
    return {named: _not_merged(each) for named, each in found.items()}


def _not_merged(found: Collection[tuple[bool, Meant]]) -> tuple[Meant, ...]:
    left = tuple(meant for was_merged, meant in found if not was_merged)
    return left or tuple(meant for _, meant in found)
