"""Workers killed at every boundary, a provider that fails in every way: nothing lost, nothing sent twice."""

import time
from typing import Any
from uuid import uuid4

import psutil
import pytest

from tests.faults.drill import Drill, ended, until
from tests.integration.messages.world import FORCE, World, plan
from tests.staff import HALL, a_member
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem
from waypost.messages.models import Message, ThreadMessage
from waypost.messages.queries import message_counts
from waypost.messages.thread_models import StaffMessage
from waypost.worklist.models import Item

pytestmark = pytest.mark.faults

MESSAGES = 8
AT_A_PLACE = 2
SEND = {"on": "send"}
DOUBTFUL: list[dict[str, Any]] = [
    {"kind": "accepted_500", **SEND},
    {"kind": "accepted_hang", "seconds": 2, **SEND},
    {"kind": "accepted_reset", **SEND},
]
REFUSED: list[dict[str, Any]] = [
    {"kind": "500", **SEND},
    {"kind": "503", **SEND},
    {"kind": "hang", "seconds": 2, **SEND},
    {"kind": "reset", **SEND},
]


def plan_messages(world: World, count: int = MESSAGES) -> None:
    for _ in range(count):
        plan(world)


PLACES = (
    "claim.before_commit",
    "claim.after_commit",
    "send.before_call",
    "send.after_call",
    "record.before",
    "record.before_commit",
    "record.after_commit",
)
WHILE_ASKING = (
    "reconcile.claimed",
    "reconcile.after_look_up",
    "reconcile.before_commit",
    "reconcile.after_commit",
)


def test_workers_killed_at_every_place_lose_and_double_nothing(drill: Drill, world: World) -> None:
    for place in PLACES:
        plan_messages(world, AT_A_PLACE)
        drill.kill_at(place)

    drill.run()

    assert drill.is_exact(messages=len(PLACES) * AT_A_PLACE)


def test_workers_killed_while_they_ask_lose_and_double_nothing(drill: Drill, world: World) -> None:
    for place in WHILE_ASKING:
        plan_messages(world, AT_A_PLACE)
        drill.order(*DOUBTFUL)
        drill.kill_at(place)

    drill.order()
    drill.run()

    assert drill.is_exact(messages=len(WHILE_ASKING) * AT_A_PLACE)


def test_a_provider_that_fails_in_every_way_loses_and_doubles_nothing(drill: Drill, world: World) -> None:
    plan_messages(world)
    drill.order({"kind": "500", "on": "lookup", "count": 3}, *DOUBTFUL, *REFUSED)

    drill.run()

    assert drill.is_exact(messages=MESSAGES)


def test_the_guard_is_what_holds_asking_nobody_sends_twice(drill: Drill, world: World) -> None:
    plan_messages(world)
    drill.order(*DOUBTFUL)

    drill.run("blindly")

    assert not drill.is_exact(messages=MESSAGES)
    assert max(drill.on_the_phone().values()) > 1


def test_the_pause_is_what_holds_asking_too_soon_sends_twice(drill: Drill, world: World) -> None:
    plan_messages(world)
    # The phone learns of a message later than the workers of this drill ask for it.
    drill.order(*DOUBTFUL, lookup_lag_s=4)

    drill.run()

    assert max(drill.on_the_phone().values()) > 1


def test_too_many_requests_are_obeyed_by_every_worker(drill: Drill, world: World) -> None:
    plan_messages(world)
    drill.order({"kind": "429", "retry_after": 2, "count": 2, **SEND})
    began = time.monotonic()

    workers = [drill.start("deliver") for _ in range(2)]

    assert [ended(worker) for worker in workers] == [0, 0]
    assert time.monotonic() - began >= 2
    assert drill.is_exact(messages=MESSAGES)


def test_workers_side_by_side_send_each_message_once(drill: Drill, world: World) -> None:
    for _ in range(3):
        plan_messages(world)
    drill.order(*DOUBTFUL, *REFUSED)

    workers = [drill.start("deliver") for _ in range(3)]

    assert [ended(worker) for worker in workers] == [0, 0, 0]
    assert drill.is_exact(messages=3 * MESSAGES)


def test_a_worker_that_slept_through_its_lease_wakes_and_sends_nothing(drill: Drill, world: World) -> None:
    plan(world)
    sleeper = drill.start("deliver", crashpoint="claim.after_commit:SIGSTOP")
    process = psutil.Process(sleeper.pid)
    until(lambda: process.status() == psutil.STATUS_STOPPED)

    drill.run()
    assert drill.is_exact(messages=1)

    process.resume()
    # Where it stopped it would stop again, if there was another message for it.
    assert ended(sleeper) == 0
    assert drill.is_exact(messages=1)


@pytest.mark.parametrize("crashpoint", ["code.before_commit", "code.after_commit", "code.after_call"])
def test_a_code_whose_sender_was_killed_is_sent_at_most_once_and_never_left_open(
    crashpoint: str, drill: Drill, world: World
) -> None:
    drill.kill_at(crashpoint, "code", str(world.person_id()))
    drill.run()

    assert set(drill.on_the_phone().values()) <= {1}
    states = {count.state.value for count in message_counts(FORCE)}
    assert states <= {"handed_over", "failed"}


@pytest.mark.parametrize(("crashpoint", "is_kept"), [("thread.before_commit", False), ("thread.after_commit", True)])
def test_what_a_victim_writes_is_kept_whole_or_not_at_all(
    crashpoint: str, is_kept: bool, drill: Drill, world: World
) -> None:
    once = str(uuid4())

    drill.kill_at(crashpoint, "write", str(world.person_id()), once)
    assert written() == ((1, 1, 1) if is_kept else (0, 0, 0))

    # The victim, who saw an error, sends the same form again.
    drill.run("write", str(world.person_id()), once)
    assert written() == (1, 1, 1)


@pytest.mark.parametrize(("crashpoint", "is_kept"), [("reply.before_commit", False), ("reply.after_commit", True)])
def test_what_staff_write_is_kept_and_noted_whole_or_not_at_all(
    crashpoint: str, is_kept: bool, drill: Drill, world: World
) -> None:
    hall, once = a_member(HALL, now=clock.now()), str(uuid4())

    drill.kill_at(crashpoint, "reply", hall.id, str(world.person_id()), once)
    assert replied() == ((1, 1) if is_kept else (0, 0))

    # Whoever wrote it saw an error, and sends the same form again.
    drill.run("reply", hall.id, str(world.person_id()), once)
    assert replied() == (1, 1)


@pytest.mark.parametrize("crashpoint", ["receipt.after_write_down", "receipt.before_commit", "receipt.after_commit"])
def test_a_receipt_whose_taker_was_killed_comes_again_and_counts_once(
    crashpoint: str, drill: Drill, world: World
) -> None:
    planned = plan(world)
    drill.run()

    drill.kill_at(crashpoint, "receipt", str(planned.message_id))
    drill.run("receipt", str(planned.message_id))

    with in_force(FORCE):
        assert Message.objects.get().state == "delivered"


def written() -> tuple[int, int, int]:
    with in_force(FORCE):
        return ThreadMessage.objects.count(), OutboxItem.objects.count(), Item.objects.count()


def replied() -> tuple[int, int]:
    with in_force(FORCE):
        return StaffMessage.objects.count(), OutboxItem.objects.count()
