"""Who takes a message while a provider is down: only what was never attempted goes to the one that stands by."""

from datetime import UTC, datetime, timedelta

import pytest

from waypost.messages.standby import Pause, may_take, on_duty

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=5)


def paused(*, until_s: float, since_s: float | None) -> Pause:
    since = None if since_s is None else NOW - timedelta(seconds=since_s)
    return Pause(NOW + timedelta(seconds=until_s), since)


@pytest.mark.parametrize(
    ("pause", "duty"),
    [
        (paused(until_s=60, since_s=299), "first"),
        (paused(until_s=60, since_s=300), "second"),
        (paused(until_s=0, since_s=900), "first"),
        (paused(until_s=3600, since_s=None), "first"),
    ],
    ids=["not yet long", "long enough", "its pause is over, so it is tried", "it has taken something since"],
)
def test_the_second_is_on_duty_only_while_the_first_takes_nothing_for_long(pause: Pause, duty: str) -> None:
    assert on_duty(["first", "second"], {"first": pause}, patience=PATIENCE, now=NOW) == duty


def test_where_all_are_down_the_first_is_tried() -> None:
    down = paused(until_s=60, since_s=900)

    assert on_duty(["first", "second"], {"first": down, "second": down}, patience=PATIENCE, now=NOW) == "first"
    assert on_duty(["first"], {"first": down}, patience=PATIENCE, now=NOW) == "first"


@pytest.mark.parametrize("duty", ["first", "second"])
def test_what_was_ever_attempted_stays_with_its_provider(duty: str) -> None:
    assert may_take("first", attempted_by="first", duty=duty)
    assert not may_take("second", attempted_by="first", duty=duty)


def test_what_was_never_attempted_goes_to_who_is_on_duty() -> None:
    assert may_take("second", attempted_by=None, duty="second")
    assert not may_take("first", attempted_by=None, duty="second")


def test_one_message_finds_out_whether_a_provider_is_back() -> None:
    assert paused(until_s=0, since_s=10).is_probe_due(NOW)
    assert not paused(until_s=5, since_s=10).is_probe_due(NOW)
    assert not paused(until_s=0, since_s=None).is_probe_due(NOW)
