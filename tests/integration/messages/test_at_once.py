"""Two at the same moment, each in a transaction of its own: one waits for the other to commit."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.models import F
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, an_intent, carried, message
from waypost.access.forces import change_force
from waypost.access.sign_in import invite
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem, TimelineEvent
from waypost.messages.gates import GATES
from waypost.messages.models import Message, ThreadMessage
from waypost.messages.operations import deliver, plan_messages, supersede_messages, write_to_officer
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.operations.reconcile import reconcile
from waypost.messages.operations.words import WAYPOST
from waypost.messages.pace import Pace
from waypost.messages.providers import Doubtful, LookUpAnswer
from waypost.messages.values import Channel, MessageState
from waypost.worklist.operations import hand_out


@pytest.fixture
def world(committed_db: None, now: datetime) -> World:
    return a_world(now)


def while_uncommitted(
    first: Callable[[], object], second: Callable[[], object], *, then: Callable[[], object] = lambda: None
) -> None:
    """Do `first`, begin `second`, and when the second waits for it do `then` and commit."""

    def run() -> None:
        try:
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with in_force(FORCE):
            first()
            running = pool.submit(run)
            give_up_at = time.monotonic() + 20
            while not somebody_waits_for_us() and not running.done():
                assert time.monotonic() < give_up_at
                time.sleep(0.02)
            then()
        running.result()


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")
        return bool(cursor.fetchone()[0])


def test_the_same_form_sent_twice_at_once_is_one_message(world: World, now: datetime) -> None:
    once = uuid4()

    def write() -> None:
        write_to_officer(world.person_id(), text="Is there news?", waypost_id=once, force=FORCE, now=now)

    while_uncommitted(write, write)
    hand_out(FORCE, now=now)

    with in_force(FORCE):
        assert ThreadMessage.objects.count() == 1
        assert OutboxItem.objects.count() == 2
        assert TimelineEvent.objects.filter(kind="message.inbound").count() == 1


def test_a_form_with_the_id_of_somebody_elses_message_is_not_taken_for_sent(world: World, now: datetime) -> None:
    other = a_world(now, reference="42260000002")
    once = uuid4()
    write_to_officer(other.person_id(), text="Hers", waypost_id=once, force=FORCE, now=now)

    with pytest.raises(IntegrityError):
        write_to_officer(world.person_id(), text="His", waypost_id=once, force=FORCE, now=now)


def test_a_run_that_ends_while_its_message_is_being_leased_leaves_nothing_to_try_again(
    world: World, now: datetime
) -> None:
    intent = an_intent(world)
    (planned,) = plan_messages([intent], force=FORCE, now=now)

    def lease() -> None:
        Message.objects.filter(id=planned.message_id).update(state=MessageState.LEASED, lease_token=1)

    while_uncommitted(
        lease, lambda: supersede_messages([intent.run_id], force=FORCE, reason="crime.cancelled", now=now)
    )

    assert message(planned).expires_at == now


@dataclass
class SlowToAnswer(FakeProvider):
    """Knows nothing of a message, and says so only when another worker has sent it on and is in doubt again."""

    def look_up(self, reference: str) -> LookUpAnswer:
        try:
            with in_force(FORCE):
                Message.objects.update(lease_token=F("lease_token") + 1)
        finally:
            connection.close()
        return super().look_up(reference)


def test_a_late_answer_about_an_older_hand_over_sends_nothing_again(
    world: World, now: datetime, settings: Settings
) -> None:
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = "http://127.0.0.1:9", DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
    provider = SlowToAnswer(script=[lambda _: Doubtful("ReadTimeout")])
    (planned,) = plan_messages([an_intent(world)], force=FORCE, now=now)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    later = now + timedelta(minutes=10)

    reconcile(FORCE, provider=provider, channel=Channel.SMS, pace=Pace(), now=later)

    assert message(planned).state == MessageState.IN_DOUBT


def test_two_channels_that_invite_the_same_people_at_once_do_not_lock_each_other_out(
    world: World, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    other = a_world(now, reference="42260000002").change(two_days_before)
    first, second = sorted([world, other], key=lambda one: one.person_id())
    # Due in the other order than that of the people.
    for late, one in enumerate((second, first)):
        plan_messages([an_intent(one)], force=FORCE, now=now + timedelta(seconds=late))
    batch = Batch(FORCE, Channel.SMS, FakeProvider(), GATES, Pace(), now + timedelta(minutes=1))
    leased: list[int] = []

    def the_first() -> None:
        invite(first.person_id(), case_id=first.case_id, force=FORCE, by=WAYPOST, now=now)

    def and_the_other() -> None:
        invite(second.person_id(), case_id=second.case_id, force=FORCE, by=WAYPOST, now=now)

    while_uncommitted(the_first, lambda: leased.append(len(claim(batch).leases)), then=and_the_other)

    assert leased == [2]
    assert "broken off" not in caplog.text


def test_two_workers_never_go_over_a_cap_together(world: World, now: datetime) -> None:
    change_force(FORCE, changes={"caps": '{"per_contact_a_day": 1}'}, by=OPERATOR, now=now)
    other = a_world(now, reference="42260000002").change(two_days_before)
    intents = [an_intent(each) for each in (world, other)]
    planned = [plan_messages([intent], force=FORCE, now=now)[0] for intent in intents]
    leased: list[int] = []

    def lease_one() -> None:
        leased.append(len(claim(Batch(FORCE, Channel.SMS, FakeProvider(), GATES, Pace(batch=1), now)).leases))

    while_uncommitted(lease_one, lease_one)

    assert sorted(leased) == [0, 1]
    assert sorted(message(one).state for one in planned) == ["leased", "planned"]


def two_days_before(case: dict[str, Any]) -> None:
    """Make another crime of it, which is not the same one recorded twice."""
    case.update(incident_reference=None, appointments=[], occurred={"from": "2026-11-18T22:00:00+00:00"})


def test_of_what_is_new_two_workers_at_once_let_no_more_go_than_one(world: World, now: datetime) -> None:
    change_force(FORCE, changes={"guards": '{"canary": 2}'}, by=OPERATOR, now=now)
    others = [a_world(now, reference=f"4226000001{number}") for number in range(3)]
    for number, one in enumerate(others):
        one.change(partial(_is_somebody_else, number=number))
    plan_messages([an_intent(one) for one in (world, *others)], force=FORCE, now=now)

    def lease() -> None:
        claim(Batch(FORCE, Channel.SMS, FakeProvider(), GATES, Pace(batch=2), now))

    while_uncommitted(lease, lease)

    with in_force(FORCE):
        states = sorted(Message.objects.values_list("state", flat=True))
    assert states == ["held", "held", "leased", "leased"]


def _is_somebody_else(case: dict[str, Any], *, number: int) -> None:
    contact = {"mobile": f"07700 90020{number}", "email": f"else{number}@example.org"}
    case["people"][0].update(given_name="Somebody", family_name=f"Else{number}", contact=contact)
