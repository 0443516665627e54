"""
From an incident to what its page shows. Pure.

What is not copied here cannot be shown: above all not the grade, which is for the control room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.base.clock import LONDON
from waypost.base.pages.dates import say_day, say_moment, say_time
from waypost.cases.incidents.bands import arrival_band
from waypost.cases.values import CaseFacts, IncidentFacts, PortalCase
from waypost.portal.presentation import (
    Freshness,
    ThreadItem,
    TimelineItem,
    Wording,
    freshness_of,
    offence_of,
    shown_status,
    timeline_of,
)
from waypost.portal.words import IncidentWords, Stage

_BEFORE_ARRIVAL = frozenset({"open", "assigned", "en_route"})
_MESSAGES_IN_VIEW = 10


@dataclass(frozen=True)
class IncidentView:
    """
    All that the page of an incident shows.

    `arrival` and `meanwhile` are there until somebody has come; `crime_grant` leads to the crime recorded from it,
    where the reader may see that.
    """

    grant: str
    reference: str
    offence: str
    reported_at: datetime
    stage: Stage
    arrival: str | None
    asked: str | None
    result: str | None
    agency: str | None
    crime_reference: str | None
    crime_grant: str | None
    meanwhile: tuple[str, ...]
    can_be_cancelled: bool
    messages: tuple[ThreadItem, ...]
    earlier_messages: tuple[ThreadItem, ...]
    timeline: tuple[TimelineItem, ...]
    freshness: Freshness


@dataclass(frozen=True)
class Reader:
    """Whose page it is: `crime_grant` is the reader's own grant of the crime recorded from the incident."""

    grant: str
    crime_grant: str | None


def incident_view(
    shown: PortalCase, *, reader: Reader, thread: Sequence[ThreadItem], wording: Wording, now: datetime
) -> IncidentView:
    """
    Return what the page of an incident shows; `thread` is the oldest first.

    :raises ValueError: if the case is not an incident.
    """
    case, incident, words = shown.case, shown.case.incident, wording.words.incidents
    if incident is None:
        raise ValueError("this case is not an incident")
    is_coming = incident.status in _BEFORE_ARRIVAL and incident.result is None
    recent = tuple(thread[-_MESSAGES_IN_VIEW:])
    return IncidentView(
        grant=reader.grant,
        reference=case.reference,
        offence=offence_of(shown, wording.groups) or "Your report",
        reported_at=incident.opened_at,
        stage=words.stage(shown_status(incident)),
        arrival=arrival_words(incident, words=words, now=now) if is_coming else None,
        asked=incident.information_required,
        result=words.results.get(incident.result or ""),
        agency=incident.agency,
        crime_reference=incident.crime_reference,
        crime_grant=reader.crime_grant,
        meanwhile=_meanwhile(case, wording) if is_coming else (),
        can_be_cancelled=is_coming,
        messages=recent,
        earlier_messages=tuple(thread[: len(thread) - len(recent)]),
        timeline=timeline_of(shown, wording.words),
        freshness=freshness_of(shown, wording.words, now=now),
    )


def arrival_words(incident: IncidentFacts, *, words: IncidentWords, now: datetime) -> str | None:
    """
    Return when somebody is expected, as a band and never to the minute, or None where nothing was said.

    Nothing of it is shown where the suspect may see the phone: whoever holds it can read the code too.
    """
    if incident.suspect_may_see_phone:
        return words.arrival["hidden"]
    if incident.eta is not None:
        start, until = arrival_band(incident.eta)
        if now >= until:
            return words.arrival["band_passed"]
        return words.arrival["band"].format(band=say_band(start, until, now=now))
    if incident.promised_by is None:
        return None
    key = "promised" if now < incident.promised_by else "promise_passed"
    return words.arrival[key].format(time=say_moment(incident.promised_by))


def say_band(start: datetime, until: datetime, *, now: datetime) -> str:
    """Return e.g. "between 7:30am and 8:30am", with the day where it is not today's (Europe/London)."""
    band = f"between {say_time(start)} and {say_time(until)}"
    is_today = start.astimezone(LONDON).date() == now.astimezone(LONDON).date()
    return band if is_today else f"{band} on {say_day(start)}"


def _meanwhile(case: CaseFacts, wording: Wording) -> tuple[str, ...]:
    group = wording.groups.get(case.group)
    by_family = wording.words.incidents.meanwhile
    return (*by_family["all"], *(by_family.get(group.family, ()) if group else ()))
