from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.connectors.polling.cursor import next_position, source_time, window_start

LONDON = ZoneInfo("Europe/London")
OVERLAP = timedelta(minutes=15)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("position", "source_now", "start"),
    [
        ("2026-03-01T10:00:00+00:00", "2026-03-01T10:05:00+00:00", "2026-03-01T09:45:00+00:00"),
        # A row from the year 2099, and a source whose clock was put back: neither hides what is written now.
        ("2099-01-01T00:00:00+00:00", "2026-03-01T10:05:00+00:00", "2026-03-01T09:50:00+00:00"),
        ("2026-03-01T10:00:00+00:00", "2026-03-01T09:00:00+00:00", "2026-03-01T08:45:00+00:00"),
    ],
)
def test_a_window_before_the_position_is_read_again(position: str, source_now: str, start: str) -> None:
    assert window_start(at(position), source_now=at(source_now), overlap=OVERLAP, zone=None) == at(start)


@pytest.mark.parametrize(
    ("position", "source_now", "start"),
    [
        ("2026-06-01T10:00:00", "2026-06-01T10:05:00", "2026-06-01T09:45:00"),
        # On 25 October 2026 the hour from 01:00 comes twice: a row of the second one may be stamped 01:05
        # although 01:58 was read.
        ("2026-10-25T01:58:00", "2026-10-25T01:06:00", "2026-10-24T23:51:00"),
        ("2026-10-25T01:58:00", "2026-10-25T02:30:00", "2026-10-25T00:43:00"),
        ("2026-10-25T02:30:00", "2026-10-25T02:40:00", "2026-10-25T02:15:00"),
        # On 29 March 2026 an hour is left out: nothing was written in it.
        ("2026-03-29T00:58:00", "2026-03-29T02:05:00", "2026-03-29T00:43:00"),
    ],
)
def test_wall_time_is_read_again_by_the_hour_that_comes_twice(position: str, source_now: str, start: str) -> None:
    assert window_start(at(position), source_now=at(source_now), overlap=OVERLAP, zone=LONDON) == at(start)


@pytest.mark.parametrize(
    ("position", "newest", "expected"),
    [
        (None, None, None),
        (None, "2026-03-01T10:00:00+00:00", "2026-03-01T10:00:00+00:00"),
        ("2026-03-01T09:00:00+00:00", None, "2026-03-01T09:00:00+00:00"),
        ("2026-03-01T10:30:00+00:00", "2026-03-01T10:00:00+00:00", "2026-03-01T10:30:00+00:00"),
        ("2026-03-01T10:00:00+00:00", "2099-01-01T00:00:00+00:00", "2026-03-01T11:00:00+00:00"),
    ],
)
def test_the_position_never_passes_the_sources_present(
    position: str | None, newest: str | None, expected: str | None
) -> None:
    moved = next_position(
        position and at(position),  # type: ignore[arg-type]  # a blank position is not in the table
        newest=newest and at(newest),  # type: ignore[arg-type]
        source_now=at("2026-03-01T11:00:00+00:00"),
    )

    assert moved == (expected and at(expected))


@pytest.mark.parametrize(
    ("told", "zone", "expected"),
    [
        ("2026-06-01T10:00:00+00:00", LONDON, "2026-06-01T11:00:00"),
        ("2026-06-01T11:00:00", LONDON, "2026-06-01T11:00:00"),
        ("2026-06-01T11:00:00+01:00", None, "2026-06-01T11:00:00+01:00"),
        ("2026-06-01T11:00:00", None, "2026-06-01T11:00:00+00:00"),
    ],
)
def test_the_sources_present_is_read_as_it_writes_times(told: str, zone: ZoneInfo | None, expected: str) -> None:
    assert source_time(at(told), zone=zone) == at(expected)


START = datetime(2026, 3, 1, tzinfo=UTC)
SECONDS = st.integers(min_value=0, max_value=3_600)


@given(
    # When each row is committed; how long before that its transaction, by a clock that may be wrong, stamped it.
    writes=st.lists(st.tuples(SECONDS, st.integers(min_value=-600, max_value=900)), max_size=30),
    polls=st.lists(SECONDS, min_size=1, max_size=20),
    # The clocks' seconds are cut off, so that many rows are equal.
    step_s=st.sampled_from([1, 10, 60]),
)
def test_every_row_that_commits_within_the_overlap_is_seen_once_as_a_change(
    writes: list[tuple[int, int]], polls: list[int], step_s: int
) -> None:
    rows = [(when, (when - late) // step_s * step_s, number) for number, (when, late) in enumerate(writes)]
    overlap = timedelta(seconds=900 + step_s)
    held, changes = set[int](), list[int]()
    position: datetime | None = None

    for poll_s in [*sorted(polls), 3_601]:
        source_now = START + timedelta(seconds=poll_s)
        since = position and window_start(position, source_now=source_now, overlap=overlap, zone=None)
        committed = [(START + timedelta(seconds=stamp), number) for when, stamp, number in rows if when <= poll_s]
        read = sorted(row for row in committed if since is None or row[0] >= since)
        for stamp, number in read:
            if number not in held:  # the content hash: what is held unchanged is no change
                held.add(number)
                changes.append(number)
            position = next_position(position, newest=stamp, source_now=source_now)

    assert sorted(changes) == [number for _, _, number in rows]
