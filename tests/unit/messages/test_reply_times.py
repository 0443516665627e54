"""How long answers take: in working time, honest about who still waits, and said only where enough is known."""

from datetime import UTC, datetime, time, timedelta

import pytest

from waypost.messages.reply_times import EVERY_TEAM, Calendar, Took, expected_words, times_taken
from waypost.worklist.reply_queries import Asked
from waypost.worklist.rules.hours import DeskHours, working_minutes

DAYTIME = DeskHours(time(8), time(20), frozenset(range(7)), works_on_bank_holidays=True)
WEEKDAYS = DeskHours(time(9), time(17), frozenset(range(5)), works_on_bank_holidays=False)
CALENDAR = Calendar(DAYTIME, frozenset())
# A Monday; London is on UTC.
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = 720


def asked(hours: float | None, *, team: str = "North", at: datetime = MONDAY) -> Asked:
    return Asked(team, at, None if hours is None else at + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("end", "hours", "minutes"),
    [
        (MONDAY + timedelta(hours=2), DAYTIME, 120),
        (MONDAY + timedelta(days=1), DAYTIME, 720),
        (MONDAY + timedelta(hours=12), DAYTIME, 600),
        (MONDAY + timedelta(days=7), WEEKDAYS, 5 * 480),
        (MONDAY - timedelta(hours=1), DAYTIME, 0),
    ],
)
def test_only_the_hours_of_a_desk_count(end: datetime, hours: DeskHours, minutes: int) -> None:
    assert working_minutes(MONDAY, end, hours=hours, holidays=frozenset()) == minutes


def test_a_day_on_which_the_clocks_change_is_as_long_as_the_desk_is_open() -> None:
    before = datetime(2026, 10, 24, 19, tzinfo=UTC)

    assert working_minutes(before, before + timedelta(days=1), hours=DAYTIME, holidays=frozenset()) == 11 * 60


def test_a_holiday_counts_only_for_desks_that_work_on_it() -> None:
    tuesday = MONDAY + timedelta(days=1)

    assert working_minutes(MONDAY, tuesday, hours=WEEKDAYS, holidays={MONDAY.date()}) == 60


def test_half_and_eight_in_ten_are_measured_by_team_and_for_all() -> None:
    taken = [asked(hour) for hour in range(1, 6)] + [asked(8, team="South")]

    found = times_taken(taken, calendar=CALENDAR, now=MONDAY)

    assert found["North"] == Took(answers=5, half_minutes=180, most_minutes=240)
    assert found["South"].half_minutes == 480
    assert found[EVERY_TEAM].answers == 6


def test_who_has_long_waited_makes_the_figure_longer_and_who_has_just_written_does_not() -> None:
    answered = [asked(1) for _ in range(8)]
    now = MONDAY + timedelta(days=2)

    patient = times_taken([*answered, *[asked(None)] * 4], calendar=CALENDAR, now=now)["North"]
    fresh = times_taken([*answered, *[asked(None, at=now)] * 4], calendar=CALENDAR, now=now)["North"]

    assert (patient.answers, patient.most_minutes) == (8, 2 * DAY)
    assert fresh.most_minutes == 60


def test_a_team_that_answered_nobody_has_no_figure() -> None:
    assert not times_taken([asked(None)], calendar=CALENDAR, now=MONDAY)


@pytest.mark.parametrize("took", [None, Took(19, 10, 10)])
def test_of_fewer_than_twenty_answers_nothing_is_promised(took: Took | None) -> None:
    assert expected_words(took, day_minutes=DAY) == "A reply can take some days. We cannot say how many."


@pytest.mark.parametrize(
    ("half", "most", "said"),
    [
        (50, 61, "within 1 working hour, and 8 in 10 within 2 working hours"),
        (361, 720, "8 in 10 people who wrote had a reply within 1 working day."),
        (300, 721, "within 5 working hours, and 8 in 10 within 2 working days"),
    ],
)
def test_a_span_is_rounded_up_and_never_down(half: int, most: int, said: str) -> None:
    assert said in expected_words(Took(20, half, most), day_minutes=DAY)
