"""What is wrong with a provider that no single message shows: its receipts stop, or it takes nothing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from waypost.messages.standby import Pause


class AlarmKind(StrEnum):
    """What is wrong."""

    RECEIPTS_STOPPED = "receipts_stopped"
    PAUSED_TOO_LONG = "paused_too_long"


@dataclass(frozen=True)
class AlarmLimits:
    """
    When somebody is told: after how long, and of receipts only where at least so many are missing.

    *Source:* trust.md, "Silent failure": an alarm within ten minutes.
    """

    after: timedelta
    messages: int


@dataclass(frozen=True)
class Unheard:
    """What one provider took since it last told of any message: how many, the first of them when."""

    provider: str
    messages: int
    since: datetime


@dataclass(frozen=True)
class Alarm:
    """What is wrong with which provider."""

    provider: str
    kind: AlarmKind


def alarms(
    unheard: Iterable[Unheard], pauses: Mapping[str, Pause], *, limits: AlarmLimits, now: datetime
) -> Mapping[Alarm, datetime]:
    """Return what is wrong now, and since when."""
    silent = {
        Alarm(one.provider, AlarmKind.RECEIPTS_STOPPED): one.since
        for one in unheard
        if one.messages >= limits.messages and now - one.since >= limits.after
    }
    stuck = {
        Alarm(name, AlarmKind.PAUSED_TOO_LONG): pause.since
        for name, pause in pauses.items()
        if pause.since is not None and now - pause.since >= limits.after
    }
    return {**silent, **stuck}
