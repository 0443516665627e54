"""From what a door brings to candidates for the record."""

import functools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.db import connection

from waypost.access.queries import force_settings
from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.codes import read_known
from waypost.cases.folding import AnySnapshot, Rules
from waypost.cases.intake.freshness import note_heard_of
from waypost.cases.intake.record import write_record
from waypost.cases.intake.unreadable import Unread, hold_unread
from waypost.cases.intake.values import (
    PLACEHOLDER_REVISION,
    Candidate,
    IncomingEvent,
    IntakeResult,
    PolledDocument,
    PolledResult,
    Rejection,
    Written,
    digest,
)
from waypost.cases.snapshot import SnapshotFault, parse_case, parse_incident
from waypost.cases.values import CaseKind, SourceFacts

logger = logging.getLogger(__name__)

_known = functools.cache(read_known)


@dataclass(frozen=True)
class _Parsed:
    """The events of several requests: the candidates by id, which request brought each first, each one's faults."""

    candidates: dict[str, Candidate]
    brought_by: dict[str, int]
    rejected: Sequence[list[Rejection]]
    unread: list[Unread] = field(default_factory=list)


def take_events(source: SourceFacts, events: Sequence[IncomingEvent], *, now: datetime) -> IntakeResult:
    """
    Take events of one source, in the order given; what is accepted is committed when this returns.

    A fault of shape rejects that event alone, and its id stays unknown so that it can be sent again, mended; until then
    its case is held.
    Every event's `force` must have been checked to be the source's.

    *Source:* contract.md, "Intake".
    """
    (result,) = take_together(source, [events], now=now)
    return result


def take_together(
    source: SourceFacts, requests: Sequence[Sequence[IncomingEvent]], *, now: datetime
) -> Sequence[IntakeResult]:
    """
    Take what several requests of one source bring, as `take_events` takes each, in one transaction; answer each.

    An event that two of them bring is the first one's, and a duplicate in the other.
    """
    parsed = _parse_all(requests)
    return again_after_deadlock(lambda: _take_together(source, requests, parsed, now))


def _take_together(
    source: SourceFacts, requests: Sequence[Sequence[IncomingEvent]], parsed: _Parsed, now: datetime
) -> Sequence[IntakeResult]:
    with in_force(source.force):
        new = _remember(source, [event for events in requests for event in events], parsed.candidates, now)
        batch = [parsed.candidates[event_id] for event_id in new]
        written = write_record(source, batch, rules=rules_of(source.force), now=now)
        hold_unread(source, parsed.unread, now=now)
        if parsed.candidates:
            note_heard_of(source, now=now)
        crashpoint("intake.before_commit")
    crashpoint("intake.after_commit")
    of_requests: list[list[Written]] = [[] for _ in requests]
    for event_id, each in zip(new, written, strict=True):
        of_requests[parsed.brought_by[event_id]].append(each)
    return [
        _result(len(events), own, rejected)
        for events, own, rejected in zip(requests, of_requests, parsed.rejected, strict=True)
    ]


def _result(events: int, written: Sequence[Written], rejected: Sequence[Rejection]) -> IntakeResult:
    total = sum(written, start=Written())
    duplicate = events - len(rejected) - len(written)
    return IntakeResult(total.accepted, duplicate, total.stale, total.held, tuple(rejected))


def take_polled(source: SourceFacts, documents: Sequence[PolledDocument], *, now: datetime) -> PolledResult:
    """
    Take what a polled source shows, one document a reference; a changed content is the held revision plus one.

    *Source:* design 1.1.
    """
    candidates, rejected = [], []
    for polled in documents:
        try:
            candidates.append(_polled_candidate(polled))
        except SnapshotFault as fault:
            rejected.append(Rejection(polled.reference, f"{fault.field}: {fault.sentence}"))
    written = again_after_deadlock(lambda: _take_polled(source, candidates, now))
    return PolledResult(written.accepted, written.unchanged, written.held, tuple(rejected))


def _take_polled(source: SourceFacts, candidates: Sequence[Candidate], now: datetime) -> Written:
    with in_force(source.force):
        return sum(write_record(source, candidates, rules=rules_of(source.force), now=now), start=Written())


def _parse_all(requests: Sequence[Sequence[IncomingEvent]]) -> _Parsed:
    parsed = _Parsed({}, {}, [[] for _ in requests])
    for place, events in enumerate(requests):
        for event in events:
            if event.id in parsed.candidates:
                continue
            try:
                parsed.candidates[event.id] = _candidate(event)
            except SnapshotFault as fault:
                where = f"data.{fault.field}" if fault.field else "data"
                error = f"{where}: {fault.sentence}"
                parsed.rejected[place].append(Rejection(event.id, error))
                parsed.unread.extend(_unread(event, error))
            else:
                parsed.brought_by[event.id] = place
    return parsed


def _unread(event: IncomingEvent, error: str) -> Sequence[Unread]:
    said = event.document.get("reference")
    references = [said] if event.subject in (None, said) else [said, event.subject]
    return [Unread(one, event.kind, event.document.get("revision"), error) for one in references]


def _candidate(event: IncomingEvent) -> Candidate:
    snapshot = snapshot_of(event.document, event.kind)
    if event.subject is not None and event.subject != snapshot.reference:
        raise SnapshotFault("reference", "differs from the event's subject: send the reference in both.")
    return Candidate(event.id, snapshot, event.raw)


def snapshot_of(document: Mapping[str, object], kind: CaseKind) -> AnySnapshot:
    """
    Return the snapshot of this kind in a document.

    :raises SnapshotFault: naming the first field that breaks the contract.
    """
    return parse_case(document) if kind is CaseKind.CRIME else parse_incident(document)


def _polled_candidate(polled: PolledDocument) -> Candidate:
    snapshot = snapshot_of({**polled.document, "revision": PLACEHOLDER_REVISION}, polled.kind)
    raw = snapshot.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    return Candidate(polled.reference, snapshot, raw, content_hash=polled.content_hash)


def _remember(
    source: SourceFacts, events: Sequence[IncomingEvent], candidates: Mapping[str, Candidate], now: datetime
) -> Sequence[str]:
    """Write the ids of the candidates down and return those that were not known, in the order given."""
    # Sorted, so that two batches with the same ids wait for one another instead of locking each other out.
    ordered = [candidates[event_id] for event_id in sorted(candidates)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_intake_event (source_id, event_id, force, digest, received_at)"
            " SELECT %s, event_id, %s, digest, %s FROM unnest(%s::text[], %s::bytea[]) AS e (event_id, digest)"
            " ON CONFLICT DO NOTHING RETURNING event_id",
            [source.id, source.force, now, [e.event_id for e in ordered], [digest(e.raw) for e in ordered]],
        )
        new = {event_id for (event_id,) in cursor.fetchall()}
    repeated = [
        event
        for event in events
        if event.id in candidates and (event.id not in new or event.raw != candidates[event.id].raw)
    ]
    _alarm_on_other_bodies(source, repeated)
    return [event_id for event_id in candidates if event_id in new]


def _alarm_on_other_bodies(source: SourceFacts, known: Sequence[IncomingEvent]) -> None:
    if not known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_id, digest FROM cases_intake_event WHERE source_id = %s AND event_id = ANY(%s)",
            [source.id, [event.id for event in known]],
        )
        digests = {event_id: bytes(kept) for event_id, kept in cursor.fetchall()}
    others = sum(digests[event.id] != digest(event.raw) for event in known)
    if others:
        logger.error("source %s sent %s known event ids with another body", source.id, others)


def rules_of(force: ForceName) -> Rules:
    """Return what comparing needs to know of a force."""
    own = force_settings(force)
    known = replace(_known(settings.CONTENT_DIR), channels=own.channels)
    return Rules(known=known, backlog_days=own.backlog_days)
