"""Which hearings somebody chose to see, as an address says it. Pure; what an address says wrong is not chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from waypost.base.clock import LONDON
from waypost.cases.hearings.values import Place

_WEEK = timedelta(days=7)
_LONGEST_COURT = 200


@dataclass(frozen=True)
class Choice:
    """The Monday of a week, a court or any, and where the page before ended."""

    monday: date
    court: str = ""
    after: Place | None = None

    @property
    def since(self) -> datetime:
        """The first moment of the week."""
        return datetime.combine(self.monday, time.min, tzinfo=LONDON)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.monday + _WEEK, time.min, tzinfo=LONDON)

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        said = {"week": self.monday.isoformat(), "court": self.court, "after": place_text(self.after)}
        return urlencode({name: value for name, value in said.items() if value})

    def moved(self, weeks: int) -> "Choice":
        """Return the same choice so many weeks on."""
        return replace(self, monday=self.monday + weeks * _WEEK, after=None)

    def going_on(self, after: Place | None) -> "Choice":
        """Return the page that begins after a place; None: the first."""
        return replace(self, after=after)


def read_choice(said: Mapping[str, str], *, now: datetime) -> Choice:
    """Return what an address asks for: this week where it does not say."""
    day = _day(said.get("week", "")) or now.astimezone(LONDON).date()
    return Choice(
        monday=day - timedelta(days=day.weekday()),
        court=said.get("court", "")[:_LONGEST_COURT],
        after=read_place(said.get("after", "")),
    )


def place_text(place: Place | None) -> str:
    """Return a place as it stands in an address."""
    return f"{place.at.isoformat()}~{place.hearing_id}" if place else ""


def read_place(said: str) -> Place | None:
    """Return the place that an address names, or None."""
    moment, _, number = said.partition("~")
    try:
        place = Place(datetime.fromisoformat(moment), int(number))
    except ValueError:
        return None
    return place if place.at.tzinfo and 0 < place.hearing_id < 2**63 else None


def _day(said: str) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    # Weeks before and after must be days that there are.
    return day if date(2000, 1, 1) <= day <= date(2200, 1, 1) else None
