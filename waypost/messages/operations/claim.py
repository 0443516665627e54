"""
Takes due messages of one force and channel under a lease: asks the gates again, makes the words, writes the attempt
down.

All of it in one transaction that is committed before anybody is called (trust.md, finding 1).
"""

import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, read_rows, update_rows
from waypost.base.values import ForceName, MessageId, PersonId
from waypost.messages.circumstances import Circumstances, Wanted, judge, read_circumstances
from waypost.messages.gates import Gate
from waypost.messages.models import Attempt, Message, Reference
from waypost.messages.operations.asking import settle
from waypost.messages.operations.capping import cap, count_push
from waypost.messages.operations.guarding import count_leaving, guard, keep_counts
from waypost.messages.operations.news import wake_clocks
from waypost.messages.operations.pausing import pauses_of
from waypost.messages.operations.telling import tell_of_ends
from waypost.messages.operations.words import DraftChanged, Prepared, Ready, finish, portal_addresses, prepare
from waypost.messages.pace import Pace, lease_s
from waypost.messages.providers import Provider, SendRequest
from waypost.messages.render import CannotRender
from waypost.messages.rows import STATE_FIELDS, asked_again, move, obey, subject_of, unfit
from waypost.messages.stops import Stoppable
from waypost.messages.values import (
    ASKED_AGAIN,
    AnswerKind,
    Channel,
    DeliveryStatus,
    MessageClass,
    MessageState,
    Owner,
    Verdict,
)


@dataclass(frozen=True)
class Lease:
    """
    A message that this worker, and nobody else, may hand over until `call_before` (this machine's monotonic clock).
    """

    message_id: MessageId
    token: int
    request: SendRequest
    call_before: float
    stoppable: Stoppable


@dataclass(frozen=True)
class Claimed:
    """
    One batch: how many were looked at, and those that passed every gate.

    `is_last`: another look would find nothing that this one has left.
    """

    looked_at: int
    leases: tuple[Lease, ...]
    is_last: bool = True


_ANY = Q()


@dataclass(frozen=True)
class Batch:
    """
    What one claim works with: the messages of one channel, and who carries them, if anybody does.

    `which` of the channel's messages, where another provider takes the rest (`pausing.shares`).
    """

    force: ForceName
    channel: Channel
    provider: Provider | None
    gates: Sequence[Gate]
    pace: Pace
    now: datetime
    which: Q = _ANY


def claim(batch: Batch) -> Claimed:
    """Lease the due messages of one batch, and send those that a gate stops where they belong."""
    # Once for all tries of this: the lease is counted from `now`, which does not move with them either.
    started = time.monotonic()
    return again_after_deadlock(lambda: _claim(batch, started=started))


def _claim(batch: Batch, *, started: float) -> Claimed:
    with in_force(batch.force):
        pause = pauses_of(batch.force).get(batch.provider.name) if batch.provider else None
        if pause and pause.is_on(batch.now):
            return Claimed(0, ())
        if pause and pause.is_probe_due(batch.now):
            # One will show whether the provider is back.
            batch = replace(batch, pace=replace(batch.pace, batch=1))
        rows = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(
                batch.which, force=batch.force, channel=batch.channel, state=MessageState.QUEUED, due_at__lte=batch.now
            )
            .order_by("due_at", "event_number", "id")[: batch.pace.batch]
        )
        looked_at, rows = len(rows), _first_of_each_person(rows)
        if not rows:
            return Claimed(looked_at, ())
        is_last = looked_at < batch.pace.batch and looked_at == len(rows)
        channels_set_up = frozenset({batch.channel}) if batch.provider else frozenset()
        circumstances = cap(rows, _circumstances(rows, batch, channels_set_up=channels_set_up), gates=batch.gates)
        circumstances = guard(rows, circumstances)
        ready = _ready(rows, circumstances, batch)
        leases = _lease(ready, batch, started=started) if batch.provider else ()
        keep_counts([one.row for one in ready], circumstances)
        settle(rows, circumstances)
        update_rows(rows, STATE_FIELDS)
        tell_of_ends(rows, force=batch.force, now=batch.now)
        wake_clocks(rows)
        if leases:
            crashpoint("claim.before_commit")
    if leases:
        crashpoint("claim.after_commit")
    return Claimed(looked_at, leases, is_last=is_last and len(leases) == looked_at)


def _first_of_each_person(rows: Sequence[Message]) -> list[Message]:
    """Return each person's first message: the next one leaves when it has left, so that news comes in order."""
    first: dict[int, Message] = {}
    for row in rows:
        first.setdefault(row.person_id, row)
    return list(first.values())


def reconsider(batch: Batch, *, channels_set_up: Set[Channel]) -> int:
    """
    Ask the gates again of messages that stand still, held or waiting for a person, whose time has come.

    Of every channel; return how many were asked.
    """
    return again_after_deadlock(lambda: _reconsider(batch, channels_set_up=channels_set_up))


def _reconsider(batch: Batch, *, channels_set_up: Set[Channel]) -> int:
    with in_force(batch.force):
        rows = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(force=batch.force, state__in=list(ASKED_AGAIN), due_at__lte=batch.now)
            .order_by("due_at", "id")[: batch.pace.batch]
        )
        if not rows:
            return 0
        look_again(rows, _circumstances(rows, batch, channels_set_up=channels_set_up), gates=batch.gates)
        return len(rows)


def look_again(rows: Sequence[Message], circumstances: Circumstances, *, gates: Sequence[Gate]) -> None:
    """Ask the gates about locked rows that nobody has leased, and save where that takes them."""
    for row in rows:
        obey(row, judge(subject_of(row), circumstances, gates=gates), now=circumstances.now)
    settle(rows, circumstances)
    update_rows(rows, STATE_FIELDS)
    tell_of_ends(rows, force=circumstances.settings.name, now=circumstances.now)
    wake_clocks(rows)


def _circumstances(rows: Sequence[Message], batch: Batch, *, channels_set_up: Set[Channel]) -> Circumstances:
    wanted = Wanted(
        person_ids=[PersonId(row.person_id) for row in rows],
        replaced_runs={run_id for row in rows for run_id in row.replaces},
        channels_set_up=channels_set_up,
        has_survey=any(row.message_class == MessageClass.SURVEY for row in rows),
    )
    return read_circumstances(wanted, force=batch.force, now=batch.now)


def _ready(rows: Sequence[Message], circumstances: Circumstances, batch: Batch) -> list[Ready]:
    """Ask the gates about each row; move those that are stopped, return those that pass with their words."""
    passed: list[tuple[Prepared, Verdict]] = []
    for row in rows:
        for one in _pass(row, circumstances, batch):
            passed.append(one)
            circumstances = count_leaving(row, count_push(row, circumstances))
    portals = portal_addresses([prepared for prepared, _ in passed], force=batch.force, now=batch.now)
    return [one for prepared, verdict in passed for one in _finish(prepared, verdict, portals)]


def _pass(row: Message, circumstances: Circumstances, batch: Batch) -> Iterator[tuple[Prepared, Verdict]]:
    verdict = judge(subject_of(row), circumstances, gates=batch.gates)
    if verdict.outcome.kind is not AnswerKind.PASS:
        obey(row, verdict, now=batch.now)
        return
    row.gates = [one.to_json() for one in verdict.answers]
    try:
        yield prepare(row, circumstances), verdict
    except DraftChanged:
        obey(row, asked_again(verdict), now=batch.now)
    except CannotRender:
        obey(row, unfit(verdict), now=batch.now)


def _finish(prepared: Prepared, verdict: Verdict, portals: Mapping[PersonId, str]) -> Iterator[Ready]:
    try:
        yield finish(prepared, portal=portals.get(prepared.asked.person.person_id, ""))
    except CannotRender:
        obey(prepared.row, unfit(verdict), now=prepared.asked.now)


def _lease(ready: Sequence[Ready], batch: Batch, *, started: float) -> tuple[Lease, ...]:
    """Write the attempts down and lease their messages; `started` is when this worker began."""
    assert batch.provider is not None  # noqa: S101 - the provider's gate has stopped everything else
    length_s = lease_s(
        batch.provider.timeout_s, calls=min(len(ready), batch.pace.calls_under_a_lease), threads=batch.pace.threads
    )
    # Every lease writes an attempt down: what was never leased has none.
    newest = _newest_attempts([one.row.id for one in ready if one.row.lease_token])
    leases: list[Lease] = []
    new: list[Attempt] = []
    again: list[Attempt] = []
    for one in ready:
        one.row.lease_token += 1
        one.row.due_at = batch.now + timedelta(seconds=length_s)
        move(one.row, MessageState.LEASED, reason=None, owner=Owner.NOBODY, now=batch.now)
        attempt = _attempt(one, newest.get(one.row.id), batch)
        (again if attempt.tries > 1 else new).append(attempt)
        request = _request(one, attempt.reference)
        call_before = started + length_s - batch.provider.timeout_s
        leases.append(Lease(MessageId(one.row.id), one.row.lease_token, request, call_before, one.stoppable))
    insert_rows([Reference(reference=one.reference, force=batch.force) for one in new])
    insert_rows(new)
    update_rows(again, _REWRITTEN)
    return tuple(leases)


def _request(one: Ready, reference: str) -> SendRequest:
    return SendRequest(
        reference=reference,
        channel=Channel(one.row.channel),
        recipient=one.recipient,
        body=one.rendered.body,
        subject=one.rendered.subject,
        html=one.rendered.html,
        sender=one.sender,
        letter=one.letter,
    )


_REWRITTEN = (
    "tries",
    "provider",
    "recipient",
    "template_version",
    "text_key",
    "subject",
    "body",
    "body_digest",
    "values",
    "is_discreet",
    "gates",
    "lease_token",
    "leased_at",
)


def _newest_attempts(message_ids: Sequence[UUID]) -> Mapping[UUID, Attempt]:
    if not message_ids:
        return {}
    where = "WHERE t.message_id = ANY(%s::uuid[]) ORDER BY t.message_id, t.number"
    return {attempt.message_id: attempt for attempt in read_rows(Attempt, where, [list(message_ids)])}


def _attempt(one: Ready, newest: Attempt | None, batch: Batch) -> Attempt:
    """Return the attempt to make: the newest one again, or the next after one that the provider gave up."""
    attempt = newest
    if attempt is None or _is_over(attempt):
        number = newest.number + 1 if newest else 1
        attempt = Attempt(
            reference=reference(MessageId(one.row.id), number=number),
            force=batch.force,
            message_id=one.row.id,
            number=number,
            tries=0,
        )
    attempt.tries += 1
    attempt.provider = batch.provider.name if batch.provider else ""
    attempt.recipient = one.recipient
    attempt.template_version, attempt.text_key = one.row.template_version, one.row.text_key
    attempt.subject = one.rendered.subject
    attempt.body, attempt.body_digest = one.rendered.body, one.rendered.digest
    attempt.values, attempt.is_discreet, attempt.gates = dict(one.rendered.values), one.is_discreet, one.row.gates
    attempt.lease_token, attempt.leased_at = one.row.lease_token, batch.now
    return attempt


def _is_over(attempt: Attempt) -> bool:
    return bool(attempt.status) and DeliveryStatus(attempt.status).is_final


def reference(message_id: MessageId, *, number: int) -> str:
    """
    Return what the provider knows an attempt by.

    *Source:* contract, "Out to GOV.UK Notify".
    """
    return str(message_id) if number == 1 else f"{message_id}-{number}"
