"""When a source that has promised to be fresh is missed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.cases.records import SOURCE
from waypost.cases.freshness import Changes, changes, is_behind, silent_since
from waypost.cases.values import SourceFacts

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDED_AT = NOW - timedelta(days=30)
HALF_AN_HOUR = timedelta(minutes=30)


def source(heard_of: timedelta | None, **more: Any) -> SourceFacts:
    """Return a source that promises half an hour and was last heard of so long ago."""
    last_ok_at = None if heard_of is None else NOW - heard_of
    return replace(SOURCE, **{"fresh_within_minutes": 30, "last_ok_at": last_ok_at, **more})


def missed_since(one: SourceFacts, added_at: datetime = ADDED_AT) -> datetime | None:
    return silent_since(one, added_at=added_at, now=NOW)


def test_a_source_is_missed_once_its_promise_is_broken_and_not_before() -> None:
    in_time, late = source(HALF_AN_HOUR), source(HALF_AN_HOUR + timedelta(seconds=1))

    assert (missed_since(in_time), is_behind(in_time, now=NOW)) == (None, False)
    assert (missed_since(late), is_behind(late, now=NOW)) == (late.last_ok_at, True)


def test_one_that_has_promised_nothing_is_never_missed() -> None:
    silent = source(timedelta(days=3), fresh_within_minutes=None)

    assert missed_since(silent) is None
    assert not is_behind(silent, now=NOW)


def test_one_that_was_never_heard_of_has_its_promise_from_when_it_was_added() -> None:
    never = source(None)

    assert missed_since(never, NOW - HALF_AN_HOUR) is None
    assert missed_since(never) == ADDED_AT


def test_what_we_never_had_all_of_is_not_up_to_date() -> None:
    assert is_behind(source(None), now=NOW)


def test_one_that_people_have_paused_is_not_missed_and_is_still_out_of_date() -> None:
    paused = source(timedelta(hours=1), paused_at=NOW - timedelta(minutes=50))

    assert missed_since(paused) is None
    assert is_behind(paused, now=NOW)


@pytest.mark.parametrize(
    ("known_since", "heard_of", "more", "expected"),
    [
        (None, timedelta(hours=1), {}, Changes({1: NOW - timedelta(hours=1)}, frozenset())),
        (NOW, timedelta(hours=1), {}, Changes({}, frozenset())),
        (NOW, timedelta(minutes=1), {}, Changes({}, frozenset({1}))),
        (NOW, timedelta(hours=1), {"paused_at": NOW}, Changes({}, frozenset({1}))),
        (NOW, timedelta(hours=1), {"fresh_within_minutes": None}, Changes({}, frozenset({1}))),
        (None, timedelta(minutes=1), {}, Changes({}, frozenset())),
    ],
)
def test_only_what_is_new_is_raised_or_closed(
    known_since: datetime | None, heard_of: timedelta, more: dict[str, Any], expected: Changes
) -> None:
    one = source(heard_of, stale_since=known_since, **more)

    assert changes({1: (one, ADDED_AT)}, now=NOW) == expected
