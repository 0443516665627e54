"""Which events start which duties, to whom, and from when they count."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from waypost.base.clock import LONDON
from waypost.base.values import JsonValue
from waypost.cases.compare import ChangeKind
from waypost.cases.offences import OffenceGroup
from waypost.cases.values import CaseFacts, PersonFacts, TimelineEntry
from waypost.cases.vocabulary import Role, names_the_accused
from waypost.duties.duty import CountsFrom, Duties, Duty, Per, Start, Told, Whom
from waypost.duties.values import ClockKey

_WHEN = "starts_at"


@dataclass(frozen=True)
class Matter:
    """
    All that the clocks of one case are made of.

    `events` is the whole timeline, `told` all that may prove something, in any order. `now` is UTC.
    """

    case: CaseFacts
    events: Sequence[TimelineEntry]
    told: Sequence[Told]
    duties: Duties
    groups: Mapping[str, OffenceGroup]
    holidays: Set[date]
    now: datetime


@dataclass(frozen=True)
class Begun:
    """A duty that an event has started, to one person."""

    duty: Duty
    start: Start
    event: TimelineEntry
    person: PersonFacts

    @property
    def key(self) -> ClockKey:
        """What the clock is told apart by: the thing that it is about, and the event's number."""
        return ClockKey(self.duty.id, self.person.person_id, f"{self.thing}#{self.event.number}")

    @property
    def thing(self) -> str:
        """The suspect, the hearing or the thing that it is about; empty for the case itself."""
        return thing_of(self.event, self.duty.per)

    @property
    def starts_at(self) -> datetime:
        """From when it counts."""
        return counted_from(self.duty.counts_from, self.event)


def begun(matter: Matter) -> Iterator[Begun]:
    """Yield every duty that the timeline has started, whatever became of it, in the order of the events."""
    for event in sorted(matter.events, key=lambda event: event.number):
        yield from begun_by(event, matter)


def begun_by(event: TimelineEntry, matter: Matter) -> Iterator[Begun]:
    """Yield every duty that one event starts."""
    for duty, start in duties_started(event, matter):
        for person in owed(duty, event, matter):
            yield Begun(duty, start, event, person)


def duties_started(event: TimelineEntry, matter: Matter) -> Iterator[tuple[Duty, Start]]:
    """Yield the duties that an event starts, each in the version in force on the day from which it counts."""
    for duty_id in matter.duties.started_by.get(event.kind, ()):
        counts_from = matter.duties.latest(duty_id).counts_from
        duty = matter.duties.on(duty_id, counted_from(counts_from, event).astimezone(LONDON).date())
        start = next((start for start in duty.starts if starts(start, event, matter)), None) if duty else None
        if duty is not None and start is not None:
            yield duty, start


def starts(start: Start, event: TimelineEntry, matter: Matter) -> bool:
    """Whether an event is such a start."""
    if start.on != event.kind:
        return False
    group = matter.groups.get(matter.case.group)
    if start.families and (group is None or group.family not in start.families):
        return False
    said = event.details
    return all(_holds(said.get(name), wanted) for name, wanted in start.where.items()) and not any(
        _holds(said.get(name), unwanted) for name, unwanted in start.unless.items()
    )


def owed(duty: Duty, event: TimelineEntry, matter: Matter) -> Sequence[PersonFacts]:
    """Return to whom an event makes a duty owed; nobody where it names nobody who can be meant."""
    if duty.whom in {Whom.VICTIMS, Whom.PEOPLE}:
        # An event about one victim concerns that one; a suspect's concerns all but who is meant, a victim or not.
        known = [person for person in victims_known(event, matter) if not _is_accused_in(event, person)]
        meant = [person for person in known if person.ref == event.person_ref] or known
        return [person for person in meant if duty.whom is Whom.VICTIMS or not person.is_organisation]
    named = person_named(event, matter)
    if named is None or (duty.whom is Whom.NAMED_VICTIM and Role.VICTIM not in named.roles):
        return ()
    return (named,)


def _is_accused_in(event: TimelineEntry, person: PersonFacts) -> bool:
    return event.person_ref == person.ref and names_the_accused(event.kind)


def person_named(event: TimelineEntry, matter: Matter) -> PersonFacts | None:
    """Return whom a fact is about: the one whom it names, or where it names nobody the only victim of that time."""
    if event.person_ref is not None:
        return matter.case.person_by_ref(event.person_ref)
    victims = victims_known(event, matter)
    return victims[0] if len(victims) == 1 else None


def victims_known(event: TimelineEntry, matter: Matter) -> Sequence[PersonFacts]:
    """Return the victims of whom the force knew when it learned of an event."""
    return [person for person in victims_of(matter.case) if not _came_later(person, event, matter.events)]


def victims_of(case: CaseFacts) -> Sequence[PersonFacts]:
    """Return the victims, people and organisations."""
    return [person for person in case.people if Role.VICTIM in person.roles]


def counted_from(counts_from: CountsFrom, event: TimelineEntry) -> datetime:
    """Return from when a duty counts that this event starts."""
    match counts_from:
        case CountsFrom.RECEIVED:
            return event.received_at or event.at
        case CountsFrom.THING:
            when = event.details.get(_WHEN)
            return datetime.fromisoformat(when) if isinstance(when, str) else event.at
    return event.at


def thing_of(event: TimelineEntry, per: Per) -> str:
    """Return what the clock of an event is about."""
    match per:
        case Per.CASE:
            return ""
        case Per.SUSPECT:
            return event.person_ref or event.item or ""
    return event.item or ""


def _came_later(person: PersonFacts, event: TimelineEntry, events: Sequence[TimelineEntry]) -> bool:
    """Whether the force did not know of this victim yet; what came in together with her she is owed."""
    added = [one for one in events if one.kind == ChangeKind.VICTIM_ADDED and one.person_ref == person.ref]
    if not added:
        return False
    return event.kind == ChangeKind.CRIME_RECORDED or event.seen_at < added[0].seen_at


def _holds(said: JsonValue, wanted: Sequence[JsonValue]) -> bool:
    return said in wanted
