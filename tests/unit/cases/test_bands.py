"""The band in which somebody is told to expect the police."""

from datetime import UTC, datetime

import pytest

from waypost.cases.incidents.bands import arrival_band, is_in_band


@pytest.mark.parametrize(
    ("eta", "begins", "ends"),
    [
        ("2026-11-20T14:00:00+00:00", "14:00", "15:00"),
        ("2026-11-20T14:29:59+00:00", "14:00", "15:00"),
        ("2026-11-20T14:30:00+00:00", "14:30", "15:30"),
        ("2026-11-20T14:59:00+00:00", "14:30", "15:30"),
        # summer time
        ("2026-07-01T13:10:00+00:00", "14:00", "15:00"),
        # across midnight
        ("2026-11-20T23:45:00+00:00", "23:30", "00:30"),
        # The clocks go forward from 01:00 to 02:00: an hour after 00:30 is 02:30.
        ("2026-03-29T00:40:00+00:00", "00:30", "02:30"),
        # They go back: the hour from 01:30 ends at 01:30.
        ("2026-10-25T00:40:00+00:00", "01:30", "01:30"),
    ],
)
def test_a_band_is_an_hour_that_begins_on_a_half_hour_of_local_time(eta: str, begins: str, ends: str) -> None:
    band = arrival_band(datetime.fromisoformat(eta))

    assert [f"{edge:%H:%M}" for edge in band] == [begins, ends]
    assert (band[1].astimezone(UTC) - band[0].astimezone(UTC)).total_seconds() == 3600


def test_both_ends_of_a_band_are_within_it() -> None:
    told = datetime(2026, 11, 20, 14, 10, tzinfo=UTC)

    assert is_in_band(datetime(2026, 11, 20, 14, 0, tzinfo=UTC), told=told)
    assert is_in_band(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), told=told)
    assert not is_in_band(datetime(2026, 11, 20, 13, 59, 59, tzinfo=UTC), told=told)
    assert not is_in_band(datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC), told=told)
