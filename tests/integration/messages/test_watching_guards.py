"""What a guard against a bulk mistake holds back is somebody's, until it is let go or has left."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.integration.messages.test_bulk_guards import ANNA, guarded, run, several
from tests.integration.messages.world import FORCE, FakeProvider, World
from waypost.base.scope import in_force
from waypost.messages import log_queries
from waypost.messages.log_queries import CanaryFacts, new_ones
from waypost.messages.operations.letting_go import count_held, let_go
from waypost.messages.operations.watching_guards import watch_guards
from waypost.worklist.operations import answer_item
from waypost.worklist.queries import Filter, Page, items_of_force
from waypost.worklist.values import Answer, Desk, ItemFacts, ItemKind, ItemState

pytestmark = pytest.mark.django_db


def items(now: datetime) -> list[ItemFacts]:
    found = items_of_force(force=FORCE, wanted=Filter(), page=Page(50), now=now)
    return [item for item in found.items if item.desk is Desk.SYSTEM]


def reasons(now: datetime) -> list[str]:
    return [item.reason for item in items(now)]


def test_what_waits_for_a_look_is_one_item_until_all_of_it_is_let_go(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=2)
    several(world, 2)
    run(provider, world.now)
    watch_guards(FORCE, now=world.now)
    assert items(world.now) == []

    several(world, 3)
    run(provider, world.now)
    for minutes in range(3):
        watch_guards(FORCE, now=world.now + timedelta(minutes=minutes))

    (item,) = items(world.now)
    assert (item.kind, item.reason, item.case_id) == (ItemKind.MEND, "first_ones_wait", None)
    assert item.due_at == world.now + timedelta(hours=1)
    assert "The first 2 of all that this force sends, the journey crime-recorded, the text" in item.text
    first, *others = new_ones(FORCE)
    let_go(first.kind, first.target, force=FORCE, by=ANNA, now=world.now)
    assert reasons(world.now) == ["first_ones_wait"]
    for one in others:
        let_go(one.kind, one.target, force=FORCE, by=ANNA, now=world.now)
    assert items(world.now) == []


def test_it_closes_by_itself_when_what_waited_waits_no_more(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=1)
    several(world, 2)
    run(provider, world.now)
    watch_guards(FORCE, now=world.now)
    assert reasons(world.now) == ["first_ones_wait"]

    guarded(world, canary=0)
    watch_guards(FORCE, now=world.now)

    assert items(world.now) == []


def test_who_answers_without_letting_go_is_asked_again_on_the_next_day(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=1)
    several(world, 2)
    run(provider, world.now)
    watch_guards(FORCE, now=world.now)
    (item,) = items(world.now)
    answer_item(item.item_id, Answer(ItemState.DONE, world.now, by="A100"), force=FORCE, by=ANNA, now=world.now)

    watch_guards(FORCE, now=world.now + timedelta(hours=1))
    assert items(world.now) == []
    watch_guards(FORCE, now=world.now + timedelta(days=1))
    assert reasons(world.now) == ["first_ones_wait"]


@pytest.mark.parametrize("ceiling", ["per_text_an_hour", "per_force_an_hour"])
def test_a_full_hour_is_one_item_until_nothing_waits_for_the_next(
    ceiling: str, world: World, provider: FakeProvider
) -> None:
    guarded(world, **{ceiling: 2})
    several(world, 5)
    run(provider, world.now)
    hour = world.now.replace(minute=0)

    watch_guards(FORCE, now=world.now)
    (item,) = items(world.now)
    assert (item.reason, item.due_at) == ("hour_full", world.now + timedelta(hours=1))

    # The next hour has begun, and nothing of it has left yet; it becomes full; then the last one leaves.
    watch_guards(FORCE, now=hour + timedelta(hours=1))
    run(provider, hour + timedelta(hours=1))
    watch_guards(FORCE, now=hour + timedelta(hours=1, minutes=1))
    assert [one.item_id for one in items(world.now)] == [item.item_id]
    run(provider, hour + timedelta(hours=2))
    watch_guards(FORCE, now=hour + timedelta(hours=2, minutes=1))
    assert items(world.now) == []


def test_an_hour_that_is_just_full_is_nobodys(world: World, provider: FakeProvider) -> None:
    guarded(world, per_force_an_hour=2)
    several(world, 2)
    run(provider, world.now)

    watch_guards(FORCE, now=world.now)

    assert items(world.now) == []


def test_the_first_ones_and_what_waits_for_them_are_found_by_their_indexes(
    world: World, provider: FakeProvider
) -> None:
    guarded(world, canary=2)
    several(world, 4)
    run(provider, world.now)

    for one in new_ones(FORCE):
        plans = plans_of(one)
        assert "messages_message_admitted" in plans, plans
        assert "messages_message_held_new" in plans, plans


def plans_of(one: CanaryFacts) -> str:
    """Return how the database finds them, with tables so full that none is read whole."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with in_force(FORCE), connection.cursor() as cursor:
        with connection.execute_wrapper(note):
            assert len(log_queries.first_ones(one, force=FORCE, limit=20)) == 2
            assert count_held(one.kind, one.target, force=FORCE) == 2
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for sql, params in seen:
            cursor.execute(f"EXPLAIN {sql}", params)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return "\n".join(plans)
