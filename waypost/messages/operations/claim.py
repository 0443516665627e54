"""
Takes due messages of one force under a lease: asks the gates again, makes the words, writes the attempt down.

All of it in one transaction that is committed before anybody is called (trust.md, finding 1).
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from waypost.access.sign_in import invite
from waypost.access.values import Actor, ActorKind
from waypost.base.crashpoints import crashpoint
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, MessageId, PersonId
from waypost.messages import syntax
from waypost.messages.circumstances import Circumstances, judge, question, read_circumstances
from waypost.messages.gates import Gate, Question
from waypost.messages.gates.contact import recipient
from waypost.messages.models import Attempt, Message, ProviderPause, Reference
from waypost.messages.pace import Pace, lease_s
from waypost.messages.providers import Provider, SendRequest
from waypost.messages.reasons import answer
from waypost.messages.render import CannotRender, Rendered, render_sms, wording_for
from waypost.messages.rows import STATE_FIELDS, move, obey, subject_of
from waypost.messages.values import (
    AnswerKind,
    Channel,
    DeliveryStatus,
    MessageState,
    Owner,
    Reason,
    Verdict,
)
from waypost.messages.wording import text_flags, text_values

WAYPOST = Actor(ActorKind.SYSTEM, "messages")


@dataclass(frozen=True)
class Lease:
    """
    A message that this worker, and nobody else, may hand over until `call_before` (this machine's monotonic clock).
    """

    message_id: MessageId
    token: int
    request: SendRequest
    call_before: float


@dataclass(frozen=True)
class Claimed:
    """One batch: how many were looked at, and those that passed every gate."""

    looked_at: int
    leases: tuple[Lease, ...]


@dataclass(frozen=True)
class _Ready:
    """A message that passed, with its words and where they go."""

    row: Message
    recipient: str
    rendered: Rendered


@dataclass(frozen=True)
class Batch:
    """What one claim works with."""

    force: ForceName
    provider: Provider | None
    gates: Sequence[Gate]
    pace: Pace
    now: datetime


def claim(batch: Batch) -> Claimed:
    """Lease the due messages of one batch, and send those that a gate stops where they belong."""
    started = time.monotonic()
    with in_force(batch.force):
        if batch.provider and _is_paused(batch, batch.provider):
            return Claimed(0, ())
        rows = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(force=batch.force, state=MessageState.QUEUED, due_at__lte=batch.now)
            .order_by("due_at", "event_number", "id")[: batch.pace.batch]
        )
        looked_at, rows = len(rows), _first_of_each_person(rows)
        ready = _ready(rows, batch)
        leases = _lease(ready, batch, started=started) if batch.provider else ()
        Message.objects.bulk_update(rows, STATE_FIELDS)
        if leases:
            crashpoint("claim.before_commit")
    if leases:
        crashpoint("claim.after_commit")
    return Claimed(looked_at, leases)


def _first_of_each_person(rows: Sequence[Message]) -> list[Message]:
    """Return each person's first message: the next one leaves when it has left, so that news comes in order."""
    first: dict[int, Message] = {}
    for row in rows:
        first.setdefault(row.person_id, row)
    return list(first.values())


def reconsider(batch: Batch) -> int:
    """Ask the gates of held messages again whose time has come; return how many were asked."""
    with in_force(batch.force):
        rows = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(force=batch.force, state=MessageState.HELD, due_at__lte=batch.now)
            .order_by("due_at", "id")[: batch.pace.batch]
        )
        circumstances = _circumstances(rows, batch)
        for row in rows:
            obey(row, judge(subject_of(row), circumstances, gates=batch.gates), now=batch.now)
        Message.objects.bulk_update(rows, STATE_FIELDS)
        return len(rows)


def _is_paused(batch: Batch, provider: Provider) -> bool:
    pauses = ProviderPause.objects.filter(force=batch.force, provider=provider.name, until__gt=batch.now)
    return pauses.exists()


def _circumstances(rows: Sequence[Message], batch: Batch) -> Circumstances:
    return read_circumstances(
        [PersonId(row.person_id) for row in rows],
        force=batch.force,
        channels_set_up=frozenset({Channel.SMS}) if batch.provider else frozenset(),
        now=batch.now,
    )


def _ready(rows: Sequence[Message], batch: Batch) -> list[_Ready]:
    """Ask the gates about each row; move those that are stopped, return those that pass with their words."""
    circumstances = _circumstances(rows, batch)
    ready = []
    for row in rows:
        verdict = judge(subject_of(row), circumstances, gates=batch.gates)
        if verdict.outcome.kind is not AnswerKind.PASS:
            obey(row, verdict, now=batch.now)
            continue
        row.gates = [one.to_json() for one in verdict.answers]
        try:
            ready.append(_with_words(row, circumstances))
        except CannotRender:
            obey(row, _unfit(verdict), now=batch.now)
    return ready


def _unfit(verdict: Verdict) -> Verdict:
    stopped = answer("text_can_be_made", Reason.TEXT_UNFIT)
    return Verdict(answers=(*verdict.answers, stopped), outcome=stopped)


def _with_words(row: Message, circumstances: Circumstances) -> _Ready:
    """
    Return the row with the words made of the facts of this moment.

    :raises CannotRender: if they cannot be made.
    """
    asked = question(
        subject_of(row),
        circumstances.facts[PersonId(row.person_id)],
        circumstances.templates[row.template],
        circumstances,
    )
    flags = text_flags(asked)
    parts = wording_for(asked.template, channel=asked.channel, discreet=asked.is_discreet)
    needs_address = "portal_address" in set(syntax.names_where(parts, flags=flags))
    values = text_values(asked, portal_address=_portal_address(asked) if needs_address else "")
    rendered = render_sms(asked.template, values=values, flags=flags, discreet=asked.is_discreet)
    row.template_version = asked.template.version
    address = recipient(asked).value
    if not address:
        raise CannotRender(f"{row.template}: there is nobody to send it to")
    return _Ready(row, address, rendered)


def _portal_address(asked: Question) -> str:
    """Return the address of the recipient's invitation, which is made if there is none."""
    invited = invite(
        asked.person.person_id,
        case_id=CaseId(asked.case.case_id),
        force=asked.case.force,
        by=WAYPOST,
        now=asked.now,
    )
    return settings.BASE_URL + reverse("portal:invite", kwargs={"token": invited.token})


def _lease(ready: Sequence[_Ready], batch: Batch, *, started: float) -> tuple[Lease, ...]:
    """Write the attempts down and lease their messages; `started` is when this worker began."""
    assert batch.provider is not None  # noqa: S101 - the provider's gate has stopped everything else
    length_s = lease_s(batch.provider.timeout_s, batch.pace)
    newest = _newest_attempts([one.row.id for one in ready])
    leases: list[Lease] = []
    new: list[Attempt] = []
    again: list[Attempt] = []
    for one in ready:
        one.row.lease_token += 1
        one.row.due_at = batch.now + timedelta(seconds=length_s)
        move(one.row, MessageState.LEASED, reason=None, owner=Owner.NOBODY, now=batch.now)
        attempt = _attempt(one, newest.get(one.row.id), batch)
        (again if attempt.tries > 1 else new).append(attempt)
        request = SendRequest(attempt.reference, Channel(one.row.channel), one.recipient, one.rendered.body)
        call_before = started + length_s - batch.provider.timeout_s
        leases.append(Lease(MessageId(one.row.id), one.row.lease_token, request, call_before))
    Reference.objects.bulk_create([Reference(reference=one.reference, force=batch.force) for one in new])
    Attempt.objects.bulk_create(new)
    Attempt.objects.bulk_update(again, _REWRITTEN)
    return tuple(leases)


_REWRITTEN = (
    "tries",
    "provider",
    "recipient",
    "template_version",
    "body",
    "body_digest",
    "values",
    "gates",
    "lease_token",
    "leased_at",
)


def _newest_attempts(message_ids: Sequence[UUID]) -> Mapping[UUID, Attempt]:
    attempts = Attempt.objects.filter(message_id__in=message_ids).order_by("message_id", "number")
    return {attempt.message_id: attempt for attempt in attempts}


def _attempt(one: _Ready, newest: Attempt | None, batch: Batch) -> Attempt:
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
    attempt.template_version = one.row.template_version
    attempt.body, attempt.body_digest = one.rendered.body, one.rendered.digest
    attempt.values, attempt.gates = dict(one.rendered.values), one.row.gates
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
