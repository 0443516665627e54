"""
The newest state of each record of an extract as Waypost would hold it, with what stands around its people.

The same parsing, screening and findings as behind the doors; nothing is written.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import orjson

from waypost.base.values import CaseId, ForceName
from waypost.cases.applied import AnyApplied, AppliedCase
from waypost.cases.facts import case_facts
from waypost.cases.findings import Entry
from waypost.cases.incidents.same_person import is_told_by_crime
from waypost.cases.rehearsal import party
from waypost.cases.screening import HeldItem, Known, screen, screen_incident
from waypost.cases.snapshot import IncidentSnapshot
from waypost.cases.surroundings import Around, entry_of, fill
from waypost.cases.values import CaseFacts, DeliveryFacts, PersonFacts, SourceFacts, SourceState
from waypost.journeys.simulate.recorded import BadLine, read_event
from waypost.journeys.simulate.snapshots import read_incoming
from waypost.reports.quality.index import Index, Place, person_id
from waypost.reports.quality.lines import Lines

_NUMBER: Final = re.compile(r"\[\d+\]")
_REMEMBERED: Final = 256


@dataclass
class Faults:
    """
    Lines that no record could be made of, by what is wrong: the sentences hold no value. `elsewhere` are other forces'.
    """

    lines: Counter[str] = field(default_factory=Counter)
    elsewhere: int = 0

    def add(self, bad: BadLine) -> None:
        """Count one line; which of several people or entries is at fault says nothing."""
        self.lines[_NUMBER.sub("[]", str(bad))] += 1


@dataclass(frozen=True)
class Seen:
    """One record: what is known of it, what of it is not known, and what the facts leave out."""

    case: CaseFacts
    held: tuple[HeldItem, ...]
    ward: str
    links: tuple[str, ...]

    @property
    def entries(self) -> Sequence[Entry]:
        """Everybody in it, as they are compared with the people of other records."""
        return [entry_of(self.case, person) for person in self.case.people]


def find_newest(lines: Lines, index: Index, *, force: ForceName, passed: Callable[[int], object]) -> Faults:
    """Take in where the newest state of each record of a force stands; `passed` is told the bytes read."""
    faults = Faults()
    for where, raw in lines.lines():
        try:
            event = read_event(raw, decode=orjson.loads)
            data = event.get("data")
            if not isinstance(data, dict) or not isinstance(data.get("reference"), str) or not data["reference"]:
                raise BadLine("data.reference is missing; send it.")
            revision = data.get("revision")
            if data.get("force") != force:
                faults.elsewhere += 1
            else:
                index.add(data["reference"], revision if isinstance(revision, int) else 0, where)
        except BadLine as bad:
            faults.add(bad)
        passed(where.length)
    return faults


class Record:
    """The records of one extract, read again where they are needed."""

    def __init__(self, lines: Lines, index: Index, *, force: ForceName, known: Known) -> None:
        """Read nothing yet."""
        self._lines = lines
        self._index = index
        self._known = known
        self._source = SourceFacts(1, force, "extract", "push", SourceState.LIVE, "", {}, None)
        self.remembered = lru_cache(maxsize=_REMEMBERED)(self._by_number)

    def look(self, place: Place) -> Seen:
        """
        Return one record.

        :raises BadLine: if it breaks the contract.
        """
        snapshot = read_incoming(self._lines.read(place.where)).snapshot
        applied, held = (
            screen_incident(snapshot, prior=None, channels=self._known.channels)
            if isinstance(snapshot, IncidentSnapshot)
            else screen(snapshot, prior=None, known=self._known)
        )
        return self._seen(place.number, applied, held)

    def add_keys(self, *, faults: Faults, passed: Callable[[int], object]) -> datetime:
        """Read every record once, so that its people can be compared; return the newest moment that any speaks of."""
        newest = datetime(1970, 1, 1, tzinfo=UTC)
        for place in self._index.places():
            try:
                seen = self.look(place)
            except BadLine as bad:
                faults.add(bad)
            else:
                self._index.add_keys(place.number, seen.entries, seen.links)
                newest = max(newest, seen.case.updated_at)
            passed(1)
        self._index.close_keys()
        return newest

    def all(self) -> Iterator[Seen | None]:
        """Yield every record in the order of the extract, and None for one that breaks the contract."""
        for place in self._index.places():
            try:
                yield self.look(place)
            except BadLine:
                yield None

    def delivery_facts(self, seen: Seen, people: Iterable[PersonFacts]) -> Sequence[DeliveryFacts]:
        """Return all that decides whether these people of one record may be told, but for what only Waypost knows."""
        near = self._near(seen)
        parties = [party(other, case.case_id) for case in (seen.case, *near) for other in case.people]
        found = []
        for person in people:
            others = tuple(other for other in parties if other.person_id != person.person_id)
            told = is_told_by_crime(seen.case, person, near)
            facts = DeliveryFacts(seen.case, person, others, told_by_crime=told)
            mine = entry_of(seen.case, person)
            around = Around(sharers=self._index.sharers(mine), entries=list(self._entries(mine)))
            found.append(fill(facts, mine=mine, around=around))
        return found

    def _near(self, seen: Seen) -> Sequence[CaseFacts]:
        numbers = {place.number for place in self._index.by_reference(seen.links)}
        numbers |= set(self._index.naming(seen.case.reference))
        found = (self.remembered(number) for number in sorted(numbers - {seen.case.case_id}))
        return [one.case for one in found if one is not None]

    def _entries(self, mine: Entry) -> Iterator[Entry]:
        for number in self._index.of_same_human_or_incident(mine):
            other = self.remembered(number)
            yield from other.entries if other else ()

    def _by_number(self, number: CaseId) -> Seen | None:
        try:
            return self.look(self._index.place(number))
        except BadLine:
            return None

    def _seen(self, number: CaseId, applied: AnyApplied, held: tuple[HeldItem, ...]) -> Seen:
        ids = {person.id: person_id(number, place) for place, person in enumerate(applied.people)}
        case = case_facts(applied, case_id=number, source=self._source, held=len(held), ids=ids)
        is_crime = isinstance(applied, AppliedCase)
        ward = applied.occurred.ward or "" if isinstance(applied, AppliedCase) and applied.occurred else ""
        names = (
            (*case.linked, case.merged_into, case.incident_reference)
            if is_crime
            else (case.incident.crime_reference if case.incident else None,)
        )
        links = tuple(dict.fromkeys(name for name in names if name and name != case.reference))
        return Seen(case, held, ward.strip(), links)
