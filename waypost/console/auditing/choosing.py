"""Which lines of the audit log somebody chose to see, as an address says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from waypost.access.audit_queries import AuditPlace
from waypost.base.clock import LONDON

FIRST_SHOWN = timedelta(days=6)
"""Without another wish the page shows today and so many days before."""

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Choice:
    """What was typed, as it was typed; the days as they were understood, and what is wrong with them."""

    person: str
    case: str
    action: str
    first: date
    last: date
    after: AuditPlace | None = None
    faults: tuple[tuple[str, str], ...] = ()
    """Name of the box, and what to do about it."""

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
        said = {
            "person": self.person,
            "case": self.case,
            "action": self.action,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "after": f"{self.after.at.isoformat()}~{self.after.line}" if self.after else "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def used(self) -> tuple[str, ...]:
        """The names of the filters that are used, for the log."""
        return tuple(name for name in ("person", "case", "action") if getattr(self, name))

    def going_on(self, after: AuditPlace | None) -> "Choice":
        """Return the page that begins after a place; None: the first page."""
        return replace(self, after=after)


def read_choice(said: Mapping[str, str], *, now: datetime) -> Choice:
    """Return what an address asks for. A day that is none is told as a fault, and the usual one is taken."""
    today = now.astimezone(LONDON).date()
    faults: list[tuple[str, str]] = []
    last = _day(said.get("to", ""), "to", today, faults)
    first = _day(said.get("from", ""), "from", last - FIRST_SHOWN, faults)
    if first > last:
        faults.append(("from", "The first day must not be after the last day"))
        first = last - FIRST_SHOWN
    if last - first > LONGEST:
        faults.append(("from", "Choose a year at most"))
        first = last - LONGEST
    return Choice(
        person=said.get("person", "").strip()[:20],
        case=said.get("case", "").strip()[:64],
        action=said.get("action", "").strip()[:60],
        first=first,
        last=last,
        after=_place(said.get("after", "")),
        faults=tuple(faults),
    )


def _day(said: str, name: str, otherwise: date, faults: list[tuple[str, str]]) -> date:
    if not said.strip():
        return otherwise
    for written in ("%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d %B %Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(said.strip(), written).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    faults.append((name, "Enter a day like 20/11/2026"))
    return otherwise


def _place(said: str) -> AuditPlace | None:
    moment, _, line = said.partition("~")
    try:
        place = AuditPlace(datetime.fromisoformat(moment), int(line))
    except ValueError:
        return None
    return place if place.at.tzinfo and 0 <= place.line < 2**63 else None
