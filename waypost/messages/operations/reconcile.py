"""
What became of it? Leases that ran out are in doubt; what is in doubt is asked for by its reference, not earlier than
the provider's look-up can know. *Source:* trust.md findings 1 to 3.
"""

import random
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from waypost.base.crashpoints import crashpoint
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.ladder import climbs_at
from waypost.messages.models import Attempt, Message
from waypost.messages.operations.climbing import climb_in_time
from waypost.messages.operations.ends import doubt, fail
from waypost.messages.operations.learn import infer_delivered, learn_status
from waypost.messages.operations.pausing import attempted_by, pause_if_silent, pauses_of
from waypost.messages.operations.posting import is_printed
from waypost.messages.operations.record import Recording, accept, lock_attempts, lock_messages, save
from waypost.messages.operations.telling import Telling
from waypost.messages.pace import (
    MOST_TRIES_IN_VAIN,
    NO_BOUNCE,
    PROVIDER_REMEMBERS,
    Pace,
    ask_for_receipt_in,
    lease_s,
    pause_s,
)
from waypost.messages.providers import NO_LOOK_UP, PRESUMED, Accepted, Doubtful, LookUpAnswer, NotFound, Provider
from waypost.messages.rows import is_code, move
from waypost.messages.values import Channel, DeliveryStatus, MessageState, Owner, Reason

_TOLD = NO_LOOK_UP - PRESUMED
"""Providers that cannot be asked, and tell of their own accord."""


@dataclass(frozen=True)
class _Asked:
    """A message that the provider is asked about; `token` is the lease that brought the doubt."""

    message_id: UUID
    token: int
    reference: str


def recover_leases(force: ForceName, *, routes: Mapping[Channel, Sequence[Provider]], limit: int, now: datetime) -> int:
    """
    Take messages whose lease ran out to in doubt: whoever held them may have called and died.

    Any provider of the channel may have been called, so that nobody is asked before the slowest of them can know.
    """
    with in_force(force):
        rows = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(force=force, state=MessageState.LEASED, due_at__lte=now)
            .order_by("due_at", "id")[:limit]
        )
        for row in rows:
            route = routes.get(Channel(row.channel), ())
            doubt(row, ask_in_s=max((one.reconcile_after_s for one in route), default=0.0), now=now)
        save(rows, (), Telling(), now=now)
        return len(rows)


def give_up_doubts(force: ForceName, *, limit: int, now: datetime) -> int:
    """
    Give to a person what is in doubt for longer than a provider remembers, or of which none could ever be asked.

    "Not found" would not mean that it never left, so it must not go again by itself.
    """
    with in_force(force):
        lately = Attempt.objects.filter(message=OuterRef("id"), leased_at__gt=now - PROVIDER_REMEMBERS)
        rows = list(
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                ~Exists(lately.exclude(provider__in=NO_LOOK_UP)),
                force=force,
                state=MessageState.IN_DOUBT,
                due_at__lte=now,
            )
            .order_by("due_at", "id")[:limit]
        )
        for row in rows:
            fail(row, Reason.CANNOT_ASK_PROVIDER, now=now)
        save(rows, (), Telling(), now=now)
        return len(rows)


def presume_delivered(force: ForceName, *, limit: int, now: datetime) -> int:
    """
    Take for delivered what was accepted a day ago by a provider that says nothing more, and has not come back since.

    Return how many. *Source:* design 1.3.
    """
    with in_force(force):
        rows = list(
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                _carried_by(PRESUMED),
                ~_carried_by(_TOLD),
                ~_accepted_since(now - NO_BOUNCE),
                force=force,
                state=MessageState.HANDED_OVER,
                due_at__lte=now,
            )
            .order_by("due_at", "id")[:limit]
        )
        for row in rows:
            infer_delivered(row, now=now)
        save(rows, (), Telling(), now=now)
        return len(rows)


def miss_receipts(force: ForceName, *, limit: int, now: datetime) -> int:
    """
    Look after what a provider has that tells by receipts alone, and of which none came: tell it by another channel in
    time, and give it to a person after a week. Nothing is presumed where a receipt is due.

    Return how many were looked at.
    """
    with in_force(force):
        rows = list(
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(_carried_by(_TOLD), force=force, state=MessageState.HANDED_OVER, due_at__lte=now)
            .order_by("due_at", "id")[:limit]
        )
        for row in rows:
            _wait_on(row, now=now)
        climb_in_time(rows, now=now)
        save(rows, (), Telling(), now=now)
        return len(rows)


def _carried_by(providers: Set[str]) -> Exists:
    return Exists(Attempt.objects.filter(message=OuterRef("id"), provider__in=providers))


def _accepted_since(moment: datetime) -> Exists:
    # By the newest attempt: an earlier one may have come back.
    return Exists(Attempt.objects.filter(message=OuterRef("id"), accepted_at__gt=moment))


def reconcile(force: ForceName, *, provider: Provider, channel: Channel, pace: Pace, now: datetime) -> int:
    """
    Ask the provider about messages of its channel in doubt, and about those handed over of which no receipt came.

    Return how many were asked about: nobody while the provider is paused. Nothing is locked while it is asked; the
    answer counts only if the message is still where it was.
    """
    pause = pauses_of(force).get(provider.name)
    if provider.name in NO_LOOK_UP or (pause and pause.is_on(now)):
        return 0
    asked = _claim(Recording(force=force, provider=provider, now=now), channel=channel, pace=pace)
    if asked:
        crashpoint("reconcile.claimed")
    with ThreadPoolExecutor(max_workers=pace.threads, thread_name_prefix="look-up") as pool:
        answers = list(zip(asked, pool.map(lambda one: provider.look_up(one.reference), asked), strict=True))
    crashpoint("reconcile.after_look_up")
    if answers:
        _write_down(answers, Recording(force=force, provider=provider, now=now))
    crashpoint("reconcile.after_commit")
    return len(asked)


def _claim(how: Recording, *, channel: Channel, pace: Pace) -> list[_Asked]:
    """Choose what to ask about, and keep other workers off it meanwhile by moving it on."""
    open_states = [MessageState.IN_DOUBT, MessageState.HANDED_OVER]
    with in_force(how.force):
        rows = list(
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                # Another provider would know nothing of it, and it would go twice.
                attempted_by([how.provider.name]),
                # Of a printed letter nobody knows more, until the post has had its days.
                *([~is_printed()] if channel is Channel.LETTER else []),
                force=how.force,
                channel=channel,
                state__in=open_states,
                due_at__lte=how.now,
            )
            .order_by("due_at", "id")[: pace.batch]
        )
        meanwhile = how.now + timedelta(seconds=lease_s(how.provider.timeout_s, calls=len(rows), threads=pace.threads))
        Message.objects.filter(id__in=[row.id for row in rows]).update(due_at=meanwhile)
        attempts = Attempt.objects.filter(message_id__in=[row.id for row in rows]).order_by("number")
        references = {attempt.message_id: attempt.reference for attempt in attempts}
        return [_Asked(row.id, row.lease_token, references[row.id]) for row in rows]


def _write_down(answers: Sequence[tuple[_Asked, LookUpAnswer]], how: Recording) -> None:
    with in_force(how.force):
        pause_if_silent([answer for _, answer in answers], how.provider, force=how.force, now=how.now)
        rows = lock_messages(one.message_id for one, _ in answers)
        attempts, telling = lock_attempts([one.reference for one, _ in answers]), Telling()
        for one, answer in answers:
            row = rows[one.message_id]
            if row.lease_token == one.token:
                _apply(row, attempts[one.reference], answer, how, telling)
        climb_in_time(rows.values(), now=how.now)
        save(rows.values(), attempts.values(), telling, now=how.now)
        crashpoint("reconcile.before_commit")


def _handed_over_at(row: Message) -> datetime:
    # Not when it was planned: a message may have been held for weeks before it left.
    return row.handed_over_at or row.planned_at


def _apply(row: Message, attempt: Attempt, answer: LookUpAnswer, how: Recording, telling: Telling) -> None:
    match answer:
        case Accepted():
            accept(row, attempt, answer, telling, now=how.now)
            learn_status(row, attempt, answer.status, telling, now=how.now)
        case NotFound() if row.state == MessageState.IN_DOUBT:
            _never_arrived(row, attempt, how)
        case Doubtful() if row.state == MessageState.IN_DOUBT:
            wait_s = pause_s(attempt.tries, asked_s=None, spread=random.random())  # noqa: S311 - only a jitter
            row.due_at = how.now + timedelta(seconds=max(wait_s, how.provider.reconcile_after_s))
        case _ if row.state == MessageState.HANDED_OVER:
            _ask_later(row, now=how.now)
    if not (row.channel == Channel.LETTER and attempt.status == DeliveryStatus.SENT):
        _give_up_receipt(row, now=how.now)


def _wait_on(row: Message, *, now: datetime) -> None:
    _ask_later(row, now=now)
    _give_up_receipt(row, now=now)


def _ask_later(row: Message, *, now: datetime) -> None:
    row.due_at = now + ask_for_receipt_in(now - _handed_over_at(row))
    if row.tell_by is not None and row.climbed_at is None:
        climbs = climbs_at(row.tell_by, handed_over_at=_handed_over_at(row))
        row.due_at = min(row.due_at, climbs) if climbs > now else row.due_at


def _give_up_receipt(row: Message, *, now: datetime) -> None:
    if row.state == MessageState.HANDED_OVER and now - _handed_over_at(row) >= PROVIDER_REMEMBERS:
        # "Sent" is not "told", and nobody will hear of this one any more: it goes to a person.
        fail(row, Reason.NO_RECEIPT, now=now)


def _never_arrived(row: Message, attempt: Attempt, how: Recording) -> None:
    """
    The provider knows nothing of it, so it goes again under the same reference; a code's words are gone.

    At once the first time, then later and later; what never arrives is told another way.
    """
    attempt.last_problem = "not_found"
    if is_code(row):
        fail(row, Reason.TOO_LATE, now=how.now)
        return
    if attempt.tries >= MOST_TRIES_IN_VAIN:
        fail(row, Reason.TOO_MANY_FAILURES, now=how.now)
        return
    again_in = pause_s(attempt.tries - 1, asked_s=None, spread=random.random()) if attempt.tries > 1 else 0.0  # noqa: S311
    row.due_at = how.now + timedelta(seconds=again_in)
    move(row, MessageState.QUEUED, reason=None, owner=Owner.NOBODY, now=how.now)
