"""Every write of this room but the way in (`intake`): sources, events that doors add, the outbox."""

import base64
import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, Subquery

from waypost.base.ids import new_id
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.sealing import seal, unseal
from waypost.base.sets import insert_rows, read_rows, update_rows
from waypost.base.values import CaseId, ForceName, JsonValue
from waypost.cases.models import Case, OutboxItem, Source, TimelineEvent
from waypost.cases.outbox import NewOutboxItem, write_items
from waypost.cases.places import wake_readers
from waypost.cases.values import OutboxItemFacts, OutboxKind, SourceState

_MEND = (
    "Waypost cannot work out what to tell the victim in this case, so nobody is told by itself."
    " Check the record, tell the victim yourself, and ask the people who run Waypost to look."
)
_MEND_WITHIN = timedelta(days=1)
_LOCK_CASES = "SELECT FROM cases_case WHERE id = ANY(%s::bigint[]) ORDER BY reference, kind FOR UPDATE"
_LOCK_PLACES = "SELECT FROM cases_place WHERE case_id = ANY(%s::bigint[]) ORDER BY reader, case_id FOR UPDATE"
_ASKED_FOR = {"id", "force", "source", "revision", "events"}
_NOT_ASKED_FOR = tuple(one.name for one in Case._meta.concrete_fields if one.name not in _ASKED_FOR)


class SourceExists(ValueError):
    """The force has a source of that name already."""


@dataclass(frozen=True)
class NewSource:
    """What a source is registered with."""

    force: ForceName
    name: str
    kind: str
    state: SourceState
    write_back_url: str = ""
    config: Mapping[str, JsonValue] | None = None
    fresh_within_minutes: int | None = None


@dataclass(frozen=True)
class AddedSource:
    """The secrets of a new source, told once: only the key's digest and the sealed secret are kept."""

    id: int
    name: str
    key: str
    signing_secret: str


@dataclass(frozen=True)
class NewEvent:
    """An event whose origin is Waypost itself, such as `portal.registered`."""

    kind: str
    at: datetime
    person_ref: str | None = None
    item: str | None = None
    details: Mapping[str, JsonValue] = field(default_factory=dict)


def add_source(new: NewSource, *, now: datetime) -> AddedSource:
    """
    Register a source.

    :raises SourceExists: if the force has one of that name.
    """
    key, secret = _new_key(), _new_secret()
    try:
        with transaction.atomic():
            row = Source.objects.create(
                force=new.force,
                name=new.name,
                kind=new.kind,
                state=new.state,
                key_digest=key_digest(key),
                signing_secret=seal(secret),
                write_back_url=new.write_back_url,
                config=dict(new.config or {}),
                fresh_within_minutes=new.fresh_within_minutes,
                created_at=now,
            )
    except IntegrityError:
        raise SourceExists(f"force {new.force} has a source {new.name} already: choose another name") from None
    return AddedSource(row.id, new.name, key, secret)


def key_digest(key: str) -> str:
    """Return what is kept of a key. It is long and random, so a plain hash cannot be turned back."""
    return hashlib.sha256(key.encode()).hexdigest()


def signing_secrets(source_id: int, *, now: datetime) -> Sequence[str]:
    """
    Return the secrets with which what goes to this source is signed: the newest, and the one before while it is good.

    *Source:* Standard Webhooks 1.0, "Multiple signatures".
    """
    row = Source.objects.get(id=source_id)
    is_older_good = row.older_secret_until is not None and row.older_secret_until > now
    sealed = [row.signing_secret, *([row.older_secret] if is_older_good else [])]
    return [unseal(bytes(each)) for each in sealed]


def change_key(source_id: int, *, keep_until: datetime) -> str:
    """Give a source a new key, and return it, this once; the one before is good until then."""
    key = _new_key()
    older = Source.objects.filter(id=source_id).values("key_digest")[:1]
    Source.objects.filter(id=source_id).update(
        key_digest=key_digest(key), older_key_digest=Subquery(older), older_key_until=keep_until
    )
    return key


def change_secret(source_id: int, *, keep_until: datetime) -> str:
    """Sign what goes to a source with a new secret, and return it, this once; with the older one too until then."""
    secret = _new_secret()
    older = Source.objects.filter(id=source_id).values("signing_secret")[:1]
    Source.objects.filter(id=source_id).update(
        signing_secret=seal(secret), older_secret=Subquery(older), older_secret_until=keep_until
    )
    return secret


def _new_key() -> str:
    return f"wp_{secrets.token_urlsafe(32)}"


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def note_source_checked(source_id: int, *, now: datetime) -> None:
    """Remember that at `now` we had all that the source has to say."""
    Source.objects.filter(id=source_id).update(last_ok_at=now)


def lock_cases(case_ids: Iterable[CaseId]) -> None:
    """
    Lock cases and then their readers' places, in the order in which intake locks them.

    For an operation of a room above that will write to several cases and locks rows of its own: it calls this
    first, inside its transaction, and cannot close a circle with intake or with a worker that decides.
    """
    wanted = sorted(set(case_ids))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CASES, [wanted])
        cursor.execute(_LOCK_PLACES, [wanted])


def append_event(case_id: CaseId, *, force: ForceName, event: NewEvent, now: datetime) -> int:
    """Add one event to a case's timeline, wake its readers, and return its number."""
    return append_events([(case_id, event)], force=force, now=now)[0]


def append_events(events: Sequence[tuple[CaseId, NewEvent]], *, force: ForceName, now: datetime) -> Sequence[int]:
    """
    Add events to the timelines of their cases, wake the readers of those, and return the number of each.

    A fixed number of queries however many there are; the events of one case are numbered in the order given. The
    cases are locked in the order in which intake locks them.
    """
    if not events:
        return []
    with in_force(force):
        cases = _locked_cases({case_id for case_id, _ in events}, force=force)
        return _append(events, cases, force=force, now=now)


def tell_cases(
    events: Sequence[tuple[CaseId, NewEvent]], *, items: Sequence[NewOutboxItem], force: ForceName, now: datetime
) -> None:
    """
    Do as `fill_outbox` with the items and then as `append_events` with the events, the cases locked and read once.

    :raises django.db.IntegrityError: for an item that is there already.
    """
    wanted = {item.case_id for item in items} | {case_id for case_id, _ in events}
    if not wanted:
        return
    with in_force(force):
        cases = _locked_cases(wanted, force=force)
        if items:
            _fill(items, cases, force=force, now=now)
        if events:
            _append(events, cases, force=force, now=now)


def add_event(case_id: CaseId, *, force: ForceName, event: NewEvent, now: datetime) -> int:
    """Add one event to a case's timeline and return its number; the caller, whose transaction it is, wakes readers."""
    return add_events([(case_id, event)], force=force, now=now)[0]


def add_events(events: Sequence[tuple[CaseId, NewEvent]], *, force: ForceName, now: datetime) -> Sequence[int]:
    """Add events to the timelines of their cases and return the number of each; the caller wakes readers."""
    return _add(events, _locked_cases({case_id for case_id, _ in events}, force=force), now=now)


def _append(
    events: Sequence[tuple[CaseId, NewEvent]], cases: Mapping[CaseId, Case], *, force: ForceName, now: datetime
) -> Sequence[int]:
    numbers = _add(events, cases, now=now)
    wake_readers(list({case_id for case_id, _ in events}), force=force, now=now)
    wake("drain", force=force)
    return numbers


def _add(events: Sequence[tuple[CaseId, NewEvent]], cases: Mapping[CaseId, Case], *, now: datetime) -> Sequence[int]:
    rows = [_next_event(cases[case_id], event, now=now) for case_id, event in events]
    insert_rows(rows)
    told = {case_id for case_id, _ in events}
    update_rows([case for case_id, case in cases.items() if case_id in told], ["events"])
    return [row.number for row in rows]


def _locked_cases(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Case]:
    where = "WHERE t.force = %s AND t.id = ANY(%s::bigint[]) ORDER BY t.reference, t.kind FOR UPDATE"
    # Not the document: it is the most of a row, and nobody here asks for it.
    rows = read_rows(Case, where, [force, list(case_ids)], without=_NOT_ASKED_FOR)
    found = {CaseId(row.id): row for row in rows}
    if len(found) < len(case_ids):
        raise Case.DoesNotExist(f"force {force} has no case of these ids: {sorted(set(case_ids) - set(found))}")
    return found


def _next_event(case: Case, event: NewEvent, *, now: datetime) -> TimelineEvent:
    case.events += 1
    return TimelineEvent(
        force=case.force,
        case_id=case.id,
        number=case.events,
        kind=event.kind,
        at=event.at,
        received_at=now,
        seen_at=now,
        revision=case.revision,
        person_ref=event.person_ref,
        item=event.item,
        details=dict(event.details),
    )


def add_to_outbox(
    case_id: CaseId,
    *,
    force: ForceName,
    kind: OutboxKind,
    waypost_id: UUID,
    payload: Mapping[str, JsonValue],
    now: datetime,
) -> None:
    """
    Let the case's source take something: in order per case, tried until taken, once by `waypost_id`.

    The payload is that of contract.md, "Write-back", without the two ids that are filled in when it is sent.
    """
    fill_outbox([NewOutboxItem(waypost_id, case_id, kind, payload)], force=force, now=now)


def fill_outbox(items: Sequence[NewOutboxItem], *, force: ForceName, now: datetime) -> None:
    """
    Let the sources of cases take these items; those of one case in the order given.

    A fixed number of queries however many there are. The cases are locked in the order in which intake locks them,
    which gives the items of one case their order.

    :raises django.db.IntegrityError: for an item that is there already.
    """
    if not items:
        return
    with in_force(force):
        cases = _locked_cases({item.case_id for item in items}, force=force)
        _fill(items, cases, force=force, now=now)


def _fill(items: Sequence[NewOutboxItem], cases: Mapping[CaseId, Case], *, force: ForceName, now: datetime) -> None:
    write_items(items, sources={case.id: case.source_id for case in cases.values()}, force=force, now=now)
    wake("write_back", force=force)


def ask_for_mending(case_id: CaseId, *, force: ForceName, now: datetime) -> None:
    """Give the officer in the case a task: nobody is told anything by itself until somebody has looked at it."""
    add_to_outbox(
        case_id,
        force=force,
        kind=OutboxKind.TASK,
        waypost_id=new_id(),
        payload={
            "kind": "mend",
            "person": None,
            "text": _MEND,
            "script": None,
            "due_at": (now + _MEND_WITHIN).isoformat(),
            "for": None,
        },
        now=now,
    )


def claim_outbox(
    source_id: int, *, force: ForceName, limit: int, lease: timedelta, now: datetime
) -> list[OutboxItemFacts]:
    """
    Lease due items of one source: of each case the oldest that waits, so that order holds.

    A lease is `next_at` moved on: if we die, the item is due again after it, and the source knows it by its id.
    """
    with in_force(force):
        earlier = OutboxItem.objects.filter(case_id=OuterRef("case_id"), state="waiting", number__lt=OuterRef("number"))
        rows = list(
            OutboxItem.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(~Exists(earlier), force=force, source_id=source_id, state="waiting", next_at__lte=now)
            .order_by("created_at", "id")[:limit]
        )
        OutboxItem.objects.filter(id__in=[row.id for row in rows]).update(
            attempts=F("attempts") + 1, next_at=now + lease
        )
        references = dict(Case.objects.filter(id__in=[row.case_id for row in rows]).values_list("id", "reference"))
        return [_outbox_facts(row, references[row.case_id]) for row in rows]


def mark_outbox_taken(waypost_id: UUID, *, force: ForceName, now: datetime) -> None:
    """Record that the source has the item."""
    with in_force(force):
        OutboxItem.objects.filter(force=force, id=waypost_id).update(state="taken", taken_at=now, last_error="")


def mark_outbox_failed(waypost_ids: Sequence[UUID], *, force: ForceName, error: str, next_at: datetime) -> None:
    """Record a try of each that failed, with a code of ours as the error, and when to try again."""
    with in_force(force):
        OutboxItem.objects.filter(force=force, id__in=waypost_ids, state="waiting").update(
            last_error=error[:60], next_at=next_at
        )


def _outbox_facts(row: OutboxItem, reference: str) -> OutboxItemFacts:
    return OutboxItemFacts(
        waypost_id=row.id,
        case_id=CaseId(row.case_id),
        reference=reference,
        number=row.number,
        kind=OutboxKind(row.kind),
        payload=row.payload,
        attempts=row.attempts + 1,
        created_at=row.created_at,
    )
