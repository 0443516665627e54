"""When a slice of a round is due."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from waypost.connectors.polling.sweep import ROUND, is_due

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def due(slices: int, done: int, *, after: timedelta) -> bool:
    return is_due(began_at=BEGAN, slices=slices, done=done, now=BEGAN + after)


@given(slices=st.integers(1, 500))
def test_all_slices_are_due_by_the_end_of_the_round_and_none_after(slices: int) -> None:
    assert due(slices, slices - 1, after=ROUND)
    assert not due(slices, slices, after=ROUND)


@given(slices=st.integers(2, 500))
def test_slices_are_spread_over_the_round(slices: int) -> None:
    half = ROUND / 2

    assert due(slices, 0, after=timedelta())
    assert not due(slices, 1, after=timedelta())
    assert not due(slices, slices // 2 + 1, after=half)


def test_a_source_without_cases_has_nothing_due() -> None:
    assert not due(0, 0, after=ROUND)


def test_a_round_is_over_well_within_a_day() -> None:
    assert timedelta(days=1) > 2 * ROUND
