"""When a duty is due: working days of England and Wales, days of London."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.duties.world import DUTIES, HOLIDAYS, london
from waypost.base.clock import LONDON
from waypost.duties.rules import due_at

D01, D05, D10, D16 = (DUTIES.latest(duty) for duty in ("D01", "D05", "D10", "D16"))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("starts_at", "enhanced", "late_from"),
    [
        # Monday to Monday: five working days, due at the end of the last one.
        ("2026-03-02 10:00", False, "2026-03-10 00:00"),
        ("2026-03-02 00:00", False, "2026-03-10 00:00"),
        ("2026-03-02 23:59", False, "2026-03-10 00:00"),
        ("2026-03-02 10:00", True, "2026-03-04 00:00"),
        # On a Saturday, which is day 0.
        ("2026-03-07 12:00", False, "2026-03-14 00:00"),
        ("2026-03-07 12:00", True, "2026-03-10 00:00"),
        # Easter 2026: Good Friday on 3 April, Easter Monday on 6 April.
        ("2026-04-02 15:00", False, "2026-04-14 00:00"),
        ("2026-04-02 15:00", True, "2026-04-08 00:00"),
        # Christmas 2026: Friday the 25th, and Boxing Day's substitute on Monday the 28th.
        ("2026-12-24 09:00", False, "2027-01-06 00:00"),
        ("2026-12-24 09:00", True, "2026-12-30 00:00"),
        # A bank holiday within: 4 May 2026.
        ("2026-04-29 09:00", False, "2026-05-08 00:00"),
        # The clocks go forward on 29 March 2026 and back on 25 October 2026.
        ("2026-03-26 10:00", False, "2026-04-03 00:00"),
        ("2026-03-27 10:00", True, "2026-03-31 00:00"),
        ("2026-10-22 10:00", False, "2026-10-30 00:00"),
        ("2026-10-23 10:00", True, "2026-10-27 00:00"),
        # The end of a month, and a leap year's 29 February, a Thursday.
        ("2026-01-29 10:00", False, "2026-02-06 00:00"),
        ("2024-02-28 10:00", True, "2024-03-01 00:00"),
        ("2024-02-23 10:00", False, "2024-03-02 00:00"),
        ("2024-02-29 10:00", True, "2024-03-02 00:00"),
    ],
)
def test_a_duty_is_late_from_the_midnight_after_its_last_working_day(
    starts_at: str, enhanced: bool, late_from: str
) -> None:
    assert due_at(D05, london(starts_at), enhanced=enhanced, holidays=HOLIDAYS) == london(late_from)


def test_the_day_is_londons_and_not_that_of_greenwich() -> None:
    # Half past eleven at night in Greenwich is tomorrow in London's summer.
    late_evening = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)

    assert due_at(D16, late_evening, enhanced=False, holidays=HOLIDAYS) == london("2026-07-09 00:00")


def test_a_bound_in_summer_is_kept_an_hour_earlier_than_in_winter() -> None:
    summer = due_at(D16, london("2026-07-06 10:00"), enhanced=False, holidays=HOLIDAYS)
    winter = due_at(D16, london("2026-02-02 10:00"), enhanced=False, holidays=HOLIDAYS)

    assert summer == datetime(2026, 7, 7, 23, tzinfo=UTC)
    assert winter == datetime(2026, 2, 4, 0, tzinfo=UTC)


def test_what_is_due_the_same_day_is_due_at_its_end_on_a_sunday_too() -> None:
    assert due_at(D01, london("2026-03-01 23:50"), enhanced=False, holidays=HOLIDAYS) == london("2026-03-02 00:00")


def test_a_duty_without_a_length_is_never_late() -> None:
    assert due_at(D10, london("2026-03-02 10:00"), enhanced=True, holidays=HOLIDAYS) is None


@given(starts_at=MOMENTS, duty=st.sampled_from(sorted(DUTIES.versions)))
def test_enhanced_rights_never_make_a_duty_due_later(starts_at: datetime, duty: str) -> None:
    standard, enhanced = (
        due_at(DUTIES.latest(duty), starts_at, enhanced=enhanced, holidays=HOLIDAYS) for enhanced in (False, True)
    )

    assert standard is None or (enhanced is not None and enhanced <= standard)


@given(moments=st.tuples(MOMENTS, MOMENTS), duty=st.sampled_from(sorted(DUTIES.versions)), enhanced=st.booleans())
def test_what_starts_later_is_never_due_earlier(moments: tuple[datetime, datetime], duty: str, enhanced: bool) -> None:
    first, second = (
        due_at(DUTIES.latest(duty), moment, enhanced=enhanced, holidays=HOLIDAYS) for moment in sorted(moments)
    )

    assert (first is None and second is None) or (first is not None and second is not None and first <= second)


@given(starts_at=MOMENTS, enhanced=st.booleans())
def test_a_duty_ends_at_the_end_of_a_working_day_and_that_day_is_after_the_start(
    starts_at: datetime, enhanced: bool
) -> None:
    due = due_at(D05, starts_at, enhanced=enhanced, holidays=HOLIDAYS)

    assert due is not None
    local = due.astimezone(LONDON)
    last_day = date.fromordinal(local.date().toordinal() - 1)
    assert (local.hour, local.minute) == (0, 0)
    assert last_day.weekday() < 5
    assert last_day not in HOLIDAYS
    assert last_day > starts_at.astimezone(LONDON).date()
