"""Writes down what a provider answered, only where the lease is still this worker's; and what it lets be told."""

import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import read_rows, update_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.operations import lock_cases
from waypost.messages.ladder import climbs_at
from waypost.messages.metrics import HAND_OVERS, LOST_LEASES
from waypost.messages.models import Attempt, Message
from waypost.messages.operations.asking import settle_later
from waypost.messages.operations.claim import Lease
from waypost.messages.operations.ends import doubt, fail
from waypost.messages.operations.learn import learn_status
from waypost.messages.operations.news import wake_clocks
from waypost.messages.operations.pausing import has_taken, pause, pause_if_silent
from waypost.messages.operations.telling import Telling, tell
from waypost.messages.pace import ask_again_in, look_again_in, pause_s
from waypost.messages.providers import (
    NO_LOOK_UP,
    PRESUMED,
    Accepted,
    Doubtful,
    Provider,
    RefusalKind,
    Refused,
    SendAnswer,
)
from waypost.messages.rows import MOVED_FIELDS, STATE_FIELDS, is_code, move
from waypost.messages.values import DeliveryStatus, MessageState, Owner, Reason

_log = logging.getLogger(__name__)
_OPEN = {
    MessageState.LEASED,
    MessageState.IN_DOUBT,
    # Taken back into the queue after a look-up that knew nothing: a late word is still the truth.
    MessageState.QUEUED,
    MessageState.PLANNED,
    MessageState.HELD,
}
_OURS = {MessageState.LEASED, MessageState.IN_DOUBT}


@dataclass(frozen=True)
class Recording:
    """Where and when answers are written down."""

    force: ForceName
    provider: Provider
    now: datetime


def record(answers: Sequence[tuple[Lease, SendAnswer]], how: Recording) -> None:
    """Write down a provider's answers in one transaction."""
    crashpoint("record.before")
    again_after_deadlock(lambda: _record(answers, how))
    crashpoint("record.after_commit")


def _record(answers: Sequence[tuple[Lease, SendAnswer]], how: Recording) -> None:
    with in_force(how.force):
        rows = lock_messages(lease.message_id for lease, _ in answers)
        attempts, telling = lock_attempts([lease.request.reference for lease, _ in answers]), Telling()
        for lease, answer in answers:
            HAND_OVERS.labels(provider=how.provider.name, answer=type(answer).__name__.lower()).inc()
            attempt = attempts[lease.request.reference]
            _record_one(rows[lease.message_id], attempt, (lease, answer), how, telling)
        _watch([answer for _, answer in answers], how)
        save(rows.values(), attempts.values(), telling, now=how.now)
        crashpoint("record.before_commit")


def _watch(answers: Sequence[SendAnswer], how: Recording) -> None:
    """Remember that the provider takes messages, or pause where it leaves many in doubt and takes none."""
    if any(isinstance(answer, Accepted) for answer in answers):
        has_taken(how.provider, force=how.force)
    else:
        pause_if_silent(answers, how.provider, force=how.force, now=how.now)


def lock_messages(message_ids: Iterable[UUID]) -> Mapping[UUID, Message]:
    """
    Return these rows locked, in the order in which every operation locks: cases, their places, then messages.

    What is learned of a message may go on its case's timeline; to lock the case only then could close a circle
    with the workers that decide and with intake.
    """
    wanted = list(message_ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM messages_message WHERE id = ANY(%s::uuid[])", [wanted])
        lock_cases([CaseId(case_id) for (case_id,) in cursor.fetchall()])
    # Not the gates' answers: they are the most of a row, and only what stands still is asked for them again.
    where = "WHERE t.id = ANY(%s::uuid[]) ORDER BY t.id FOR UPDATE"
    return {row.id: row for row in read_rows(Message, where, [wanted], without=("gates",))}


def lock_attempts(references: Sequence[str]) -> Mapping[str, Attempt]:
    """Return these attempts locked, by their references."""
    where = "WHERE t.reference = ANY(%s::text[]) ORDER BY t.reference FOR UPDATE"
    return {row.reference: row for row in read_rows(Attempt, where, [list(references)])}


def save(rows: Iterable[Message], attempts: Iterable[Attempt], telling: Telling, *, now: datetime) -> None:
    """
    Save what operations changed, tell of it, give to people what has failed, and let the clocks see what has ended.

    The rows are of one force.
    """
    saved = list(rows)
    if not saved:
        return
    settled = {row.id for row in settle_later(saved, now=now)}
    update_rows([row for row in saved if row.id in settled], STATE_FIELDS)
    update_rows([row for row in saved if row.id not in settled], MOVED_FIELDS)
    update_rows(list(attempts), ("accepted_at", "provider_id", "status", "last_problem"))
    tell(telling, saved, force=ForceName(saved[0].force), now=now)
    wake_clocks(saved)


def accept(row: Message, attempt: Attempt, accepted: Accepted, telling: Telling, *, now: datetime) -> None:
    """
    Take a message to handed over, once: from an answer, a look-up or a receipt, whichever comes first.

    The first of them tells the crime system's log what was sent. A word about an attempt that the provider has given
    up says nothing of the next one: it moves nothing.
    """
    is_over = bool(attempt.status) and DeliveryStatus(attempt.status).is_final
    if attempt.accepted_at is None:
        attempt.accepted_at = now
        telling.taken.append((row, attempt))
    attempt.provider_id = attempt.provider_id or accepted.provider_id
    if not attempt.status:
        attempt.status = DeliveryStatus.CREATED
    if row.handed_over_at is None:
        row.handed_over_at = now
        telling.left.append((row, attempt))
    if MessageState(row.state) in _OPEN and not is_over:
        row.due_at = now + look_again_in(now - attempt.accepted_at, has_word=attempt.provider not in PRESUMED)
        if row.tell_by is not None and attempt.provider not in PRESUMED:
            climbs = climbs_at(row.tell_by, handed_over_at=row.handed_over_at)
            row.due_at = min(row.due_at, climbs) if climbs > now else row.due_at
        move(row, MessageState.HANDED_OVER, reason=None, owner=Owner.NOBODY, now=now)


def _record_one(
    row: Message, attempt: Attempt, said: tuple[Lease, SendAnswer], how: Recording, telling: Telling
) -> None:
    lease, answer = said
    if row.lease_token != lease.token:
        LOST_LEASES.inc()
        _log.error("message %s: an answer came after its lease had passed on (%s)", row.id, type(answer).__name__)
        return
    match answer:
        case Accepted():
            accept(row, attempt, answer, telling, now=how.now)
        case Refused() if MessageState(row.state) in _OURS:
            attempt.last_problem = answer.code[:40]
            _refused(row, attempt, answer, how, telling)
        case Doubtful() if row.state == MessageState.LEASED:
            attempt.last_problem = answer.code[:40]
            _doubt(row, how)


def _doubt(row: Message, how: Recording) -> None:
    doubt(row, ask_in_s=how.provider.reconcile_after_s, now=how.now)
    if how.provider.name in NO_LOOK_UP:
        # Never again by itself: a person finds out.
        fail(row, Reason.CANNOT_ASK_PROVIDER, now=how.now)


def _refused(row: Message, attempt: Attempt, refused: Refused, how: Recording, telling: Telling) -> None:
    match refused.kind:
        case RefusalKind.RECIPIENT:
            learn_status(row, attempt, DeliveryStatus.PERMANENT_FAILURE, telling, now=how.now)
        case RefusalKind.MESSAGE:
            fail(row, Reason.PROVIDER_REFUSED, now=how.now)
        case _ if is_code(row):
            fail(row, Reason.PROVIDER_REFUSED, now=how.now)
        case RefusalKind.NOT_CALLED:
            _queue(row, wait_s=0, now=how.now)
        case RefusalKind.LATER:
            _queue(row, wait_s=_wait_s(attempt, refused), now=how.now)
        case _:
            _refused_us_all(row, refused, how, wait_s=_wait_s(attempt, refused))


def _refused_us_all(row: Message, refused: Refused, how: Recording, *, wait_s: float) -> None:
    """What holds for one message holds for every other: no worker calls this provider for a while."""
    if refused.kind is RefusalKind.US:
        row.due_at = how.now + ask_again_in(how.now - row.planned_at)
        move(row, MessageState.HELD, reason=Reason.PROVIDER_REFUSES_US, owner=Owner.SYSTEM, now=how.now)
    else:
        _queue(row, wait_s=wait_s, now=how.now)
    wait_s = wait_s if refused.retry_after_s is None else refused.retry_after_s
    pause(how.provider, wait_s=wait_s, force=how.force, now=how.now)


def _wait_s(attempt: Attempt, refused: Refused) -> float:
    # No jitter of secrets: it only keeps workers from coming back in step.
    return pause_s(attempt.tries, asked_s=refused.retry_after_s, spread=random.random())  # noqa: S311


def _queue(row: Message, *, wait_s: float, now: datetime) -> None:
    row.due_at = now + timedelta(seconds=wait_s)
    move(row, MessageState.QUEUED, reason=None, owner=Owner.NOBODY, now=now)
