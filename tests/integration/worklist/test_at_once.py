"""Two at the same moment, each on a connection of its own: each thing happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from tests.integration.worklist.world import World, a_world, history, outbox
from tests.snapshots import FORCE
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.worklist.models import Change, Item
from waypost.worklist.operations import (
    AlreadyAnswered,
    answer_item,
    escalate,
    hand_out,
    open_items,
    withdraw_items,
)
from waypost.worklist.values import Answer, CallOutcome, ItemState

MANY = 60


@pytest.fixture
def world(committed_db: None, now: datetime) -> World:
    return a_world(now)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of these at the same moment and return what each came to."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            ready.wait()
            return work()
        except AlreadyAnswered as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def many(world: World) -> list[object]:
    items = [world.wish(matter=str(number), due_at=world.now) for number in range(MANY)]
    return list(open_items(items, force=FORCE, now=world.now).values())


def test_two_workers_hand_each_item_out_once(world: World) -> None:
    opened = many(world)

    def work() -> None:
        while hand_out(FORCE, now=world.now):
            pass

    at_once(work, work)
    work()

    assert sorted(map(str, opened)) == sorted(str(task["waypost_id"]) for task in outbox())
    with in_force(FORCE):
        assert Change.objects.filter(what="handed_out").count() == MANY


def test_two_workers_take_each_late_item_up_once(world: World) -> None:
    many(world)

    def work() -> None:
        while escalate(FORCE, now=world.now):
            pass

    at_once(work, work)

    with in_force(FORCE):
        assert set(Item.objects.values_list("level", flat=True)) == {1}
        assert Change.objects.filter(what="escalated").count() == MANY


def test_two_who_ask_for_the_same_at_once_get_one_item(world: World) -> None:
    same = uuid4()

    def ask(**fields: object) -> Callable[[], object]:
        wish = world.wish(**fields)
        return lambda: set(open_items([wish], force=FORCE, now=world.now).values())

    by_matter = at_once(ask(matter="a"), ask(matter="a"), ask(matter="a"))
    by_id = at_once(ask(item_id=same, matter="b"), ask(item_id=same, matter="b"))

    assert by_matter[0] == by_matter[1] == by_matter[2]
    assert by_id == [{same}, {same}]
    assert history(same) == ["opened"]
    with in_force(FORCE):
        assert Item.objects.count() == 2
        assert Change.objects.count() == 2


def test_of_two_answers_at_once_one_counts(world: World) -> None:
    item_id = world.open()
    answer = Answer(ItemState.DONE, at=world.now, call=CallOutcome.SPOKEN_TO)

    def give() -> object:
        return answer_item(item_id, answer, force=FORCE, by=OPERATOR, now=world.now).state

    results = at_once(give, give)

    assert sorted(type(result).__name__ for result in results) == ["AlreadyAnswered", "ItemState"]
    assert history(item_id) == ["opened", "answered"]


def test_an_item_withdrawn_while_it_is_handed_out_ends_with_its_note(world: World) -> None:
    item_id = world.open()

    at_once(
        lambda: hand_out(FORCE, now=world.now),
        lambda: withdraw_items([item_id], force=FORCE, reason="told", now=world.now),
    )
    while hand_out(FORCE, now=world.now + timedelta(seconds=5)):
        pass

    # Either nobody was ever asked, or who was asked has been told that it is over.
    assert [given["is"] for given in outbox()] in ([], ["task", "note"])
