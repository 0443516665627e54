"""
From what a scoped query returned to what a page shows. Pure.

A template gets these values and nothing else: whatever is not copied here (other people, contact details,
flags, plans) cannot be shown by mistake.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.base.pages.dates import say_day, say_span
from waypost.cases.freshness import is_behind
from waypost.cases.offences import OffenceGroup
from waypost.cases.values import (
    Appointment,
    CaseFacts,
    IncidentFacts,
    Officer,
    PortalCase,
    Property,
    TimelineEntry,
)
from waypost.cases.vocabulary import AppointmentStatus
from waypost.messages.thread_rules import ThreadItem as Message
from waypost.portal.rules import may_be_told
from waypost.portal.words import Stage, Words

_MESSAGES_IN_VIEW = 10
_WROTE = "message.outbound"
_TELLS_OF_AN_ARRIVAL = frozenset({"assigned", "en_route", "at_scene"})
_EVENTS_OF_AN_ARRIVAL = frozenset({"incident.resource_en_route", "incident.eta_changed", "incident.delayed"})

Row = Mapping[str, Mapping[str, str]]
"""One row of a summary list, as the macro takes it."""


@dataclass(frozen=True)
class OfficerView:
    """Who deals with the case."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class OutcomeView:
    """How the case ended; `reason` is the officer's own writing."""

    title: str
    words: str
    next: str
    reason: str | None


@dataclass(frozen=True)
class AppointmentView:
    """One appointment; `is_booked` is False for one that was cancelled or is over."""

    kind: str
    when: str
    where: str | None
    status: str
    is_booked: bool


@dataclass(frozen=True)
class TimelineItem:
    """One thing that happened, in one sentence."""

    at: datetime
    sentence: str


@dataclass(frozen=True)
class ThreadItem:
    """One message of the thread; `is_own` is the reader's."""

    at: datetime
    author: str
    is_own: bool
    text: str
    note: str


@dataclass(frozen=True)
class CaseView:
    """All that a case page shows."""

    grant: str
    reference: str
    offence: str
    recorded_on: str
    stage: Stage
    officer: OfficerView | None
    outcome: OutcomeView | None
    messages: tuple[ThreadItem, ...]
    earlier_messages: tuple[ThreadItem, ...]
    appointments: tuple[AppointmentView, ...]
    past_appointments: tuple[AppointmentView, ...]
    belongings: tuple[Row, ...]
    timeline: tuple[TimelineItem, ...]
    merged_into: str | None
    freshness: "Freshness"


@dataclass(frozen=True)
class Freshness:
    """
    When we last had all that the police system has to say, None for never, and in which words that is said.

    `is_behind`: longer ago than its force promises, or people have paused it: then it is said before all else.
    """

    at: datetime | None
    is_behind: bool
    words: Mapping[str, str]


@dataclass(frozen=True)
class CaseLine:
    """One case in the list of a person's cases."""

    grant: str
    reference: str
    offence: str
    recorded_on: str
    stage: Stage


@dataclass(frozen=True)
class Wording:
    """What the views below take their words from."""

    words: Words
    groups: Mapping[str, OffenceGroup]


def case_view(
    shown: PortalCase, *, grant: str, thread: Sequence[ThreadItem], wording: Wording, now: datetime
) -> CaseView:
    """Return what the page of one case shows; `thread` is the oldest first."""
    case, words = shown.case, wording.words
    recent = tuple(thread[-_MESSAGES_IN_VIEW:])
    coming = [item for item in shown.appointments if (item.ends_at or item.starts_at) >= now]
    past = [item for item in shown.appointments if (item.ends_at or item.starts_at) < now]
    return CaseView(
        grant=grant,
        reference=case.reference,
        offence=offence_of(shown, wording.groups),
        recorded_on=say_day(case.recorded_at),
        stage=words.stage(case.status),
        officer=_officer(case.officer),
        outcome=_outcome(case, wording),
        messages=recent,
        earlier_messages=tuple(thread[: len(thread) - len(recent)]),
        appointments=tuple(_appointment(item, words) for item in _by_time(coming)),
        past_appointments=tuple(_appointment(item, words) for item in reversed(_by_time(past))),
        belongings=tuple(_belonging(item, words) for item in shown.property),
        timeline=timeline_of(shown, words),
        merged_into=case.merged_into,
        freshness=freshness_of(shown, words, now=now),
    )


def freshness_of(shown: PortalCase, words: Words, *, now: datetime) -> Freshness:
    """Return how fresh a page is."""
    source = shown.case.source
    late = is_behind(source, now=now) or source.paused_at is not None
    return Freshness(shown.last_checked_at, late, words.freshness)


def case_line(shown: PortalCase, *, grant: str, wording: Wording) -> CaseLine:
    """Return one line of the list of cases."""
    return CaseLine(
        grant=grant,
        reference=shown.case.reference,
        offence=offence_of(shown, wording.groups),
        recorded_on=say_day(shown.case.recorded_at),
        stage=_stage(shown.case, wording.words),
    )


def _stage(case: CaseFacts, words: Words) -> Stage:
    return words.incidents.stage(shown_status(case.incident)) if case.incident else words.stage(case.status)


def shown_status(incident: IncidentFacts) -> str | None:
    """
    Return where an incident stands, for its victim; where the suspect may see the phone, nothing of anybody's coming.

    *Source:* contract/incident.schema.json, `suspect_may_see_phone`; trust.md T01.
    """
    hides = incident.suspect_may_see_phone and incident.status in _TELLS_OF_AN_ARRIVAL
    return "open" if hides else incident.status


def thread_item(item: Message) -> ThreadItem:
    """Return one message as it is shown: who wrote it, and whether one's own has got through."""
    author = "You" if item.is_own else f"{item.author or 'Your officer'} (police)"
    note = _how_far(item) if item.is_own else ""
    return ThreadItem(at=item.at, author=author, is_own=item.is_own, text=item.text, note=note)


def _how_far(item: Message) -> str:
    if item.is_answered:
        return ""
    if item.is_read:
        return "Read by the police. Not answered yet"
    return "In the police system. Not answered yet" if item.has_arrived else "On its way to the police system"


def offence_of(shown: PortalCase, groups: Mapping[str, OffenceGroup]) -> str:
    """Return what the report is about, in the words of our list, else in the source's own."""
    group = groups.get(shown.case.group)
    return group.title if group else shown.offence_title


def _officer(officer: Officer | None) -> OfficerView | None:
    if officer is None:
        return None
    name = f"{officer.rank} {officer.name}" if officer.rank else officer.name
    rows = [_row("Name", name), _row("Collar number", officer.collar_number)]
    if officer.team:
        rows.append(_row("Team", officer.team))
    return OfficerView(name=name, rows=tuple(rows))


def _outcome(case: CaseFacts, wording: Wording) -> OutcomeView | None:
    if case.outcome is None:
        return None
    may_tell = may_be_told(case, meaning=wording.words.outcomes.get(case.outcome.code), groups=wording.groups)
    said = wording.words.outcome(case.outcome.code) if may_tell else wording.words.talk_first
    reason = case.outcome.reason if may_tell else None
    return OutcomeView(title=said.title, words=said.words, next=said.next, reason=reason)


def _by_time(appointments: Sequence[Appointment]) -> list[Appointment]:
    return sorted(appointments, key=lambda item: (item.starts_at, item.id))


def _appointment(item: Appointment, words: Words) -> AppointmentView:
    return AppointmentView(
        kind=words.appointment_kinds.get(item.kind, words.appointment_kinds["other"]),
        when=say_span(item.starts_at, item.ends_at),
        where=item.place,
        status=words.appointment_statuses[item.status],
        is_booked=item.status == AppointmentStatus.BOOKED,
    )


def _belonging(item: Property, words: Words) -> Row:
    return _row(item.description, words.property.get(item.status, words.property["unknown"]))


def timeline_of(shown: PortalCase, words: Words) -> tuple[TimelineItem, ...]:
    """Return what happened, the newest first; a kind without words is not shown."""
    incident = shown.case.incident
    hidden = _EVENTS_OF_AN_ARRIVAL if incident and incident.suspect_may_see_phone else frozenset()
    again = _said_again(shown.events)
    return tuple(
        TimelineItem(event.at, words.timeline[event.kind])
        for event in shown.events
        if event.kind in words.timeline and event.kind not in hidden and event.number not in again
    )


def _said_again(events: Iterable[TimelineEntry]) -> frozenset[int]:
    """Return the numbers of messages of officers that were written here and came back from the crime system."""
    wrote = sorted((event for event in events if event.kind == _WROTE and event.item), key=lambda event: event.number)
    first: dict[str | None, int] = {}
    return frozenset(event.number for event in wrote if first.setdefault(event.item, event.number) != event.number)


def _row(key: str, value: str) -> Row:
    return {"key": {"text": key}, "value": {"text": value}}
