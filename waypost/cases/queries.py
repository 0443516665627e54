"""Every read of this room: scoped by force, in sets, returning frozen values."""

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import connection
from django.db.models import Q
from pydantic import ValidationError

from waypost.access.sign_in_rules import SignInFact
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases import snapshot as wire
from waypost.cases.applied import AnyApplied, AppliedCase, applied_of, read_applied
from waypost.cases.contributions.joining import items_from
from waypost.cases.facts import appointment_facts, case_facts, property_facts, task_answer, thread_entry
from waypost.cases.incidents.same_person import is_told_by_crime
from waypost.cases.models import Case, Person, Source, TimelineEvent
from waypost.cases.near import parties_of, person_in, whereabouts
from waypost.cases.sign_in_fact import sign_in_fact
from waypost.cases.surroundings import with_surroundings
from waypost.cases.task_answers import TaskAnswer
from waypost.cases.values import (
    CaseFacts,
    CaseKind,
    DeliveryFacts,
    PortalCase,
    SourceFacts,
    SourceState,
    ThreadEntry,
    TimelineEntry,
)

logger = logging.getLogger(__name__)

# One that was erased says nothing any more.
_DOCUMENTS: Final = (
    "SELECT id, kind, source_id, held, applied FROM cases_case WHERE force = %s AND id = ANY(%s::bigint[])"
    " AND NOT (applied IS NULL AND revision > 0)"
)
_PEOPLE: Final = """
SELECT case_id, ref, id, ARRAY(SELECT c.digest FROM cases_confirmed_contact c WHERE c.person_id = p.id)
    FROM cases_person p WHERE case_id = ANY(%s::bigint[])
"""
_SOURCE_COLUMNS: Final = (
    "id", "force", "name", "kind", "state", "write_back_url", "config", "last_ok_at", "fresh_within_minutes",
    "stale_since", "paused_at",
)  # fmt: skip
_SOURCES: Final = f"SELECT {', '.join(_SOURCE_COLUMNS)} FROM cases_source WHERE force = %s"  # noqa: S608 - our own
# A look of its own for each case, by the index: a table that grows by the second has no statistics to go by.
_EVENTS_AFTER: Final = """
SELECT p.case_id, e.* FROM unnest(%(cases)s::bigint[], %(places)s::int[]) AS p (case_id, place)
    CROSS JOIN LATERAL (
        SELECT number, kind, at, received_at, seen_at, person_ref, item, details FROM cases_event
            WHERE force = %(force)s AND case_id = p.case_id AND number > p.place AND number <= p.place + %(limit)s
            ORDER BY number LIMIT %(limit)s
    ) AS e
    ORDER BY p.case_id, e.number
"""

NONE_READ: Mapping[CaseId, CaseFacts] = MappingProxyType({})
"""What a caller gives who has read no case yet."""


class UnknownPerson(LookupError):
    """The force has no such person, or the person is no longer in the case."""


def source_for_key(key_digest: str, *, now: datetime) -> SourceFacts | None:
    """Return the source whose key, or the one before while it is good, has this SHA-256 (hexadecimal), or None."""
    older = Q(older_key_digest=key_digest, older_key_until__gt=now)
    row = Source.objects.filter(Q(key_digest=key_digest) | older).first()
    return source_facts(row) if row else None


def sources(*, kind: str) -> Sequence[SourceFacts]:
    """Return all sources of one kind, of all forces, in the order in which they were added."""
    return [source_facts(row) for row in Source.objects.filter(kind=kind).order_by("id")]


def source_by_id(source_id: int) -> SourceFacts:
    """Return one source."""
    return source_facts(Source.objects.get(id=source_id))


def source_facts(row: Source) -> SourceFacts:
    """Return what the doors need of a source."""
    return SourceFacts(
        id=row.id,
        force=ForceName(row.force),
        name=row.name,
        kind=row.kind,
        state=SourceState(row.state),
        write_back_url=row.write_back_url,
        config=row.config,
        last_ok_at=row.last_ok_at,
        fresh_within_minutes=row.fresh_within_minutes,
        stale_since=row.stale_since,
        paused_at=row.paused_at,
    )


def cases_by_id(case_ids: Iterable[CaseId], *, force: ForceName) -> Mapping[CaseId, CaseFacts]:
    """
    Return the facts of these crimes and incidents as they are now; three queries however many they are.

    A case whose document cannot be read is left out and logged.
    """
    with in_force(force):
        rows = _documents(case_ids, force)
        people, confirmed = _people_ids([row.case_id for row in rows])
        known = _sources_of(force)
        return {
            row.case_id: _with_shadow(
                case_facts(
                    applied,
                    case_id=row.case_id,
                    source=known[row.source_id],
                    held=row.held,
                    ids=people.get(row.case_id, {}),
                    confirmed=confirmed,
                ),
                applied,
                known,
            )
            for row in rows
            if (applied := _readable(row, force)) is not None
        }


def _with_shadow(facts: CaseFacts, applied: AnyApplied, known: Mapping[int, SourceFacts]) -> CaseFacts:
    """Return the facts, with which of their items come from a second source that is in shadow now."""
    if not isinstance(applied, AppliedCase) or applied.joined is None:
        return facts
    in_shadow = {source_id for source_id, source in known.items() if source.state is not SourceState.LIVE}
    return replace(facts, items_in_shadow=items_from(applied, in_shadow))


def delivery_facts(
    person_ids: Iterable[PersonId], *, force: ForceName, known: Mapping[CaseId, CaseFacts] = NONE_READ
) -> Mapping[PersonId, DeliveryFacts]:
    """
    Return all that decides whether these people may be told, as it is now, in a fixed number of queries.

    Somebody who is no longer in the case is left out; so is everybody whose case, or one linked with it, cannot be
    read: nobody can say then whose phone it is. `known` are cases that the caller has read in the same transaction:
    they are not read again.
    """
    with in_force(force):
        wanted = whereabouts(list(person_ids), force)
        every = {near for one in wanted.values() for near in (one.case_id, *one.linked)}
        more = every - known.keys()
        cases = {**known, **cases_by_id(more, force=force)} if more else known
        parties = parties_of(every, cases) if every else {}
        found: dict[PersonId, DeliveryFacts] = {}
        for person_id, where in wanted.items():
            near = [where.case_id, *sorted(where.linked)]
            person = person_in(cases.get(where.case_id), person_id)
            if person is not None and all(each in cases for each in near):
                others = [party for each in near for party in parties.get(each, ()) if party.person_id != person_id]
                case, *besides = (cases[each] for each in near)
                told = is_told_by_crime(case, person, besides)
                found[person_id] = DeliveryFacts(case, person, tuple(others), told_by_crime=told)
        return with_surroundings(found, force=force)


def person_sign_in_fact(person_id: PersonId, *, force: ForceName, now: datetime) -> SignInFact | None:
    """Return what this person is asked for at the portal's door, or None where nothing is on record."""
    with in_force(force):
        facts = delivery_facts([person_id], force=force).get(person_id)
        if facts is None:
            return None
        return sign_in_fact(facts.case, facts.person, today=now.astimezone(LONDON).date())


def events_after(
    places: Mapping[CaseId, int], *, force: ForceName, limit: int
) -> Mapping[CaseId, Sequence[TimelineEntry]]:
    """Return, for each case, up to `limit` events that come after its place, in order."""
    if not places:
        return {}
    found: dict[CaseId, list[TimelineEntry]] = {case_id: [] for case_id in places}
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(
            _EVENTS_AFTER,
            {"cases": list(places), "places": list(places.values()), "force": str(force), "limit": limit},
        )
        for case_id, *row in cursor.fetchall():
            found[CaseId(case_id)].append(_entry_of(row))
    return found


def last_event_of(kinds: Collection[str], case_id: CaseId, *, person_ref: str, force: ForceName) -> str | None:
    """Return the kind of the last of these events of a case that is about this person or about nobody, or None."""
    with in_force(force):
        rows = TimelineEvent.objects.filter(force=force, case_id=case_id, kind__in=list(kinds))
        mine = rows.filter(Q(person_ref=person_ref) | Q(person_ref=None))
        return mine.order_by("-number").values_list("kind", flat=True).first()


def timeline(case_id: CaseId, *, force: ForceName) -> Sequence[TimelineEntry]:
    """Return the whole timeline of one case, in order."""
    with in_force(force):
        rows = TimelineEvent.objects.filter(force=force, case_id=case_id).order_by("number")
        return [_entry(row) for row in rows]


def portal_case(person_id: PersonId, *, force: ForceName) -> PortalCase:
    """
    Return what one person may see of their case.

    :raises UnknownPerson: if the force has no such person, or they are no longer in the case.
    """
    with in_force(force):
        row = _case_of(person_id, force)
        applied = _applied(row)
        facts = cases_by_id([CaseId(row.id)], force=force)[CaseId(row.id)]
        person = facts.person(person_id)
        is_only = len(applied.victims()) == 1
        crime = applied if isinstance(applied, AppliedCase) else None
        events = TimelineEvent.objects.filter(
            Q(person_ref=None) | Q(person_ref=person.ref), force=force, case_id=row.id
        ).order_by("-at", "-number")
        return PortalCase(
            case=facts,
            person=person,
            events=tuple(_entry(event) for event in events),
            appointments=tuple(
                appointment_facts(item)
                for item in sorted(applied.appointments, key=lambda item: item.starts_at)
                if item.person == person.ref or (item.person is None and is_only)
            ),
            property=tuple(property_facts(item) for item in crime.property) if crime else (),
            summary=crime.summary if crime else None,
            offence_title=facts.offence_title,
            last_checked_at=facts.source.last_ok_at,
        )


def thread_entries(person_id: PersonId, *, force: ForceName) -> Sequence[ThreadEntry]:
    """
    Return the log entries to and from one person, oldest first.

    :raises UnknownPerson: if the force has no such person, or they are no longer in the case.
    """
    with in_force(force):
        applied = _applied(_case_of(person_id, force))
        ref = Person.objects.values_list("ref", flat=True).get(id=person_id)
        is_only = len(applied.victims()) == 1
        return [
            thread_entry(item)
            for item in sorted(_entries(applied), key=lambda item: (item.at, item.id))
            if item.person == ref or (item.person is None and is_only)
        ]


def task_answers(case_ids: Iterable[CaseId], *, force: ForceName) -> Mapping[CaseId, Sequence[TaskAnswer]]:
    """
    Return what became of the tasks of these cases, each case's in the order in which the source lists them; one query.

    Every case asked for is there that the force has. A case whose document cannot be read is left out and logged.
    """
    with in_force(force):
        return {
            row.case_id: [answer for item in _tasks(applied) if (answer := task_answer(item))]
            for row in _documents(case_ids, force)
            if (applied := _readable(row, force)) is not None
        }


def case_id_by_reference(reference: str, *, kind: CaseKind, force: ForceName) -> CaseId | None:
    """Return our id of the crime or incident that the force calls `reference`, or None."""
    with in_force(force):
        row = Case.objects.filter(force=force, kind=kind, reference=reference).values_list("id", flat=True).first()
        return None if row is None else CaseId(row)


def references_held(references: Collection[str], *, force: ForceName) -> frozenset[str]:
    """Return which of these references a crime or an incident has that was not erased."""
    with in_force(force):
        rows = Case.objects.filter(force=force, reference__in=references, applied__isnull=False)
        return frozenset(rows.values_list("reference", flat=True))


def _case_of(person_id: PersonId, force: ForceName) -> Case:
    row = Case.objects.filter(force=force, person__id=person_id, person__is_present=True).first()
    if row is None:
        raise UnknownPerson(person_id)
    return row


def _applied(row: Case) -> AnyApplied:
    # Who makes the row of a reference also writes its document, in the same transaction.
    return applied_of(row.applied or {}, is_incident=row.kind == CaseKind.INCIDENT)


def _entries(applied: AnyApplied) -> Sequence[wire.Entry]:
    # A control room has no log that a victim could read or write in.
    return applied.entries if isinstance(applied, AppliedCase) else ()


def _tasks(applied: AnyApplied) -> Sequence[wire.TaskAnswer]:
    return applied.tasks if isinstance(applied, AppliedCase) else ()


@dataclass(frozen=True)
class _Document:
    """What we hold of one case, as JSON text: read from it directly it costs half of what a decoded one does."""

    case_id: CaseId
    kind: CaseKind
    source_id: int
    held: int
    text: str


def _documents(case_ids: Iterable[CaseId], force: ForceName) -> Sequence[_Document]:
    with connection.cursor() as cursor:
        cursor.execute(_DOCUMENTS, [force, list(case_ids)])
        return [
            _Document(CaseId(case_id), CaseKind(kind), source_id, held, text or "{}")
            for case_id, kind, source_id, held, text in cursor.fetchall()
        ]


def _readable(document: _Document, force: ForceName) -> AnyApplied | None:
    """Return what the document says, or None, logged, where it cannot be read."""
    try:
        return read_applied(document.text, is_incident=document.kind is CaseKind.INCIDENT)
    except ValidationError:
        logger.error("the document of case %s of force %s cannot be read", document.case_id, force)
        return None


def _people_ids(
    case_ids: Sequence[CaseId],
) -> tuple[Mapping[int, Mapping[str, PersonId]], Mapping[PersonId, frozenset[str]]]:
    """Return our ids of the people of these cases, and what was confirmed of them, by digests."""
    found: dict[int, dict[str, PersonId]] = {}
    confirmed: dict[PersonId, frozenset[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [list(case_ids)])
        for case_id, ref, person_id, digests in cursor.fetchall():
            found.setdefault(case_id, {})[ref] = PersonId(person_id)
            if digests:
                confirmed[PersonId(person_id)] = frozenset(digests)
    return found, confirmed


def _sources_of(force: ForceName) -> Mapping[int, SourceFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, [force])
        rows = [Source(**dict(zip(_SOURCE_COLUMNS, row, strict=True))) for row in cursor.fetchall()]
    for row in rows:
        row.config = json.loads(row.config)
    return {row.id: source_facts(row) for row in rows}


def _entry_of(row: Sequence[Any]) -> TimelineEntry:
    number, kind, at, received_at, seen_at, person_ref, item, details = row
    return TimelineEntry(number, kind, at, received_at, seen_at, person_ref, item, json.loads(details))


def _entry(row: TimelineEvent) -> TimelineEntry:
    return TimelineEntry(
        number=row.number,
        kind=row.kind,
        at=row.at,
        received_at=row.received_at,
        seen_at=row.seen_at,
        person_ref=row.person_ref,
        item=row.item,
        details=row.details,
    )
