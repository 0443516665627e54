"""What waits for a source that is not heard of is told once it is, or by a person; never late, and never by nobody."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.messages.late import source_falls_silent
from tests.integration.messages.world import FORCE, FakeProvider, World, carried, message, plan, state
from waypost.cases.models import Source
from waypost.messages.operations import deliver
from waypost.messages.values import Planned
from waypost.worklist.queries import Filter, Page, items_of_force
from waypost.worklist.values import Desk, ItemFacts, ItemKind

pytestmark = pytest.mark.django_db

VISIT: Any = {"template": "attend_scheduled_confirmed", "trigger": "appointment.booked", "item": "ap1"}


def calls(now: datetime) -> list[ItemFacts]:
    found = items_of_force(force=FORCE, wanted=Filter(), page=Page(50), now=now)
    return [item for item in found.items if item.kind is ItemKind.CALL]


def visit_of(world: World) -> datetime:
    return datetime.fromisoformat(world.document["appointments"][0]["starts_at"])


def look(provider: FakeProvider, now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def planned_in_silence(world: World) -> Planned:
    source_falls_silent(world)
    return plan(world, expires_at=visit_of(world), **VISIT)


def is_heard_of(world: World, now: datetime) -> None:
    Source.objects.filter(id=world.source_id).update(last_ok_at=now)


def test_a_visit_is_told_as_soon_as_its_source_is_heard_of(world: World, provider: FakeProvider) -> None:
    planned = planned_in_silence(world)
    assert state(planned) == "planned"
    look(provider, world.now + timedelta(minutes=9))
    assert (state(planned), provider.sent) == ("planned", [])

    back_at = world.now + timedelta(minutes=10)
    is_heard_of(world, back_at)
    look(provider, back_at)

    assert (state(planned), len(provider.sent)) == ("handed_over", 1)


def test_what_is_not_bound_to_a_time_leaves_meanwhile(world: World, provider: FakeProvider) -> None:
    source_falls_silent(world)
    plan(world)

    look(provider, world.now)

    assert len(provider.sent) == 1


def test_before_its_time_has_passed_somebody_is_asked_to_look_and_call(world: World, provider: FakeProvider) -> None:
    planned = planned_in_silence(world)
    at = visit_of(world) - timedelta(hours=2)

    look(provider, at)
    look(provider, at)

    assert (state(planned), provider.sent) == ("held: source_stale", [])
    (item,) = calls(at)
    assert (item.desk, item.reason) == (Desk.OIC, "source_stale")
    assert "police system" in item.text

    back_at = at + timedelta(minutes=16)
    is_heard_of(world, back_at)
    look(provider, back_at)
    assert (state(planned), calls(back_at)) == ("handed_over", [])


@pytest.mark.parametrize("is_asked_before", [True, False])
def test_once_its_time_has_passed_it_stays_with_a_person_and_never_goes(
    is_asked_before: bool, world: World, provider: FakeProvider
) -> None:
    planned = planned_in_silence(world)
    if is_asked_before:
        look(provider, visit_of(world) - timedelta(hours=1))
    late = visit_of(world) + timedelta(minutes=1)

    look(provider, late)
    is_heard_of(world, late)
    look(provider, late + timedelta(days=1))

    assert (state(planned), provider.sent) == ("failed: source_stale", [])
    (item,) = calls(late)
    assert message(planned).work_item == item.item_id
