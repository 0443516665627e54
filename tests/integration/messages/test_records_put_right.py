"""A message that waits for a record goes once a person has confirmed the number that stands in the wrong field."""

from datetime import datetime
from typing import Any

import pytest

from tests.integration.messages.people import items, run
from tests.integration.messages.test_answers_from_the_crime_system import answered
from tests.integration.messages.world import FORCE, FakeProvider, World, plan, state
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.models import ConfirmedContact, OutboxItem
from waypost.journeys.operations import drain
from waypost.messages.operations import take_answers
from waypost.worklist.models import Item, Look
from waypost.worklist.operations import look_later, mend, mend_due
from waypost.worklist.operations.mending import AT_REST
from waypost.worklist.rules.mending import REASON
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "7001")
WITHOUT_DUTY = "portal_update_available"


def in_name(world: World, **fields: Any) -> World:
    """Return the world in which the victim's only number stands in her name."""
    entry = {"family_name": "Sample 07700 900001", "contact": {}, **fields}
    return world.change(lambda case: case["people"][0].update(entry))


def reasons(world: World) -> list[tuple[ItemKind, str]]:
    return [(item.kind, item.reason) for item in items(world)]


def settled(now: datetime) -> None:
    """Let everybody read what has happened."""
    take_answers(FORCE, now=now)
    while drain(FORCE, now=now).cases:
        pass


def test_a_message_waits_with_the_task_about_the_record_and_goes_once_the_number_is_confirmed(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    entered = in_name(world)
    mend([entered.case_id], force=FORCE, now=now)
    planned = plan(entered, WITHOUT_DUTY, trigger="message.outbound")
    assert (state(planned), reasons(entered)) == ("held: contact_unusable", [(ItemKind.MEND, REASON)])
    (item,) = items(entered)

    answered(entered, waypost_id=str(item.item_id), note="use 1")
    settled(now)
    run(now, provider)

    assert state(planned) == "handed_over"
    assert {sent.recipient for sent in provider.sent} == {"+447700900001"}


def test_a_plain_done_sends_nothing_to_a_number_that_nobody_has_confirmed(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    entered = in_name(world)
    mend([entered.case_id], force=FORCE, now=now)
    planned = plan(entered, WITHOUT_DUTY, trigger="message.outbound")
    (item,) = items(entered)

    answered(entered, waypost_id=str(item.item_id), note="Done, thanks.")
    settled(now)
    run(now, provider)

    assert (state(planned), provider.sent) == ("held: contact_unusable", [])


def test_who_refuses_the_task_about_the_record_has_not_refused_the_message(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    entered = in_name(world)
    mend([entered.case_id], force=FORCE, now=now)
    planned = plan(entered, WITHOUT_DUTY, trigger="message.outbound")
    (item,) = items(entered)

    answered(entered, waypost_id=str(item.item_id), status="refused")
    settled(now)

    assert state(planned) == "held: contact_unusable"
    assert (ItemKind.MEND, "contact_unusable") in reasons(entered)


def test_a_task_that_offers_a_number_takes_over_from_the_message_that_asked_first(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    entered = in_name(world)
    planned = plan(entered, WITHOUT_DUTY, trigger="message.outbound")
    assert reasons(entered) == [(ItemKind.MEND, "contact_unusable")]

    mend([entered.case_id], force=FORCE, now=now)
    settled(now)

    (item,) = [one for one in items(entered) if one.kind is ItemKind.MEND]
    assert item.reason == REASON
    answered(entered, waypost_id=str(item.item_id), note="yes")
    settled(now)
    run(now, provider)
    assert state(planned) == "handed_over"


def test_a_changed_case_is_looked_at_after_five_minutes_and_no_sooner(world: World, now: datetime) -> None:
    entered = world.change(lambda case: case["people"][0].update(family_name="Unknown"))
    take_answers(FORCE, now=now)

    assert (mend_due(FORCE, now=now), items(entered)) == (0, [])
    assert mend_due(FORCE, now=now + AT_REST) == 1
    assert reasons(entered) == [(ItemKind.MEND, REASON)]


def test_the_number_of_somebody_accused_is_not_sent_to_however_it_was_confirmed(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    entered = in_name(world)
    mend([entered.case_id], force=FORCE, now=now)
    (item,) = items(entered)
    confirmed = answered(entered, waypost_id=str(item.item_id), note="use 1")
    suspect = {"id": "s9", "roles": ["suspect"], "kind": "person", "contact": {"phone": "07700 900001"}}
    confirmed.change(lambda case: case["people"].append(suspect))

    planned = plan(confirmed, WITHOUT_DUTY, trigger="message.outbound")
    run(now, provider)

    assert (state(planned), provider.sent) == ("held: same_as_suspect", [])


def test_what_was_confirmed_and_asked_goes_with_the_case(world: World, now: datetime) -> None:
    entered = in_name(world)
    mend([entered.case_id], force=FORCE, now=now)
    (item,) = items(entered)
    confirmed = answered(entered, waypost_id=str(item.item_id), note="use 1")
    look_later([entered.case_id], force=FORCE, now=now)
    confirmed.change(lambda case: case.update(status="closed"))
    with in_force(FORCE):
        assert ConfirmedContact.objects.count() == 1
        OutboxItem.objects.update(state="taken", taken_at=now)

    erase(str(confirmed.document["reference"]), Order(FORCE, "The court has ordered it.", CLERK, now))

    with in_force(FORCE):
        assert (ConfirmedContact.objects.count(), Look.objects.count()) == (0, 0)
        assert [(row.text, row.mends) for row in Item.objects.all()] == [("", {})]
