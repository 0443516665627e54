"""
E-mail, whose server cannot be asked: a worker killed anywhere sends nothing twice, and what nobody knows of goes to a
person.
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from tests.faults.drill import Drill, ended, until
from tests.faults.test_delivery import AT_A_PLACE, PLACES
from tests.integration.messages.world import FORCE, World, plan
from waypost.messages.queries import message_counts

pytestmark = pytest.mark.faults

MESSAGES = 8
KNOWN, UNKNOWN = "handed_over", "failed: cannot_ask_provider"
SMTP = {"on": "smtp"}


@pytest.fixture
def reader(world: World) -> World:
    """Return the world with a victim who agreed to e-mail alone."""
    agreed = {"agreed_at": "2026-11-20T09:00:00+00:00", "channels": ["email"]}
    return world.change(lambda case: case["people"][0].update(contact_plan=agreed))


def plan_messages(world: World, count: int = MESSAGES) -> None:
    for _ in range(count):
        plan(world)


def states() -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for one in message_counts(FORCE):
        found[f"{one.state}: {one.reason}" if one.reason else one.state.value] += one.count
    return found


def assert_each_at_most_once_and_owned(drill: Drill, *, messages: int = MESSAGES) -> None:
    """Nothing is sent twice; what is known to have left has left; the rest a person knows of."""
    inbox, found = drill.on_the_phone(), states()
    assert set(inbox.values()) <= {1}
    assert set(found) <= {KNOWN, UNKNOWN}
    assert sum(found.values()) == messages
    assert found[KNOWN] <= len(inbox) <= messages


def test_workers_killed_at_every_place_send_no_email_twice(drill: Drill, reader: World) -> None:
    for place in PLACES:
        plan_messages(reader, AT_A_PLACE)
        drill.kill_at(place)

    drill.run()

    assert_each_at_most_once_and_owned(drill, messages=len(PLACES) * AT_A_PLACE)


def test_a_worker_killed_in_the_middle_of_a_conversation_sends_no_email_twice(drill: Drill, reader: World) -> None:
    plan_messages(reader)
    drill.order({"kind": "accepted_hang", "seconds": 5, "count": MESSAGES, **SMTP})

    worker = drill.start()
    until(partial(_has_taken_some, drill))
    worker.kill()
    ended(worker)
    drill.order()
    drill.run()

    assert_each_at_most_once_and_owned(drill)
    assert states()[UNKNOWN] >= 1


def test_a_line_that_breaks_after_the_message_leaves_it_to_a_person(drill: Drill, reader: World) -> None:
    plan_messages(reader)
    kinds = ("accepted_reset", "accepted_hang", "reset", "hang")
    drill.order(*({"kind": kind, "seconds": 2, **SMTP} for kind in kinds))

    drill.run()

    assert_each_at_most_once_and_owned(drill)
    assert states() == {KNOWN: MESSAGES - len(kinds), UNKNOWN: len(kinds)}


def test_what_was_refused_for_now_goes_later_and_once(drill: Drill, reader: World) -> None:
    plan_messages(reader)
    drill.order(*({"kind": kind, "count": 2, **SMTP} for kind in ("450", "500")))

    drill.run()

    assert states() == {KNOWN: MESSAGES}
    assert set(drill.on_the_phone().values()) == {1}


def test_workers_side_by_side_send_each_email_once(drill: Drill, reader: World) -> None:
    plan_messages(reader)

    workers = [drill.start("deliver") for _ in range(3)]

    assert [ended(worker) for worker in workers] == [0, 0, 0]
    assert states() == {KNOWN: MESSAGES}
    assert set(drill.on_the_phone().values()) == {1}


def test_the_guard_is_what_holds_whoever_sends_again_blindly_sends_twice(drill: Drill, reader: World) -> None:
    plan_messages(reader)
    fault: dict[str, Any] = {"kind": "accepted_reset", "count": 2, **SMTP}
    drill.order(fault)

    drill.run("blindly")

    assert max(drill.on_the_phone().values()) > 1


def _has_taken_some(drill: Drill) -> bool:
    return bool(drill.on_the_phone())
