"""Who is shown first among an officer's victims, and who at all."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from waypost.base.values import CaseId, PersonId
from waypost.cases.officers import CaseOfOfficer
from waypost.console.officer.waiting import Show, VictimChoice, gather, read_victim_choice, wanted
from waypost.duties.team_queries import OpenClock
from waypost.worklist.team_queries import OpenWork
from waypost.worklist.values import ItemKind

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


def case(number: int) -> CaseOfOfficer:
    return CaseOfOfficer(CaseId(number), "4471")


def work(number: int, *, hours: int, kind: ItemKind = ItemKind.CALL, person: int = 1) -> OpenWork:
    due = NOW + timedelta(hours=hours)
    item = UUID(int=number * 100 + hours)
    return OpenWork(item, CaseId(number), PersonId(person), kind, "r", "4471", "", None, "North", 0, NOW, due)


def clock(number: int, *, hours: int, person: int = 1) -> OpenClock:
    due = NOW + timedelta(hours=hours)
    return OpenClock(hours, CaseId(number), PersonId(person), "p1", "D05", "North", False, NOW, due)


def test_whose_next_thing_is_due_first_comes_first_and_quiet_cases_come_last() -> None:
    lines = gather([case(1), case(2), case(3)], [work(1, hours=9)], [clock(2, hours=3), clock(2, hours=5)])

    assert [(line.case_id, line.person_id) for line in lines] == [(2, 1), (1, 1), (3, None)]
    assert lines[0].clock == clock(2, hours=3)


def test_two_people_of_one_case_are_two_lines_and_one_persons_work_is_one() -> None:
    lines = gather([case(1)], [work(1, hours=2), work(1, hours=4), work(1, hours=3, person=2)], [])

    assert [(line.person_id, len(line.work)) for line in lines] == [(1, 2), (2, 1)]


def test_work_in_the_case_of_somebody_else_is_shown_without_whose_it_is() -> None:
    (line,) = gather([], [work(7, hours=1)], [])

    assert (line.case_id, line.officer) == (7, "")


@pytest.mark.parametrize(
    ("show", "cases"), [(Show.ALL, [1, 2, 3]), (Show.TO_DO, [1]), (Show.REPLY, []), (Show.SOON, [1])]
)
def test_only_what_was_chosen_is_shown(show: Show, cases: list[int]) -> None:
    lines = gather([case(1), case(2), case(3)], [work(1, hours=9)], [clock(2, hours=48)])

    assert [line.case_id for line in wanted(lines, VictimChoice(show), until=TOMORROW)] == cases


def test_the_next_page_begins_after_the_last_line_of_the_one_before() -> None:
    lines = gather([case(number) for number in range(1, 6)], [work(4, hours=1)], [])
    first = lines[:2]

    rest = wanted(lines, VictimChoice().going_on(first[-1].place), until=TOMORROW)

    assert [line.case_id for line in (*first, *rest)] == [4, 1, 2, 3, 5]


def test_what_an_address_says_wrong_is_not_chosen() -> None:
    assert read_victim_choice({"show": "everything", "after": "x" * 500}) == VictimChoice(Show.ALL, "x" * 100)
