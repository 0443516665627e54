"""
The record of a few cases that belong together, in memory: for who wants to know what would be, and writes nothing.

The same folding, comparing, linking and facts as behind the doors; only the rows are never saved.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.applied import AnyApplied
from waypost.cases.contact import contact_keys, home_key, name_key
from waypost.cases.facts import case_facts
from waypost.cases.findings import Entry, Sharer
from waypost.cases.folding import AnySnapshot, Rules
from waypost.cases.incidents.crimes import Links
from waypost.cases.incidents.same_person import is_told_by_crime
from waypost.cases.intake.linking import follow_links
from waypost.cases.intake.opened import Open
from waypost.cases.intake.record import HeldKey, fold_one, open_keys, set_columns
from waypost.cases.intake.values import Candidate, Key
from waypost.cases.models import Case, TimelineEvent
from waypost.cases.operations import NewEvent
from waypost.cases.surroundings import Around, entry_of, fill
from waypost.cases.values import (
    CaseFacts,
    DeliveryFacts,
    OptOut,
    OtherParty,
    PersonFacts,
    SourceFacts,
    SourceState,
    TimelineEntry,
)
from waypost.cases.vocabulary import Role

ACCEPTED, HELD, STALE, DUPLICATE = "accepted", "held", "stale", "duplicate"


@dataclass
class _Kept:
    """One record as we would hold it."""

    row: Case
    source: SourceFacts
    applied: AnyApplied | None = None
    held: Set[HeldKey] = frozenset()
    events: list[TimelineEntry] = field(default_factory=list)
    people: dict[str, PersonId] = field(default_factory=dict)
    facts: CaseFacts | None = None


class RehearsedRecord:
    """
    The crimes and incidents of one cluster.

    Ids are counted from 1 in the order in which records and people appear, so the same snapshots give the same ids.
    Every source counts as live.
    """

    def __init__(self, force: ForceName, *, rules: Rules) -> None:
        """Begin with nothing held."""
        self._force = force
        self._rules = rules
        self._kept: dict[Key, _Kept] = {}
        self._by_id: dict[CaseId, _Kept] = {}
        self._of_person: dict[PersonId, CaseId] = {}
        self._sources: dict[str, SourceFacts] = {}
        self._known_events: set[tuple[str, str]] = set()
        self._links = Links()
        self._delivery: dict[PersonId, DeliveryFacts] = {}
        self._opt_outs: dict[PersonId, tuple[OptOut, ...]] = {}
        self._frozen: frozenset[str] = frozenset()

    def take(self, event_id: str, snapshot: AnySnapshot, *, source: str, now: datetime) -> tuple[str, set[CaseId]]:
        """Take one snapshot in; return what the intake made of it, and the cases that have something new."""
        if (source, event_id) in self._known_events:
            return DUPLICATE, set()
        self._known_events.add((source, event_id))
        candidate = Candidate(event_id, snapshot, b"")
        whose = self._source(source)
        cases = self._opened(candidate, whose, now)
        written = fold_one(whose, cases[candidate.key], candidate, rules=self._rules, now=now)
        if not written.accepted:
            return STALE, set()
        follow_links(cases[candidate.key], cases=cases, links=self._links, now=now)
        self._delivery.clear()
        changed = {self._keep(key, case) for key, case in cases.items() if case.is_changed}
        return HELD if written.held else ACCEPTED, changed

    def append_event(self, case_id: CaseId, event: NewEvent, *, now: datetime) -> None:
        """Add an event whose origin is Waypost itself."""
        kept = self._by_id[case_id]
        kept.row.events += 1
        kept.events.append(
            TimelineEntry(kept.row.events, event.kind, event.at, now, now, event.person_ref, event.item, {})
        )

    def opt_out(self, person_id: PersonId, refused: OptOut) -> None:
        """Let somebody refuse something, as in the portal."""
        self._opt_outs[person_id] = (*self._opt_outs.get(person_id, ()), refused)
        self._delivery.clear()

    def freeze(self, contacts: Iterable[str]) -> None:
        """Let nothing go to these normalised numbers and addresses any more."""
        self._frozen |= frozenset(contacts)
        self._delivery.clear()

    def case(self, case_id: CaseId) -> CaseFacts:
        """Return the facts of one case as they are now."""
        kept = self._by_id[case_id]
        if kept.facts is None:
            assert kept.applied is not None  # noqa: S101 - who makes a record also gives it its first state
            kept.facts = case_facts(
                kept.applied, case_id=case_id, source=kept.source, held=kept.row.held, ids=kept.people
            )
        return kept.facts

    def person_ref(self, person_id: PersonId) -> str:
        """Return what the source calls a person, also one who is no longer in the case."""
        people = self._by_id[self._of_person[person_id]].people
        return next(ref for ref, known in people.items() if known == person_id)

    def events_after(self, case_id: CaseId, *, place: int, limit: int) -> Sequence[TimelineEntry]:
        """Return up to `limit` events of one case that come after a place, in order."""
        return self._by_id[case_id].events[place : place + limit]

    def delivery_facts(self, person_ids: Iterable[PersonId]) -> Mapping[PersonId, DeliveryFacts]:
        """Return all that decides whether these people may be told; who is no longer in the case is left out."""
        found = {}
        for person_id in person_ids:
            known = self._delivery.get(person_id)
            if known is not None:
                found[person_id] = known
                continue
            case = self.case(self._of_person[person_id])
            person = next((each for each in case.people if each.person_id == person_id), None)
            if person is not None:
                found[person_id] = self._delivery[person_id] = self._delivery_facts(case, person)
        return found

    def _delivery_facts(self, case: CaseFacts, person: PersonFacts) -> DeliveryFacts:
        near = self._near(case)
        others = tuple(
            party(other, each.case_id)
            for each in (case, *near)
            for other in sorted(each.people, key=lambda one: one.person_id)
            if other.person_id != person.person_id
        )
        facts = DeliveryFacts(case, person, others, told_by_crime=is_told_by_crime(case, person, near))
        around = Around(
            self._opt_outs.get(person.person_id, ()), self._frozen, sharers=self._sharers(), entries=self._entries()
        )
        return fill(facts, mine=entry_of(case, person), around=around)

    def _entries(self) -> Sequence[Entry]:
        held = (self.case(case_id) for case_id, kept in self._by_id.items() if kept.applied is not None)
        return [entry_of(case, person) for case in held for person in case.people]

    def _sharers(self) -> Sequence[Sharer]:
        return [
            Sharer(key, one.person_id, one.human_key, one.name_key, (one.case.case_id, one.case.case_id))
            for one in self._entries()
            if one.case.is_open and Role.VICTIM in one.roles
            for key in one.contacts
        ]

    def _near(self, case: CaseFacts) -> Sequence[CaseFacts]:
        mine = self._by_id[case.case_id].row
        return [
            self.case(case_id)
            for case_id, kept in self._by_id.items()
            if kept.row is not mine
            and kept.applied is not None
            and (kept.row.reference in mine.linked or mine.reference in kept.row.linked)
        ]

    def _source(self, name: str) -> SourceFacts:
        number = len(self._sources) + 1
        new = SourceFacts(number, self._force, name, "push", SourceState.LIVE, "", {}, None)
        return self._sources.setdefault(name, new)

    def _opened(self, candidate: Candidate, source: SourceFacts, now: datetime) -> Mapping[Key, Open]:
        """Return the record of the candidate, made where it is new, and every other one of the cluster."""
        if candidate.key not in self._kept:
            case_id = CaseId(len(self._kept) + 1)
            row = Case(
                id=case_id, force=self._force, source_id=source.id, kind=candidate.key.kind,
                reference=candidate.key.reference, seen_at=now,
            )  # fmt: skip
            self._kept[candidate.key] = self._by_id[case_id] = _Kept(row, source)
        return {
            key: Open(kept.row, kept.applied)
            for key, kept in self._kept.items()
            if kept.applied is not None or key == candidate.key
        }

    def _keep(self, key: Key, case: Open) -> CaseId:
        kept = self._kept[key]
        kept.applied = case.applied
        kept.held = open_keys(case, before=kept.held)
        kept.row.held = len(kept.held)
        if case.applied is not None and case.held is not None:
            set_columns(kept.row, case.applied)
        kept.events.extend(map(_entry, case.events))
        case_id = CaseId(kept.row.id)
        for person in case.applied.people if case.applied else ():
            if person.id not in kept.people:
                person_id = PersonId(len(self._of_person) + 1)
                kept.people[person.id] = person_id
                self._of_person[person_id] = case_id
        kept.facts = None
        return case_id


def _entry(row: TimelineEvent) -> TimelineEntry:
    return TimelineEntry(
        row.number, str(row.kind), row.at, row.received_at, row.seen_at, row.person_ref, row.item, row.details
    )


def party(person: PersonFacts, case_id: CaseId) -> OtherParty:
    """Return one entry as a message is compared with it."""
    keys = contact_keys(person)
    return OtherParty(
        person_id=person.person_id,
        case_id=case_id,
        roles=keys.roles,
        mobile_key=keys.mobile_key,
        phone_key=keys.phone_key,
        email_key=keys.email_key,
        name_and_birth=keys.name_and_birth,
        address_key=home_key(person.contact.address, person.contact.postcode),
        name_key=name_key(person.given_name, person.family_name, person.organisation_name),
    )
