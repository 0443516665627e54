"""Measuring one extract: two readings of its records, the first to compare people, the second to ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from waypost.access.values import ForceSettings
from waypost.base.clock import LONDON
from waypost.cases.screening import Known
from waypost.cases.standing import stand_ins
from waypost.cases.surroundings import OVER
from waypost.cases.values import CaseFacts, DeliveryFacts, PersonFacts
from waypost.cases.vocabulary import CaseStatus, Role
from waypost.messages.values import Channel
from waypost.reports.quality.fields import age_of_contact, fields_of
from waypost.reports.quality.index import Index
from waypost.reports.quality.lines import Lines
from waypost.reports.quality.record import Faults, Record, Seen, find_newest
from waypost.reports.quality.stoppers import CHANNELS, Asking, asking, stoppers
from waypost.reports.quality.tally import Place, Tally

UNKNOWN_GROUP: Final = "Group that Waypost does not know"
NOT_SAID: Final = "Not on record"
_DOUBLES: Final = {
    "entered_twice": "Victims who seem to be in one case twice (Q18)",
    "same_crime_twice": "Victims of a crime that seems to be recorded twice (Q26)",
    "two_crimes_of_one_incident": "Victims of another crime of the same incident (Q26)",
    "two_crimes_of_one_day": "Victims of another crime of the same kind on that day (Q26)",
}
SEVERAL_RECORDS: Final = "People who are victims in more than one record, by name and date of birth"


@dataclass(frozen=True)
class Watch:
    """Who is told how far it is: bytes of the extract, then how many records there are, then one record at a time."""

    read: Callable[[int], object]
    begun: Callable[[str, int], object]
    done: Callable[[int], object]


@dataclass(frozen=True)
class Measured:
    """What an extract was found to be; `now` is the moment for which all was asked."""

    tally: Tally
    faults: Faults
    now: datetime


def measure(lines: Lines, settings: ForceSettings, *, known: Known, now: datetime | None, watch: Watch) -> Measured:
    """
    Return what an extract of a force was found to be at a moment; None: at the newest that it speaks of.

    Every reading is record by record: memory does not grow with the extract.
    """
    with Index() as index:
        faults = find_newest(lines, index, force=settings.name, passed=watch.read)
        record = Record(lines, index, force=settings.name, known=known)
        watch.begun("Comparing", len(index))
        newest = record.add_keys(faults=faults, passed=watch.done)
        by = asking(settings, now=now or newest)
        tally = Tally(channels=_channels(settings))
        watch.begun("Asking", len(index))
        for seen in record.all():
            if seen is not None:
                _add(tally, seen, record, by)
            watch.done(1)
        tally.shared.update(dict(index.spread()))
        tally.doubles[SEVERAL_RECORDS] = index.humans_in_several()
        return Measured(tally, faults, by.now)


def _channels(settings: ForceSettings) -> frozenset[Channel]:
    sends_letters = bool(settings.post.return_address)
    return frozenset(CHANNELS if sends_letters else (Channel.SMS, Channel.EMAIL))


def _add(tally: Tally, seen: Seen, record: Record, by: Asking) -> None:
    case = seen.case
    tally.records[case.kind.value] += 1
    tally.held.update({(item.section, item.field) for item in seen.held})
    if _has_left(case):
        tally.records["left"] += 1
        return
    victims = [person for person in case.people if Role.VICTIM in person.roles]
    tally.records["without_victim"] += not victims
    for facts in record.delivery_facts(seen, victims):
        if facts.told_by_crime:
            tally.records["told_by_crime"] += 1
        else:
            _add_victim(tally, facts, seen, record, by)


def _has_left(case: CaseFacts) -> bool:
    is_cancelled = case.status in {CaseStatus.CANCELLED, CaseStatus.TRANSFERRED}
    return is_cancelled or case.merged_into is not None or case.transferred


def _add_victim(tally: Tally, facts: DeliveryFacts, seen: Seen, record: Record, by: Asking) -> None:
    recipients = _recipients(facts, seen, record, by)
    tally.add_victim(
        _place(seen, by),
        [{channel: stoppers(one, channel=channel, by=by) for channel in CHANNELS} for one in recipients],
    )
    findings = {one.code: one for one in (*facts.findings, *facts.case.findings)}
    tally.add_shown(findings.values())
    tally.doubles.update(words for code, words in _DOUBLES.items() if code in findings)
    tally.ages[age_of_contact(facts.person, now=by.now)] += 1
    for name, filled, usable in fields_of(facts, by=by):
        tally.add_field(name, filled=filled, usable=usable)


def _recipients(facts: DeliveryFacts, seen: Seen, record: Record, by: Asking) -> Sequence[DeliveryFacts]:
    """Return who would be told: the victim, or who acts for a child."""
    instead: Sequence[PersonFacts] = stand_ins(facts.person, facts.case, today=by.now.astimezone(LONDON).date())
    return record.delivery_facts(seen, instead) if instead else [facts]


def _place(seen: Seen, by: Asking) -> Place:
    case = seen.case
    group = by.groups.get(case.group)
    team = (case.officer.team or "").strip() if case.officer else ""
    return Place(
        group=group.title if group else UNKNOWN_GROUP,
        team=team or NOT_SAID,
        ward=seen.ward or NOT_SAID,
        is_open=(case.status or "") not in OVER,
    )
