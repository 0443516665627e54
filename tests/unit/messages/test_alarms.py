"""When somebody is told that a provider has fallen silent, or takes nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from waypost.messages.alarms import Alarm, AlarmKind, AlarmLimits, Unheard, alarms
from waypost.messages.standby import Pause

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LIMITS = AlarmLimits(timedelta(minutes=8), messages=10)


@pytest.mark.parametrize(
    ("messages", "minutes", "is_alarm"), [(10, 8, True), (9, 60, False), (500, 7, False), (500, 60, True)]
)
def test_receipts_have_stopped_where_enough_are_missing_for_long_enough(
    messages: int, minutes: int, is_alarm: bool
) -> None:
    since = NOW - timedelta(minutes=minutes)

    found = alarms([Unheard("notify", messages, since)], {}, limits=LIMITS, now=NOW)

    assert found == ({Alarm("notify", AlarmKind.RECEIPTS_STOPPED): since} if is_alarm else {})


@pytest.mark.parametrize(("minutes", "is_alarm"), [(None, False), (7, False), (8, True)])
def test_a_provider_takes_nothing_for_too_long_whether_it_is_called_or_not(minutes: int | None, is_alarm: bool) -> None:
    since = None if minutes is None else NOW - timedelta(minutes=minutes)

    for until in (NOW - timedelta(seconds=1), NOW + timedelta(hours=1)):
        found = alarms([], {"notify": Pause(until, since)}, limits=LIMITS, now=NOW)
        assert list(found) == ([Alarm("notify", AlarmKind.PAUSED_TOO_LONG)] if is_alarm else [])
