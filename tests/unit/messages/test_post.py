"""When a letter counts as delivered, and when it must leave to be in time."""

from datetime import datetime

import pytest

from waypost.base.clock import LONDON
from waypost.base.working_days import bank_holidays
from waypost.messages.post import arrives_at, last_posting, must_write


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("printed", "days", "arrives"),
    [
        ("2026-11-16 09:00", 3, "2026-11-19 18:00"),
        # Over a weekend, and over Christmas.
        ("2026-11-19 23:59", 3, "2026-11-24 18:00"),
        ("2026-12-23 12:00", 2, "2026-12-29 18:00"),
        # The clocks go back on 25 October.
        ("2026-10-23 12:00", 1, "2026-10-26 18:00"),
    ],
)
def test_a_letter_has_come_in_the_evening_of_its_last_postal_day(printed: str, days: int, arrives: str) -> None:
    assert arrives_at(at(printed), days=days, holidays=bank_holidays()) == at(arrives)


@pytest.mark.parametrize("tell_by", ["2026-11-27 23:59", "2026-11-27 09:00", "2026-12-29 23:59", "2026-11-22 12:00"])
def test_what_is_posted_on_the_last_day_is_there_in_time_and_a_day_later_is_not(tell_by: str) -> None:
    posting = last_posting(at(tell_by), days=3, holidays=bank_holidays())

    assert arrives_at(posting, days=3, holidays=bank_holidays()) <= at(tell_by)


@pytest.mark.parametrize(
    ("handed_over", "now", "must"),
    [
        ("2026-11-16 09:00", "2026-11-19 09:00", False),
        ("2026-11-16 09:00", "2026-11-20 00:00", True),
        # No letter could have been in time: it waits as long as any other channel would.
        ("2026-11-20 09:00", "2026-11-20 10:00", False),
    ],
)
def test_a_silent_message_is_written_only_where_the_post_could_be_in_time(
    handed_over: str, now: str, *, must: bool
) -> None:
    posting = at("2026-11-20 00:00")

    assert must_write(posting, handed_over_at=at(handed_over), now=at(now)) is must
