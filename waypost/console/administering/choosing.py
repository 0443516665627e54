"""Which lines of the log of messages somebody chose to see, as an address says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from waypost.base.clock import LONDON
from waypost.messages.log_queries import LogPlace
from waypost.messages.values import Channel, MessageState, Reason

LONGEST = timedelta(days=31)
OF_A_CASE = timedelta(days=3650)
"""One case has few messages: all of them are shown where no day is named."""

_Code = TypeVar("_Code", MessageState, Channel, Reason)
_WRITTEN = ("%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d %B %Y", "%d.%m.%Y")


@dataclass(frozen=True)
class Choice:
    """What was asked for; the days as they were understood, and what is wrong with them: box and what to do."""

    first: date
    last: date
    state: MessageState | None
    channel: Channel | None
    reason: Reason | None
    template: str
    case: str
    after: LogPlace | None = None
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def since(self) -> datetime:
        """The first moment of the first day."""
        return datetime.combine(self.first, time.min, tzinfo=LONDON)

    @property
    def until(self) -> datetime:
        """The first moment after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=LONDON)

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        asked = {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "state": self.state or "",
            "channel": self.channel or "",
            "reason": self.reason or "",
            "template": self.template,
            "case": self.case,
            "after": f"{self.after.planned_at.isoformat()}~{self.after.message_id}" if self.after else "",
        }
        return urlencode({name: str(value) for name, value in asked.items() if value})

    @property
    def used(self) -> tuple[str, ...]:
        """The names of the filters that are used, for the audit log."""
        return tuple(name for name in ("state", "channel", "reason", "template", "case") if getattr(self, name))

    def going_on(self, after: LogPlace | None) -> "Choice":
        """Return the page that begins after a place; None: the first page."""
        return replace(self, after=after)


def read_choice(said: Mapping[str, str], *, now: datetime) -> Choice:
    """Return what an address asks for: today, where no day is named. A day that is none is told as a fault."""
    today = now.astimezone(LONDON).date()
    faults: list[tuple[str, str]] = []
    case = said.get("case", "").strip()[:64]
    last = _day(said.get("to", ""), "to", today, faults)
    first = _day(said.get("from", ""), "from", last - OF_A_CASE if case else last, faults)
    if first > last:
        faults.append(("from", "The first day must not be after the last day"))
        first = last
    if not case and last - first > LONGEST:
        faults.append(("from", "Choose a month at most, or name a case"))
        first = last - LONGEST
    return Choice(
        first=first,
        last=last,
        state=_code(said.get("state", ""), MessageState),
        channel=_code(said.get("channel", ""), Channel),
        reason=_code(said.get("reason", ""), Reason),
        template=said.get("template", "").strip()[:61],
        case=case,
        after=_place(said.get("after", "")),
        faults=tuple(faults),
    )


def _code(said: str, kind: type[_Code]) -> _Code | None:
    try:
        return kind(said)
    except ValueError:
        return None


def _day(said: str, name: str, otherwise: date, faults: list[tuple[str, str]]) -> date:
    if not said.strip():
        return otherwise
    for written in _WRITTEN:
        try:
            return datetime.strptime(said.strip(), written).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    faults.append((name, "Enter a day like 20/11/2026"))
    return otherwise


def _place(said: str) -> LogPlace | None:
    moment, _, message = said.partition("~")
    try:
        place = LogPlace(datetime.fromisoformat(moment), UUID(message))
    except ValueError:
        return None
    return place if place.planned_at.tzinfo else None
