"""Whoever takes an officer's answer is killed around its commit: it counts once, and its message leaves once."""

import pytest

from tests.faults.drill import Drill, ended
from tests.integration.messages.people import items, owed_more, the_item
from tests.integration.messages.world import World, message, plan
from waypost.base import clock
from waypost.worklist.values import ItemState

pytestmark = pytest.mark.faults
ALREADY_ANSWERED = 3


def test_an_answer_killed_before_its_commit_leaves_everything_as_it_was(drill: Drill, world: World) -> None:
    planned = plan(owed_more(world))
    item = the_item(world)

    drill.kill_at("answer.before_commit", "answer", str(item.item_id), "done")
    assert (the_item(world), message(planned).approved_at) == (item, None)

    drill.run("answer", str(item.item_id), "done")
    drill.run()
    assert drill.is_exact(messages=1)


def test_an_answer_killed_after_its_commit_counts_and_counts_once(drill: Drill, world: World) -> None:
    plan(owed_more(world))
    item = the_item(world)

    drill.kill_at("answer.after_commit", "answer", str(item.item_id), "done")

    assert ended(drill.start("answer", str(item.item_id), "refused")) == ALREADY_ANSWERED
    drill.run()
    assert drill.is_exact(messages=1)
    assert [one.state for one in items(world, None)] == [ItemState.DONE]


@pytest.mark.parametrize(
    "crashpoint",
    ["answer.before_commit", "answer.after_commit", "take_answers.before_commit", "take_answers.after_commit"],
)
def test_an_answer_from_the_crime_system_is_taken_once_wherever_its_taker_dies(
    crashpoint: str, drill: Drill, world: World
) -> None:
    owed = owed_more(world)
    plan(owed)
    told = {"waypost_id": str(the_item(world).item_id), "status": "done", "at": clock.now().isoformat()}
    owed.change(lambda case: case.update(tasks=[told]))

    drill.kill_at(crashpoint, "take_answers")
    drill.run("take_answers")
    drill.run()

    assert drill.is_exact(messages=1)
    assert [one.state for one in items(world, None)] == [ItemState.DONE]


def test_three_answers_at_once_are_one(drill: Drill, world: World) -> None:
    planned = plan(owed_more(world))
    item = str(the_item(world).item_id)

    workers = [drill.start("answer", item, state) for state in ("refused", "done", "refused")]

    assert sorted(ended(worker) or 0 for worker in workers) == [0, ALREADY_ANSWERED, ALREADY_ANSWERED]
    (answered,) = items(world, None)
    expected = "queued" if answered.state is ItemState.DONE else "suppressed"
    assert message(planned).state == expected
