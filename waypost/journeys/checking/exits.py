"""Whether what starts, ends and is waited for fits the journey: kinds of record, items, topics, dates, facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from waypost.cases.values import CaseKind
from waypost.cases.vocabulary import names_the_accused
from waypost.journeys.checking.events import Item, item_of, items_of, kinds_of
from waypost.journeys.values import (
    Again,
    Branch,
    Condition,
    Entry,
    Journey,
    Moment,
    Scope,
    Send,
    WaitFor,
    WaitUntil,
)
from waypost.messages.lint.values import Found

Place = tuple[str | int, ...]
_NEEDS_ITEM: Mapping[str, Item] = {
    "appointment": Item.APPOINTMENT,
    "fact": Item.FACT,
    "hearing": Item.HEARING,
    "order": Item.HEARING,
}


@dataclass(frozen=True)
class Record:
    """What the events that start a journey say of it: the kinds of record, and of what thing."""

    kinds: frozenset[CaseKind]
    items: frozenset[Item | None]
    facts: frozenset[str]


def record_of(journey: Journey, *, facts: frozenset[str]) -> Record:
    """Return what the starting events say; a condition on case.kind narrows it."""
    kinds = frozenset(kind for event in journey.starts_on for kind in kinds_of(event, facts=facts))
    asked = [condition for condition in journey.where if condition.fact == "case.kind"]
    for condition in asked:
        named = {kind for kind in CaseKind if kind in condition.values}
        kinds &= named if condition.comparison in {"is", "in"} else frozenset(CaseKind) - named
    return Record(kinds, items_of(journey.starts_on, facts=facts), facts)


def check_exits(journey: Journey, record: Record) -> Iterator[Found]:
    """Yield what is wrong with the start, the ends and the waits of a journey."""
    yield from _start(journey, record)
    for place, event, same_item in _awaited(journey):
        yield from _can_come(place, event, record)
        if same_item:
            yield from _has_item(place, event, record)
    yield from _suspects(journey, record)
    yield from _ends_others(journey, record)
    yield from _dates_and_facts(journey, record)


def _start(journey: Journey, record: Record) -> Iterator[Found]:
    if not record.kinds:
        yield Found(("start", "where"), "no such record exists: the condition on case.kind excludes every event here.")
    for position, event in enumerate(journey.starts_on):
        if record.kinds and not kinds_of(event, facts=record.facts) & record.kinds:
            yield Found(("start", "events", position), f"{event} never comes on a {_named(record)}: take it out.")
    has_none = [event for event in journey.starts_on if item_of(event, facts=record.facts) is None]
    for place, word in ((("start", "once_for"), journey.entry), (("supersede",), journey.supersede)):
        if word in {Entry.ITEM, Scope.ITEM} and has_none:
            yield Found(
                place,
                f"{has_none[0]} is about no single thing (appointment, hearing, log entry ...): write `case`"
                f"{' or `event`' if place[0] == 'start' else ''} instead of `item`.",
            )


def _awaited(journey: Journey) -> Iterator[tuple[Place, str, bool]]:
    for position, leave in enumerate(journey.exits):
        yield ("end_on", position, "event"), leave.on, leave.same_item
    for position, goal in enumerate(journey.goals):
        yield ("goal", position, "event"), goal.on, goal.same_item
    for position, step in enumerate(journey.steps):
        if isinstance(step, WaitFor):
            for number, event in enumerate(step.events):
                yield ("steps", position, "wait_for", "events", number), event, step.same_item


def _can_come(place: Place, event: str, record: Record) -> Iterator[Found]:
    if record.kinds and not kinds_of(event, facts=record.facts) & record.kinds:
        yield Found(place, f"{event} never comes on a {_named(record)}, which this journey is about: take it out.")


def _has_item(place: Place, event: str, record: Record) -> Iterator[Found]:
    item = item_of(event, facts=record.facts)
    # A withdrawn or corrected fact is about the same thing as the fact itself.
    if item is None:
        yield Found(place, f"{event} is about no single thing, so `same_item` never holds: leave `same_item` out.")
    elif item not in record.items:
        yield Found(
            place,
            f"{event} is about a {item} and no event that starts this journey is, so `same_item` never holds: "
            "leave it out.",
        )


def _suspects(journey: Journey, record: Record) -> Iterator[Found]:
    for key, ends in (("end_on", journey.exits), ("goal", journey.goals)):
        for position, leave in enumerate(ends):
            about = (leave.on, *journey.starts_on)
            if leave.same_suspect and not all(name in record.facts and names_the_accused(name) for name in about):
                yield Found(
                    (key, position, "same_suspect"),
                    "only facts about a suspect are about the same one: leave `same_suspect` out, or start and end on "
                    "such facts.",
                )


def _ends_others(journey: Journey, record: Record) -> Iterator[Found]:
    for position, leave in enumerate(journey.exits):
        if leave.on not in journey.starts_on or leave.same_item or leave.same_suspect:
            continue
        item = item_of(leave.on, facts=record.facts)
        if item is not None:
            yield Found(
                ("end_on", position),
                f"a {leave.on} of another {item} would end this run: add `same_item: true`.",
            )
        elif journey.entry is Entry.CASE and journey.again is Again.NEVER:
            yield Found(
                ("end_on", position),
                f"a second {leave.on} ends the run and starts none, since it is once for the case: write "
                "`once_for: event`, or take this out.",
            )


def _dates_and_facts(journey: Journey, record: Record) -> Iterator[Found]:
    for place, moment in _moments(journey):
        yield from _lacks(place, moment.date, record)
    for place, condition in conditions_of(journey):
        yield from _lacks(place, condition.fact, record)


def _lacks(place: Place, name: str, record: Record) -> Iterator[Found]:
    room = name.partition(".")[0]
    item = _NEEDS_ITEM.get(room)
    if item is not None and item not in record.items:
        yield Found(place, f"{name} is never there: no event that starts this journey is about a {item}.")
    elif room == "incident" and record.kinds and CaseKind.INCIDENT not in record.kinds:
        yield Found(place, f"{name} is never there: this journey is about a crime. Use a fact or date of the case.")
    elif room in {"outcome", "hearing"} and record.kinds and CaseKind.CRIME not in record.kinds:
        yield Found(place, f"{name} is never there: this journey is about an incident. Use a fact of the incident.")


def _moments(journey: Journey) -> Iterator[tuple[Place, Moment]]:
    for position, step in enumerate(journey.steps):
        if isinstance(step, WaitUntil):
            yield ("steps", position, "wait_until", "date"), step.moment
        elif isinstance(step, Send) and step.until is not None:
            yield ("steps", position, "until", "date"), step.until


def conditions_of(journey: Journey) -> Iterator[tuple[Place, Condition]]:
    """Yield every condition of a journey with its place."""
    for number, condition in enumerate(journey.where):
        yield ("start", "where", number), condition
    for position, step in enumerate(journey.steps):
        if isinstance(step, Send):
            for number, condition in enumerate(step.where):
                yield ("steps", position, "where", number), condition
        elif isinstance(step, Branch):
            for arm_number, arm in enumerate(step.arms):
                for number, condition in enumerate(arm.where):
                    yield ("steps", position, "branch", arm_number, "where", number), condition


def _named(record: Record) -> str:
    return " or ".join(sorted(record.kinds))
