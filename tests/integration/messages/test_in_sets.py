"""Delivery works in sets: what a batch costs, what it holds while it calls, and what it writes into the ledger."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.integration.messages.test_at_once import two_days_before, while_uncommitted
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, an_intent, carried, message, plan
from waypost.access.models import AuditEvent, Invitation
from waypost.access.sign_in import Invited, invite, invite_all
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.models import Case, OutboxItem
from waypost.messages.gates import GATES
from waypost.messages.ledger.models import LedgerContents, LedgerEntry
from waypost.messages.models import Message
from waypost.messages.operations import DeliveryReceipt, deliver, plan_messages, take_receipt
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.operations.looking import what_is_due
from waypost.messages.operations.record import Recording, record
from waypost.messages.operations.words import WAYPOST
from waypost.messages.pace import Pace
from waypost.messages.providers import Accepted, RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.values import LEGAL_MOVES, Channel, DeliveryStatus, MessageState, Planned

_LATER = timedelta(minutes=1)


def run(provider: FakeProvider, now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def worlds(now: datetime, *, count: int, first: int) -> Sequence[World]:
    """Return cases that nothing links."""
    return [
        a_world(now, reference=f"4226000{number:04}").change(two_days_before) for number in range(first, first + count)
    ]


def queries_of(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        work()
    return len(asked)


@pytest.mark.django_db
def test_five_messages_cost_as_many_queries_as_two(now: datetime) -> None:
    costs = []
    for first, count in ((10, 2), (20, 5)):
        provider = FakeProvider()
        intents = [an_intent(one) for one in worlds(now, count=count, first=first)]
        plan_messages(intents, force=FORCE, now=now)
        costs.append(queries_of(partial(run, provider, now)))
        assert len(provider.sent) == count

    assert costs[0] == costs[1]


@pytest.mark.django_db
def test_a_pass_with_nothing_to_do_asks_once(world: World, provider: FakeProvider, now: datetime) -> None:
    plan(world, not_before=now + timedelta(days=1))

    # The force is set before, and taken back after, since a test is one transaction.
    assert queries_of(lambda: run(provider, now)) <= len(("savepoint", "force", "look", "force", "release"))


@pytest.mark.django_db
@pytest.mark.parametrize("state", [one for one in MessageState if not one.is_final and one is not MessageState.QUEUED])
def test_the_look_finds_what_is_due_in_every_state_and_nothing_before(
    state: MessageState, world: World, now: datetime
) -> None:
    planned = plan(world)
    with in_force(FORCE):
        for step in way_to(state):
            values: dict[str, Any] = {"state": step, "reason": "no_contact", "owner": "officer", "due_at": now}
            Message.objects.filter(id=planned.message_id).update(**values, handed_over_at=now)

    assert what_is_due(FORCE, now=now).states == {state}
    assert not what_is_due(FORCE, now=now - _LATER).states


@pytest.mark.django_db
def test_the_look_finds_the_channels_that_have_something_to_hand_over_and_what_runs_out_of_time(
    world: World, now: datetime
) -> None:
    plan(world, expires_at=now + _LATER)

    due, too_late = what_is_due(FORCE, now=now), what_is_due(FORCE, now=now + _LATER)

    assert set(due.channels) == {Channel.SMS}
    assert not due.is_expiring
    assert too_late.is_expiring
    assert not what_is_due(FORCE, now=now - _LATER).channels


def way_to(state: MessageState) -> Sequence[MessageState]:
    """Return the moves by which a queued message comes into a state."""
    ways: list[list[MessageState]] = [[MessageState.QUEUED]]
    for way in ways:
        if way[-1] is state:
            return way[1:]
        ways += [[*way, step] for step in sorted(LEGAL_MOVES[way[-1]]) if step not in way]
    raise AssertionError(state)


@dataclass
class Watchful(FakeProvider):
    """
    Looks, while it is called, at what the caller's connection is doing.

    No call ends before all have looked: the caller writes the first answers down while others are still out.
    """

    caller: int = 0
    all_look: Barrier = field(default_factory=lambda: Barrier(3))
    seen: list[tuple[str, object]] = field(default_factory=list)

    def send(self, request: SendRequest) -> SendAnswer:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT state, xact_start FROM pg_stat_activity WHERE pid = %s", [self.caller])
                self.seen += cursor.fetchall()
        finally:
            connection.close()
        self.all_look.wait(60)
        return super().send(request)


def test_no_transaction_is_open_while_a_provider_is_called(committed_db: None, now: datetime) -> None:
    # Behind a pooler by transaction that is: no connection of the database is held.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        provider = Watchful(caller=cursor.fetchone()[0])
    plan_messages([an_intent(one) for one in worlds(now, count=3, first=30)], force=FORCE, now=now)

    run(provider, now)

    assert provider.seen == [("idle", None)] * 3


def test_a_record_that_a_deadlock_broke_off_is_written_once_when_it_is_done_again(
    committed_db: None, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    world, planned = a_world(now), []
    # Who waits longer is broken off. Where the machine is so busy that it was not the one who records: once more.
    while "broken off" not in caplog.text:
        planned.append(plan(world))
        record_in_a_circle(world, planned[-1], now=now)

    assert {message(one).state for one in planned} == {"handed_over"}
    with in_force(FORCE):
        assert OutboxItem.objects.filter(case_id=world.case_id).count() == len(planned)
    assert ledger(planned[-1].message_id) == ["handed_over"]


def record_in_a_circle(world: World, planned: Planned, *, now: datetime) -> None:
    """Write an answer down while somebody holds the message and then wants its case, so that one is broken off."""
    provider = FakeProvider()
    (lease,) = claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), now)).leases
    answers = [(lease, Accepted("theirs", DeliveryStatus.CREATED))]

    def lock_the_message() -> None:
        Message.objects.select_for_update().get(id=planned.message_id)

    def then_its_case() -> None:
        # Who records has locked the case and waits for the message.
        Case.objects.select_for_update().get(id=world.case_id)

    with suppress(OperationalError):
        while_uncommitted(
            lock_the_message,
            lambda: record(answers, Recording(force=FORCE, provider=provider, now=now)),
            then=then_its_case,
        )


def ledger(message_id: UUID | None) -> list[str]:
    with in_force(FORCE):
        entries = LedgerEntry.objects.filter(message_id=message_id).order_by("written_at", "id")
        return list(entries.values_list("kind", flat=True))


@pytest.mark.django_db
def test_the_ledger_holds_what_was_handed_over_word_by_word_and_what_became_of_it(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)
    told = DeliveryReceipt(str(planned.message_id), "their-id", DeliveryStatus.PERMANENT_FAILURE, now)
    for late in (1, 2):
        take_receipt(told, now=now + late * _LATER)

    (request,) = provider.sent
    assert sorted(ledger(planned.message_id)) == ["ended", "handed_over", "receipt"]
    with in_force(FORCE):
        (said,) = LedgerContents.objects.filter(entry__kind="handed_over").values_list("contents", flat=True)
    assert request.body in said.replace("\\n", "\n")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [Refused(RefusalKind.MESSAGE, "400"), Refused(RefusalKind.LATER, "429")])
def test_the_ledger_says_of_a_refused_message_only_that_it_has_ended(
    answer: Refused, world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    provider.script = [lambda _: answer]

    run(provider, now)

    assert ledger(planned.message_id) == (["ended"] if answer.kind is RefusalKind.MESSAGE else [])


@pytest.mark.django_db
def test_many_are_invited_in_as_many_queries_as_few_and_each_once(now: datetime) -> None:
    few = {PersonId(one): CaseId(7) for one in (3, 1)}
    many = {PersonId(one): CaseId(7) for one in range(1, 9)}

    def invite_these(people: Mapping[PersonId, CaseId]) -> Mapping[PersonId, Invited]:
        return invite_all(people, force=FORCE, by=WAYPOST, now=now)

    costs = [queries_of(partial(invite_these, people)) for people in (few, many)]
    again = invite_these(many)

    assert costs[0] == costs[1]
    assert not any(one.is_new for one in again.values())
    with in_force(FORCE):
        assert Invitation.objects.count() == AuditEvent.objects.count() == len(many)


def test_who_is_invited_by_two_at_once_has_one_invitation_and_both_have_its_address(
    committed_db: None, now: datetime
) -> None:
    people = {PersonId(one): CaseId(7) for one in (1, 2)}
    tokens: list[str] = []

    def the_first() -> None:
        tokens.append(invite(PersonId(2), case_id=CaseId(7), force=FORCE, by=WAYPOST, now=now).token)

    def the_other() -> None:
        tokens.append(invite_all(people, force=FORCE, by=WAYPOST, now=now)[PersonId(2)].token)

    while_uncommitted(the_first, the_other)

    assert tokens[0] == tokens[1]
    with in_force(FORCE):
        assert AuditEvent.objects.count() == Invitation.objects.count() == len(people)
