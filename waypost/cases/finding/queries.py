"""Reads: what of a force is found by what a caller said. Each look is by one index, and takes a bounded number."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from django.db import connection

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.contact import normalise_email, normalise_phone
from waypost.cases.finding.keys import reference_key, sound_key, whole_sound_key
from waypost.cases.finding.likeness import Name, measure
from waypost.cases.finding.values import MOST, Asked, By, Entry, Finding
from waypost.cases.same_person.rules import HIDDEN

# One that was erased says nothing, and of one that is hidden nobody hears.
_OPEN_TO_ALL: Final = "c.applied IS NOT NULL AND NOT (c.flags && %(hidden)s::varchar[])"
_CASES: Final = f"""
WITH named AS (
    SELECT c.id, c.reference, c.counterpart, CASE c.kind WHEN 'crime' THEN 'incident' ELSE 'crime' END AS other
        FROM cases_case c
        WHERE c.force = %(force)s AND c.reference_key = %(key)s AND NOT (c.reference_key = '') AND {_OPEN_TO_ALL}
        ORDER BY c.id DESC LIMIT %(most)s
)
SELECT id, true FROM named
UNION ALL
SELECT c.id, false FROM named n JOIN cases_case c
    ON c.force = %(force)s AND c.kind = n.other AND c.reference = n.counterpart AND {_OPEN_TO_ALL}
UNION ALL
SELECT c.id, false FROM named n JOIN cases_case c
    ON c.force = %(force)s AND c.kind = n.other AND c.counterpart = n.reference AND NOT (c.counterpart = '')
    AND {_OPEN_TO_ALL}
"""  # noqa: S608 - our own
"""What is called so, and of an incident the crime recorded from it, whichever of the two names the other."""
_BY_KEY: Final = """
SELECT p.id, p.case_id FROM cases_person p JOIN cases_case c ON c.id = p.case_id AND c.force = p.force
    WHERE p.force = %(force)s AND p.{key} = %(key)s AND NOT (p.{key} = '') AND p.is_present AND {open}
    ORDER BY p.id DESC LIMIT %(most)s
"""
_OF_NAMES: Final = """
SELECT p.id, p.case_id, coalesce(one.given_name, ''), coalesce(one.family_name, '') FROM ({candidates}) AS p
    JOIN cases_case c ON c.id = p.case_id AND c.force = %(force)s
    CROSS JOIN LATERAL jsonb_to_recordset(c.applied->'people') AS one (id text, given_name text, family_name text)
    WHERE one.id = p.ref AND {open}
    ORDER BY p.id DESC LIMIT %(most)s
"""
_COLUMNS: Final = "SELECT id, case_id, ref FROM cases_person WHERE force = %(force)s AND is_present"
# Whoever sounds alike first: on a day that stands for "not known" there may be thousands.
_BORN: Final = f"""
    ({_COLUMNS} AND born = %(born)s AND sound_key = %(sound)s AND NOT (sound_key = '') LIMIT %(most)s)
    UNION
    ({_COLUMNS} AND born = %(born)s AND NOT (sound_key = '') LIMIT %(most)s)
"""
_SOUNDING: Final = f"{_COLUMNS} AND whole_sound_key = %(sound)s AND NOT (whole_sound_key = '') LIMIT %(most)s"
_COMPARED: Final = 300
"""So many names of one day are compared: of a million people a hundred were born on one."""


def find(asked: Asked, *, force: ForceName) -> Finding:
    """
    Return whom and what is meant, the nearest first; of a sealed case nothing, as if it were not there.

    What is typed wrong is not found; a name without a date of birth is looked for as it sounds, whole.
    """
    with in_force(force):
        found = _once(chain(_by_reference(asked, force), _by_contact(asked, force), _by_name(asked, force)))
    entries = sorted(found, key=lambda one: -one.nearness)
    return Finding(tuple(entries[:MOST]), is_too_many=len(entries) > MOST)


def _once(entries: Iterable[Entry]) -> Sequence[Entry]:
    """Return each entry once, as it was found first."""
    return list({(one.case_id, one.person_id): one for one in reversed(list(entries))}.values())[::-1]


def _by_reference(asked: Asked, force: ForceName) -> Iterator[Entry]:
    key = reference_key(asked.reference)
    if key:
        for case_id, is_named in _rows(_CASES, force, key=key, most=MOST + 1):
            yield Entry(CaseId(case_id), None, By.REFERENCE, nearness=1.0 if is_named else 0.9)


def _by_contact(asked: Asked, force: ForceName) -> Iterator[Entry]:
    looks = (
        (By.PHONE, "mobile_key", normalise_phone(asked.phone)),
        (By.PHONE, "phone_key", normalise_phone(asked.phone)),
        (By.EMAIL, "email_key", normalise_email(asked.email)),
    )
    for by, column, key in looks:
        if key:
            sql = _BY_KEY.format(key=column, open=_OPEN_TO_ALL)
            for person_id, case_id in _rows(sql, force, key=key, most=MOST + 1):
                yield Entry(CaseId(case_id), PersonId(person_id), by)


def _by_name(asked: Asked, force: ForceName) -> Iterator[Entry]:
    name = asked.name
    if name is None:
        return
    by = By.NAME_AND_BIRTH if asked.born else By.NAME
    for person_id, case_id, given, family in _named(asked, name, force):
        measured = measure(name, Name(given, family))
        if measured is not None:
            yield Entry(CaseId(case_id), PersonId(person_id), by, measured.likeness, measured.nearness)


def _named(asked: Asked, name: Name, force: ForceName) -> Sequence[Sequence[Any]]:
    """Return who might be meant, with the name on record."""
    if asked.born:
        sql = _OF_NAMES.format(candidates=_BORN, open=_OPEN_TO_ALL)
        return _rows(sql, force, born=asked.born, sound=sound_key(name.family), most=_COMPARED)
    sound = whole_sound_key(name.given, name.family)
    sql = _OF_NAMES.format(candidates=_SOUNDING, open=_OPEN_TO_ALL)
    return _rows(sql, force, sound=sound, most=MOST + 1) if sound else ()


def _rows(sql: str, force: ForceName, **values: Any) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"force": force, "hidden": sorted(HIDDEN), **values})
        return list(cursor.fetchall())
