"""Who opens what: fifty members of staff in every role, and the pages that they work with. Pure but for ids."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg

from bench.staff_world import BUSY_CASES, FULL_CASE, OFFICERS, QUIET_CASE, QUIET_OFFICER, collar_of, name_of

_BUSY_OFFICERS = 40
_FIRST_BIRTH = date(1945, 1, 1)
Page = tuple[str, str, Mapping[str, str]]
"""Name of the view, address, and what is typed there, if anything."""
_NOTHING: Mapping[str, str] = {}
_SHARES: Sequence[tuple[str, int]] = (
    ("officer", 20), ("call_handler", 10), ("supervisor", 6), ("witness_care", 4), ("data_quality", 4),
    ("administrator", 3), ("auditor", 2), ("analyst", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What is held: the number of the first copy, and how many there are."""

    first: int
    cases: int
    database: psycopg.Connection[tuple[object, ...]]


def clients(held: Held, *, staff: int) -> Sequence[Mapping[str, Any]]:
    """Return so many clients in the shares of the roles, at least one of each."""
    whole = sum(share for _, share in _SHARES)
    found = []
    for role, share in _SHARES:
        for number in range(max(1, share * staff // whole)):
            # Half of the officers have full lists.
            who = number + (_BUSY_OFFICERS + 20 if role == "officer" and number % 2 else 0)
            team = number if number < 2 else number + 10
            pages = list(_PAGES[role](held, team if role == "supervisor" else who, number))
            found.append({"role": role, "collar": collar_of(role, team if role == "supervisor" else who),
                          "pages": pages})  # fmt: skip
    return found


def counted(held: Held) -> Sequence[Mapping[str, Any]]:
    """Return one client of each role with few rows and one with many, for the counting of statements."""
    return [
        {"role": role, "collar": collar_of(role, who), "rows": rows, "pages": list(_PAGES[role](held, who, number))}
        for role, _ in _SHARES
        for rows, who, number in _extremes(role)
    ]


def _extremes(role: str) -> Sequence[tuple[str, int, int]]:
    few, many = {"officer": (QUIET_OFFICER, FULL_CASE), "supervisor": (94, 0)}.get(role, (1, 0))
    return ("few", few, 1), ("many", many, 0)


def _case(held: Held, officer: int, which: int) -> int:
    """Return the number of a case of an officer, drawn from all that are held."""
    if officer < _BUSY_OFFICERS:
        return held.first + officer + _BUSY_OFFICERS * (which * 7 % (BUSY_CASES // _BUSY_OFFICERS))
    rounds = held.cases // OFFICERS - 1
    return held.first + officer + OFFICERS * (1 + which * 7919 % rounds)


def _any(held: Held, number: int, which: int) -> int:
    """Return the number of a case, the full one first of all for number 0."""
    if number == 0 and which == 0:
        return held.first + FULL_CASE
    return held.first + (number * 104_729 + which * 7_919) % held.cases


def _officer(held: Held, officer: int, number: int) -> Iterator[Page]:
    special = {FULL_CASE: FULL_CASE, QUIET_OFFICER: QUIET_CASE}
    for which in range(2):
        mine = held.first + special[officer] if officer in special and which == 0 else _case(held, officer, which)
        yield "worklist", "/staff/worklist/", _NOTHING
        yield "my victims", "/staff/my-victims/", _NOTHING
        yield from _about(held, mine)
        yield "write to a victim", f"/staff/case/{mine}/write/{mine}/", _NOTHING
        yield "thread", f"/staff/case/{mine}/thread/{mine}/", _NOTHING
        yield "threads, mine", "/staff/threads/", _NOTHING
        yield "threads, all", "/staff/threads/?whose=all", _NOTHING
    yield "worklist, of the team", "/staff/worklist/?whose=team", _NOTHING
    yield "my victims, due soon", "/staff/my-victims/?show=soon", _NOTHING
    yield "absence", "/staff/absence/", _NOTHING
    waits = next(_waiting(held, officer), None)
    if waits is not None:
        yield "item", f"/staff/item/{_uuid(f'item{waits}')}/", _NOTHING
    yield from _found(held, number)


def _waiting(held: Held, officer: int) -> Iterator[int]:
    """Yield the numbers of the cases of an officer in which something waits."""
    if officer < _BUSY_OFFICERS:
        yield held.first + officer
    for number in range(held.first + OFFICERS + officer, held.first + held.cases, OFFICERS):
        if (number + number // OFFICERS) % 10 == 0:
            yield number


def _about(held: Held, case: int) -> Iterator[Page]:
    yield "case", f"/staff/case/{case}/", _NOTHING
    yield "case, explained", f"/staff/case/{case}/why/", _NOTHING
    message = _one(held, "SELECT id FROM messages_message WHERE case_id = %s AND state = 'delivered' LIMIT 1", case)
    yield "message", f"/staff/case/{case}/message/{message}/", _NOTHING


def _found(held: Held, number: int) -> Iterator[Page]:
    one = _any(held, number, 0)
    given, family = name_of(one)
    born = _FIRST_BIRTH + timedelta(days=one * 7919 % 22000)
    find, phone = "/staff/find/", f"0{7_400_000_000 + one}"
    yield "find, the form", find, _NOTHING
    yield "find by reference", find, {"q": f"b{one:09d}"}
    yield "find by phone", find, {"q": phone}
    yield "find by name and birth", find, {"q": f"{given} {family} {born.day} {born.month} {born.year}"}
    yield "find by name", find, {"q": f"{given} {family}"}
    on = date.fromisoformat(str(_one(held, "SELECT planned_at::date FROM messages_message WHERE case_id = %s"
                                           " AND state = 'delivered' LIMIT 1", one)))  # fmt: skip
    typed = {"to": phone, "day": str(on.day), "month": str(on.month), "year": str(on.year)}
    yield "did you text me", "/staff/find/text/", typed


def _call_handler(held: Held, _who: int, number: int) -> Iterator[Page]:
    for which in range(3):
        yield from _found(held, number + 50 * which)
        yield from _about(held, _any(held, number, which))


def _supervisor(held: Held, team: int, number: int) -> Iterator[Page]:
    officer = team * 20
    yield from (
        ("team: workload", "/staff/team/", _NOTHING),
        ("team: clocks", "/staff/team/clocks/", _NOTHING),
        ("team: held", "/staff/team/held/", _NOTHING),
        ("team: hand over", f"/staff/team/staff/{_uuid(f'staff{10000 + officer}')}/hand-over/", _NOTHING),
        ("team: absence", f"/staff/team/staff/{_uuid(f'staff{10000 + officer}')}/absence/", _NOTHING),
        ("worklist, of a supervisor", "/staff/worklist/", _NOTHING),
        ("threads, of the team", "/staff/threads/?whose=team", _NOTHING),
        ("complaints", "/staff/matters/", _NOTHING),
    )
    yield from _about(held, _case(held, officer, number))
    if team < 2:
        yield (
            "complaint",
            f"/staff/case/{held.first + team * 20}/matter/{_uuid(f'matter{held.first + team * 20}')}/",
            {},
        )


def _witness_care(held: Held, _who: int, number: int) -> Iterator[Page]:
    yield from (
        ("hearings of the week", "/staff/hearings/", _NOTHING),
        ("hearings of a court", f"/staff/hearings/?court=Court+{number + 1}", _NOTHING),
        ("hearings as a file", "/staff/hearings/file/", _NOTHING),
        ("hearings changed", "/staff/hearings/changed/", _NOTHING),
        ("results", "/staff/hearings/results/", _NOTHING),
        ("worklist, of a desk", "/staff/worklist/", _NOTHING),
    )
    yield from _about(held, _any(held, number + 20, 1))


def _data_quality(held: Held, _who: int, number: int) -> Iterator[Page]:
    pair = _one(held, "SELECT id FROM cases_same_person WHERE second_id = %s", held.first + 20 + 20 * number)
    yield from (
        ("records", "/staff/records/", _NOTHING),
        ("records of a rule", "/staff/records/?rule=no_mobile", _NOTHING),
        ("suggestions", "/staff/records/suggestions/", _NOTHING),
        ("suggestions of a team", f"/staff/records/suggestions/?team=Team+{number * 90:03d}", _NOTHING),
        ("same people", "/staff/records/same-people/", _NOTHING),
        ("a pair", f"/staff/records/same-people/{pair}/", _NOTHING),
        ("set aside", "/staff/records/set-aside/", _NOTHING),
        ("contactability", "/staff/contactability/?days=90", _NOTHING),
        ("worklist, of a desk", "/staff/worklist/", _NOTHING),
    )


def _administrator(held: Held, _who: int, number: int) -> Iterator[Page]:
    case = f"B{_any(held, number, 1):09d}"
    day = date.today() - timedelta(days=30)  # noqa: DTZ011 - a day for a filter
    yield from (
        ("administering", "/staff/admin/", _NOTHING),
        ("settings", "/staff/admin/settings/", _NOTHING),
        ("a setting", "/staff/admin/settings/groups/", _NOTHING),
        ("journeys", "/staff/admin/journeys/", _NOTHING),
        ("a journey", "/staff/admin/journeys/crime-recorded/", _NOTHING),
        ("sources", "/staff/admin/sources/", _NOTHING),
        ("providers", "/staff/admin/providers/", _NOTHING),
        ("stops", "/staff/admin/stops/", _NOTHING),
        ("recall", "/staff/admin/recall/", _NOTHING),
        ("new messages", "/staff/admin/new/", _NOTHING),
        ("messages of today", "/staff/admin/log/", _NOTHING),
        ("messages of a month, held", f"/staff/admin/log/?from={day}&state=held", _NOTHING),
        ("messages of a month, failed", f"/staff/admin/log/?from={day}&state=failed", _NOTHING),
        ("messages of a case", f"/staff/admin/log/?case={case}", _NOTHING),
    )


def _auditor(held: Held, _who: int, number: int) -> Iterator[Page]:
    case, officer = _any(held, number, 1), 10000 + 100 * number
    year = date.today() - timedelta(days=365)  # noqa: DTZ011 - a day for a filter
    yield from (
        ("audit log", "/staff/audit/", _NOTHING),
        ("audit log of a year", f"/staff/audit/?from={year}", _NOTHING),
        ("audit log of a person", f"/staff/audit/?person={officer}", _NOTHING),
        ("audit log of a case", f"/staff/audit/?from={year}&case=B{case:09d}", _NOTHING),
        ("audit log of an action", "/staff/audit/?action=staff.searched", _NOTHING),
        ("audit log of a rare action", f"/staff/audit/?from={year}&action=staff.left", _NOTHING),
        ("what one person opened", f"/staff/audit/person/{_uuid(f'staff{officer}')}/", _NOTHING),
        ("who opened a case", f"/staff/audit/case/{case}/", _NOTHING),
        ("alarms", "/staff/audit/alarms/", _NOTHING),
        ("contactability", "/staff/contactability/", _NOTHING),
    )


def _analyst(_held: Held, _who: int, _number: int) -> Iterator[Page]:
    yield "contactability", "/staff/contactability/?days=90", _NOTHING
    yield "worklist, of nobody", "/staff/worklist/", _NOTHING


_PAGES = {
    "officer": _officer, "call_handler": _call_handler, "supervisor": _supervisor, "witness_care": _witness_care,
    "data_quality": _data_quality, "administrator": _administrator, "auditor": _auditor, "analyst": _analyst,
}  # fmt: skip


def _one(held: Held, statement: str, number: int) -> object:
    row = held.database.execute(statement.encode(), [number]).fetchone()
    return row[0] if row else 0


def _uuid(text: str) -> UUID:
    return UUID(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())
