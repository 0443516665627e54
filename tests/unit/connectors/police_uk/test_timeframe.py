"""Which times a replay shows."""

from datetime import UTC, datetime, time, timedelta

import pytest

from waypost.connectors.police_uk.timeframe import PressedBefore, covering, month_window, visit_time

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_a_month_is_the_same_month_in_utc_and_in_london() -> None:
    window = month_window("2024-07")

    assert window.start == datetime(2024, 7, 1, 1, tzinfo=UTC)
    assert window.end == datetime(2024, 7, 31, 22, tzinfo=UTC)


def test_several_months_are_covered_from_first_to_last() -> None:
    window = covering(["2024-02", "2023-12", "2024-01"])

    assert (window.start, window.end) == (month_window("2023-12").start, month_window("2024-02").end)


def test_pressing_keeps_first_last_and_the_order_between() -> None:
    original = month_window("2024-01")
    pressed = PressedBefore(now=NOW, span=timedelta(minutes=60), original=original)
    times = [original.start + timedelta(seconds=second) for second in (0, 1, 2, 3600, 3601)] + [original.end]

    shown = [pressed.past(at) for at in times]

    assert shown[0] == NOW - timedelta(minutes=60)
    assert shown[-1] == NOW
    assert shown == sorted(set(shown))


@pytest.mark.parametrize(
    ("day_zero", "working_days", "expected"),
    [
        # Friday noon: one working day later is Monday.
        (datetime(2026, 11, 20, 12, tzinfo=UTC), 1, datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        # A Friday late in the evening in UTC is Saturday in London in summer.
        (datetime(2026, 7, 3, 23, 30, tzinfo=UTC), 1, datetime(2026, 7, 6, 8, 30, tzinfo=UTC)),
        # Over the end of summer time, 09:30 stays 09:30 on the clock.
        (datetime(2026, 10, 23, 12, tzinfo=UTC), 1, datetime(2026, 10, 26, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_visit_is_at_a_time_of_the_london_clock_on_a_working_day(
    day_zero: datetime, working_days: int, expected: datetime
) -> None:
    assert visit_time(day_zero, working_days=working_days, at=time(9, 30)) == expected
