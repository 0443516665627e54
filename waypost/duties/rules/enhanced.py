"""Who has enhanced rights, since when, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from waypost.base.clock import LONDON
from waypost.base.values import JsonValue
from waypost.cases.compare import ChangeKind
from waypost.cases.offences import OffenceGroup
from waypost.cases.values import CaseFacts, PersonFacts, TimelineEntry
from waypost.cases.vocabulary import EnhancedReason
from waypost.duties.duty import EnhancedRules, Spell


@dataclass(frozen=True)
class Ground:
    """What makes somebody enhanced: the rules of the content, and the offence groups by name."""

    rules: EnhancedRules
    groups: Mapping[str, OffenceGroup]


@dataclass(frozen=True)
class _Standing:
    """That of a victim and a case which can change the answer."""

    granted: tuple[str, ...]
    group: str
    flags: frozenset[str]


def is_enhanced(person: PersonFacts, *, case: CaseFacts, ground: Ground, today: date) -> str | None:
    """
    Return why a victim has enhanced rights, as the code of a reason, or None where nothing says so.

    What the record grants goes first, then the kind of offence, the flags and the age. The age is that at the offence,
    of which the record says no date: it is taken for the day of recording, or for today where that is earlier. An
    organisation has none but what is granted.
    *Source:* Victims' Code 2021, enhanced rights; domain notes 1.2.
    """
    day = min(today, case.recorded_at.astimezone(LONDON).date())
    return _reason(_standing(person, case), person, ground=ground, day=day)


def enhanced_spells(
    person: PersonFacts, *, case: CaseFacts, events: Sequence[TimelineEntry], ground: Ground
) -> tuple[Spell, ...]:
    """
    Return the times in which a victim had or has enhanced rights, the earliest first.

    It goes back from what the record says now through what the timeline says has changed, so that the same record and
    timeline give the same spells however often they were looked at. What was so at first holds from the recording.
    """
    day = case.recorded_at.astimezone(LONDON).date()
    spells: list[Spell] = []
    for since, until, standing in _stretches(person, case, events):
        reason = _reason(standing, person, ground=ground, day=day)
        if reason is not None and spells and spells[-1].until == since:
            spells[-1] = replace(spells[-1], until=until)
        elif reason is not None:
            spells.append(Spell(since, until, reason))
    return tuple(spells)


def spell_at(spells: Sequence[Spell], at: datetime) -> Spell | None:
    """Return the spell that holds at a moment, or None."""
    return next((spell for spell in spells if spell.since <= at and (spell.until is None or at < spell.until)), None)


def _standing(person: PersonFacts, case: CaseFacts) -> _Standing:
    return _Standing(person.enhanced, case.group, frozenset(case.flags))


def _reason(standing: _Standing, person: PersonFacts, *, ground: Ground, day: date) -> str | None:
    return next(_reasons(standing, person, ground, day), None)


def _reasons(standing: _Standing, person: PersonFacts, ground: Ground, day: date) -> Iterator[str]:
    yield from standing.granted
    if person.is_organisation:
        return
    rules, group = ground.rules, ground.groups.get(standing.group)
    if standing.group in rules.groups:
        yield rules.groups[standing.group]
    if group is not None and group.family in rules.families:
        yield rules.families[group.family]
    yield from (rules.flags[flag] for flag in sorted(standing.flags & rules.flags.keys()))
    if person.date_of_birth is not None and _age(person.date_of_birth, day) < rules.under_age:
        yield EnhancedReason.VULNERABLE


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _stretches(
    person: PersonFacts, case: CaseFacts, events: Sequence[TimelineEntry]
) -> Sequence[tuple[datetime, datetime | None, _Standing]]:
    """Return from when until when each standing held, the earliest first."""
    standing, until = _standing(person, case), None
    found: list[tuple[datetime, datetime | None, _Standing]] = []
    first_revision = {event.received_at for event in events if event.kind == ChangeKind.CRIME_RECORDED}
    for event in sorted(events, key=lambda event: event.number, reverse=True):
        # What the first revision says was not granted with it: nobody knows since when, so it is from the start.
        before = standing if event.at in first_revision else _before(event, standing, person.ref)
        if before != standing:
            found.append((event.at, until, standing))
            standing, until = before, event.at
    found.append((case.recorded_at, until, standing))
    return [stretch for stretch in reversed(found) if stretch[1] is None or stretch[0] < stretch[1]]


def _before(event: TimelineEntry, after: _Standing, person_ref: str) -> _Standing:
    """Return how things stood before an event that left them so."""
    match event.kind:
        case ChangeKind.NEEDS_ENHANCED_GRANTED if event.person_ref == person_ref:
            gone = _words(event.details.get("enhanced"))
            return replace(after, granted=tuple(reason for reason in after.granted if reason not in gone))
        case ChangeKind.NEEDS_ENHANCED_WITHDRAWN if event.person_ref == person_ref:
            return replace(after, granted=(*after.granted, *_words(event.details.get("enhanced"))))
        case ChangeKind.FLAGS_CHANGED:
            added, removed = _words(event.details.get("added")), _words(event.details.get("removed"))
            return replace(after, flags=(after.flags - set(added)) | set(removed))
        case ChangeKind.CRIME_RECLASSIFIED:
            return replace(after, group=str(event.details.get("group_before") or ""))
    return after


def _words(value: JsonValue) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
