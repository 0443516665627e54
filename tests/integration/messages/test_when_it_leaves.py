"""When a message leaves: after a change of settings, in order, and not where more than a text is owed."""

from datetime import datetime, timedelta

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, an_intent, carried, plan, state
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.messages.operations import deliver, hasten_after_change, plan_messages

pytestmark = pytest.mark.django_db


def run(provider: FakeProvider, now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def test_new_hours_of_the_force_reach_what_waits_already(world: World, provider: FakeProvider, now: datetime) -> None:
    change_force(FORCE, changes={"hours": "20:00-21:00"}, by=OPERATOR, now=now - timedelta(minutes=1))
    planned = plan(world)
    assert state(planned) == "planned"

    change_force(FORCE, changes={"hours": "00:00-24:00"}, by=OPERATOR, now=now + timedelta(minutes=1))
    hasten_after_change(FORCE, now=now + timedelta(minutes=2))
    run(provider, now + timedelta(minutes=2))

    assert state(planned) == "handed_over"


def test_a_change_of_settings_sends_nothing_before_its_time(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world, not_before=now + timedelta(days=1))

    change_force(FORCE, changes={"hours": "00:00-24:00"}, by=OPERATOR, now=now + timedelta(minutes=1))
    hasten_after_change(FORCE, now=now + timedelta(minutes=2))
    run(provider, now + timedelta(minutes=2))

    assert (state(planned), provider.sent) == ("planned", [])


def test_news_of_one_case_reaches_a_person_in_order(world: World, provider: FakeProvider, now: datetime) -> None:
    assigned = an_intent(world, "alloc_officer_assigned", trigger="oic.assigned", event_number=2)
    recorded = an_intent(world, "crime_recorded_adult", event_number=1)
    plan_messages([assigned, recorded], force=FORCE, now=now)

    run(provider, now)

    assert ["recorded" in request.body for request in provider.sent] == [True, False]


@pytest.mark.parametrize(
    ("template", "expected"),
    [("crime_recorded_adult", "awaiting_approval: needs_confirmation"), ("alloc_officer_assigned", "queued")],
)
def test_a_victim_with_enhanced_rights_is_owed_more_than_some_texts(world: World, template: str, expected: str) -> None:
    by_text = {"channels": ["sms", "portal"]}
    changes = {"enhanced": ["vulnerable"], "contact_plan": by_text}
    owed_more = world.change(lambda case: case["people"][0].update(changes))

    assert state(plan(owed_more, template)) == expected
