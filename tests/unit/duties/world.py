"""A made-up case with its timeline, and what was told about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from waypost.base.clock import LONDON
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.base.working_days import bank_holidays
from waypost.cases.offences import offence_groups
from waypost.cases.values import (
    CaseFacts,
    ContactPlan,
    PersonFacts,
    SourceFacts,
    SourceState,
    TimelineEntry,
)
from waypost.duties.duty import Duties, Told
from waypost.duties.library import shipped_duties
from waypost.duties.rules import Matter, clocks
from waypost.duties.values import Clock, ToldBy

CONTENT = Path(__file__).parents[3] / "content"
HOLIDAYS = frozenset(bank_holidays())
DUTIES: Duties = shipped_duties(CONTENT)

VICTIM = PersonFacts(PersonId(1), "v1", ("victim",), "person", date_of_birth=date(1980, 5, 5))
OTHER_VICTIM = PersonFacts(PersonId(2), "v2", ("victim",), "person", date_of_birth=date(1985, 5, 5))
SUSPECT = PersonFacts(PersonId(3), "s1", ("suspect",), "person")
OTHER_SUSPECT = PersonFacts(PersonId(4), "s2", ("suspect",), "person")
SOURCE = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)

D01_HOLDS = frozenset({"reference", "offence_title", "force_phone", "force_name"})
D05_HOLDS = frozenset({"fact_text", "reference", "force_phone"})


def london(text: str) -> datetime:
    """Return a London time, e.g. `2026-03-02 10:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def a_case(*people: PersonFacts, **changed: Any) -> CaseFacts:
    """Return a case with these people: one victim and one suspect unless said otherwise."""
    facts = CaseFacts(
        case_id=CaseId(7),
        force=ForceName("anyshire"),
        reference="MADE-UP-1",
        source=SOURCE,
        revision=1,
        group="burglary-residential",
        status="under_investigation",
        flags=(),
        held_items=0,
        recorded_at=london("2026-03-02 09:00"),
        updated_at=london("2026-03-02 09:05"),
        people=people or (VICTIM, SUSPECT),
    )
    return replace(facts, **changed)


def with_plan(person: PersonFacts, **plan: Any) -> PersonFacts:
    """Return the person with what was agreed."""
    return replace(person, plan=ContactPlan(**plan))


@dataclass(frozen=True)
class Happening:
    """One event before it has its number."""

    kind: str
    at: datetime
    person: str | None = None
    item: str | None = None
    details: Mapping[str, Any] | None = None
    received_at: datetime | None = None
    seen_at: datetime | None = None


def event(kind: str, at: str, **rest: Any) -> Happening:
    """Return an event at a London time."""
    for name in ("received_at", "seen_at"):
        if name in rest:
            rest[name] = london(rest[name])
    return Happening(kind, london(at), **rest)


def timeline(*events: Happening) -> tuple[TimelineEntry, ...]:
    """Return events as a timeline, numbered as given; each was seen a minute after it happened or was received."""
    return tuple(
        TimelineEntry(
            number=number,
            kind=one.kind,
            at=one.at,
            received_at=one.received_at or one.at,
            seen_at=one.seen_at or max(one.at, one.received_at or one.at) + timedelta(minutes=1),
            person_ref=one.person,
            item=one.item,
            details=one.details or {},
        )
        for number, one in enumerate(events, start=1)
    )


def mailed(duty: str, at: str, *, number: int | None = None, **rest: Any) -> Told:
    """Return that an e-mail of a duty was delivered to the victim at a London time."""
    when = london(at)
    told = Told(
        at=when,
        as_of=when,
        person_id=VICTIM.person_id,
        by=ToldBy.DELIVERY,
        reference=f"message at {at}",
        channel="email",
        duty=duty,
        template="made_up",
        event_number=number,
    )
    return replace(told, **rest)


def called(duty: str, at: str, *, number: int | None = None, **rest: Any) -> Told:
    """Return that an officer recorded a call to the victim, spoken."""
    return mailed(duty, at, number=number, by=ToldBy.OFFICER, channel="phone", template="", **rest)


def opened(page: str, at: str, **rest: Any) -> Told:
    """Return that the victim opened a page of the portal."""
    return mailed("", at, by=ToldBy.PAGE, channel="portal", template="", page=page, **rest)


def a_matter(
    events: Sequence[TimelineEntry], now: str, *, case: CaseFacts | None = None, told: Sequence[Told] = ()
) -> Matter:
    """Return what the clocks are made of, at a London time."""
    return Matter(case or a_case(), events, told, DUTIES, offence_groups(), HOLIDAYS, london(now))


def clock_of(matter: Matter, duty: str, *, item: str = "", person: PersonFacts = VICTIM) -> Clock:
    """Return the one clock of a duty to a person whose item begins so."""
    (found,) = clocks_of(matter, duty, item=item, person=person)
    return found


def clocks_of(matter: Matter, duty: str, *, item: str = "", person: PersonFacts = VICTIM) -> list[Clock]:
    """Return the clocks of a duty to a person whose item begins so."""
    return [
        clock
        for clock in clocks(matter)
        if clock.key.duty == duty and clock.key.person_id == person.person_id and clock.key.item.startswith(item)
    ]
