"""A record is merged into another while messages wait, or deleted by its source, or first one and then the other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, carried, plan, state
from waypost.cases.intake import hold_gone
from waypost.cases.queries import cases_by_id, delivery_facts, source_by_id, thread_entries
from waypost.cases.values import CaseKind
from waypost.journeys.explain import account, read_material
from waypost.messages.operations import deliver

pytestmark = pytest.mark.django_db
LEFT, TARGET = "42260000001", "42260000002"
MERGED: Any = {"template": "crime_duplicate_merged", "trigger": "crime.merged"}
ENTRY = {"id": "e1", "kind": "officer_message", "at": "2026-11-20T09:30:00Z", "person": "p1", "text": "We have it."}
SUSPECT = {"id": "s1", "roles": ["suspect"], "contact": {"mobile": "07700 900001"}}


def merge(document: dict[str, Any]) -> None:
    document["merged_into"] = TARGET


def send(world: World, provider: FakeProvider, **later: int) -> None:
    deliver(FORCE, now_fn=lambda: world.now + timedelta(**later), providers=carried(provider))


def delete(world: World) -> None:
    hold_gone(source_by_id(world.source_id), [str(world.document["reference"])], now=world.now)


@pytest.mark.parametrize("afterwards", [lambda world: None, delete], ids=["kept", "deleted"])
def test_what_waits_in_the_record_that_was_left_is_not_told_and_where_it_went_is(
    now: datetime, afterwards: Callable[[World], None]
) -> None:
    world, provider = a_world(now, reference=LEFT), FakeProvider()
    waiting = plan(world)
    world = world.change(merge)
    new = plan(world, **MERGED)
    afterwards(world)

    send(world, provider)

    assert state(waiting) == "suppressed: case_merged"
    assert state(new) == "handed_over"
    assert [f"is now {TARGET}" in request.body for request in provider.sent] == [True]


def test_the_record_that_it_went_into_tells_on(now: datetime) -> None:
    left, target, provider = a_world(now, reference=LEFT), a_world(now, reference=TARGET), FakeProvider()
    left.change(merge)
    planned = plan(target)

    send(target, provider)

    assert state(planned) == "handed_over"


def test_a_suspect_of_the_record_that_was_left_is_near_the_victim_of_the_other(now: datetime) -> None:
    target, provider = a_world(now, reference=TARGET), FakeProvider()
    left = a_world(now, reference=LEFT).change(merge).change(lambda document: document["people"].append(SUSPECT))
    planned = plan(target)
    delete(left)

    send(target, provider)

    assert (provider.sent, state(planned)) == ([], "held: same_as_suspect")
    (facts,) = delivery_facts([target.person_id()], force=FORCE).values()
    assert left.case_id in {other.case_id for other in facts.others}


def test_what_is_held_in_the_record_that_was_left_holds_nothing_in_the_other(now: datetime) -> None:
    left, target, provider = a_world(now, reference=LEFT), a_world(now, reference=TARGET), FakeProvider()
    left = left.change(merge).change(lambda document: document.update(flags=["brand_new_risk"]))
    told, other = plan(left, **MERGED), plan(target)

    send(target, provider)

    assert state(told).startswith("held")
    assert state(other) == "handed_over"
    assert cases_by_id([target.case_id], force=FORCE)[target.case_id].held_items == 0


def test_a_merge_that_is_taken_back_tells_on_where_it_was(now: datetime) -> None:
    world, provider = a_world(now, reference=LEFT).change(merge), FakeProvider()
    new = plan(world, **MERGED)
    world = world.change(lambda document: document.update(merged_into=None))
    planned = plan(world)

    send(world, provider)

    assert state(new) == "suppressed: no_longer_true"
    assert state(planned) == "handed_over"


def test_the_thread_of_the_record_that_was_left_stays(now: datetime) -> None:
    world = a_world(now, reference=LEFT).change(lambda document: document.update(entries=[ENTRY])).change(merge)
    world = world.change(lambda document: document.update(entries=[]))
    delete(world)

    assert [entry.text for entry in thread_entries(world.person_id(), force=FORCE)] == ["We have it."]


def test_of_a_record_that_its_source_deleted_messages_wait_and_it_is_explained(now: datetime) -> None:
    world, provider = a_world(now, reference=LEFT), FakeProvider()
    planned = plan(world)
    delete(world)

    send(world, provider)

    assert (provider.sent, state(planned)) == ([], "held: case_paused")
    assert "The crime system does not have this case any more." in explained()

    world.change(lambda document: None)
    assert "Held now" not in explained()


def explained() -> str:
    return account(read_material(LEFT, kind=CaseKind.CRIME, force=FORCE), person=None)
