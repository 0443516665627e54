"""
Each gate is asked again in the transaction that leases: what changes after planning stops the message.

And each gate is what stops it: with that one gate taken out the message leaves.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.messages.late import (
    LATE_AND_NEW,
    NAMED_CONTACT,
    Late,
    becomes_a_business,
    in_case,
    in_force_settings,
    in_plan,
    in_text,
    in_victim,
    somebody_else,
)
from tests.integration.messages.world import (
    FORCE,
    NUMBER,
    FakeProvider,
    World,
    a_world,
    an_incident,
    carried,
    plan,
    state,
)
from waypost.base.scope import in_force
from waypost.cases.models import Source
from waypost.messages.gates import GATES, Gate
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.messages.values import MessageState

pytestmark = pytest.mark.django_db

OF_INCIDENT: Any = {"template": "contact_report_received_adult", "trigger": "incident.created", "is_incident": True}
EN_ROUTE: Any = {"template": "attend_officer_en_route", "trigger": "incident.resource_en_route", "is_incident": True}


def without_a_fact(world: World) -> None:
    def change(case: dict[str, Any]) -> None:
        case["people"][0]["date_of_birth"] = None
        case["people"][0]["contact"].pop("postcode", None)

    world.change(change)


def somebody_called_and_it_was_not_safe(world: World) -> None:
    """Write down that a call about another message to the same person found that contact is not safe."""
    other = plan(world, "alloc_officer_assigned", not_before=world.now + timedelta(days=1))
    with in_force(FORCE):
        Message.objects.filter(id=other.message_id).update(called_at=world.now, call_outcome="unsafe")


def crime_recorded(world: World) -> None:
    """Record the crime of an incident, with the same person as its victim."""
    person = {**world.document["people"][0], "roles": ["victim"]}
    a_world(world.now, reference="42260000009").change(
        lambda case: case.update(incident_reference=world.document["reference"], people=[person], appointments=[])
    )


LATE: dict[str, Late] = {
    "force_is_live": Late(in_force_settings(state="pilot")),
    "journey_is_live": Late(in_force_settings(journeys="told=shadow")),
    "incident_is_screened": Late(in_case(flags=None), **OF_INCIDENT),
    "crime_does_not_tell_it": Late(crime_recorded, **OF_INCIDENT),
    "nobody_else_reads_the_phone": Late(in_case(suspect_may_see_phone=None), **EN_ROUTE),
    "source_is_live": Late(lambda world: Source.objects.filter(id=world.source_id).update(state="shadow")),
    "somebody_has_acted": Late(in_text("mode: A", "mode: C")),
    "case_is_known": Late(in_case(status="never_heard_of")),
    "case_is_ours": Late(in_case(merged_into="42260000002")),
    "offence_group_is_on": Late(in_force_settings(groups="shop-theft")),
    "safety_is_confirmed": Late(in_case(flags=["domestic_abuse"])),
    "contact_is_wanted": Late(in_plan(no_contact=True)),
    "last_call_was_safe": Late(somebody_called_and_it_was_not_safe),
    "recipient_may_be_told": Late(in_victim(roles=["witness"])),
    "recipient_is_not_accused": Late(in_victim(roles=["victim", "suspect"])),
    "recipient_is_alive": Late(in_victim(deceased=True)),
    "nobody_has_died": Late(in_case(outcome={"code": "13", "decided_at": "2026-11-20T10:00:00+00:00"})),
    "recipient_is_adult": Late(in_victim(date_of_birth="2015-01-01")),
    "text_is_for_the_recipient": Late(becomes_a_business(NAMED_CONTACT)),
    "contact_can_be_used": Late(in_force_settings(placeholders="drama")),
    # Of both: else the one that is left would carry it (test_ladder.py).
    "channel_is_agreed": Late(in_plan(never=["sms", "email"])),
    # The same e-mail: the same number would also be stopped as not the victim's own.
    "contact_is_not_the_suspects": Late(somebody_else(roles=["suspect"], contact={"email": "Amina1+x@example.org"})),
    "contact_is_the_recipients_own": Late(somebody_else(roles=["witness"], contact={"phone": NUMBER})),
    "portal_can_be_entered": Late(without_a_fact, template="portal_update_available"),
    "is_still_so": Late(
        lambda world: world.change(lambda case: case["appointments"][0].update(status="cancelled")),
        template="attend_scheduled_confirmed",
        trigger="appointment.booked",
        item="ap1",
    ),
    "hour_is_allowed": Late(in_force_settings(hours="18:00-20:00")),
}

LATE |= LATE_AND_NEW

ELSEWHERE = {
    # Without a wording there are no words: making them fails as well (test below).
    "text_is_there",
    # Without a provider there is nobody to hand over to (test_plan_and_deliver.py).
    "provider_is_there",
    # Messages also expire before they are claimed (test below).
    "is_in_time",
    # They are about many messages (test_bulk_guards.py).
    "first_ones_were_looked_at",
    "hour_is_not_full",
}


# Asked once more before each call (test_hand_over.py), so that without its gate nothing leaves either.
ASKED_BEFORE_EACH_CALL = {"nothing_stops_it", "contact_is_not_frozen"}


def planned_then_changed(world: World, late: Late, provider: FakeProvider, gates: tuple[Gate, ...]) -> str:
    told = an_incident(world.now) if late.is_incident else world
    planned = plan(told, late.template, trigger=late.trigger, item=late.item, journey="told")
    assert planned.state is MessageState.QUEUED
    late.change(told)
    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider), gates=gates)
    return state(planned)


def test_every_gate_has_its_change() -> None:
    assert set(LATE) | ELSEWHERE == {gate.name for gate in GATES}


@pytest.mark.parametrize("name", sorted(LATE))
def test_a_change_between_planning_and_sending_stops_the_message(
    name: str, world: World, provider: FakeProvider
) -> None:
    ended = planned_then_changed(world, LATE[name], provider, GATES)

    assert provider.sent == []
    assert ended.split(":")[0] in {"held", "suppressed", "planned", "awaiting_approval"}


@pytest.mark.parametrize("name", sorted(set(LATE) - ASKED_BEFORE_EACH_CALL))
def test_without_its_gate_the_message_would_leave(name: str, world: World, provider: FakeProvider) -> None:
    others = tuple(gate for gate in GATES if gate.name != name)

    planned_then_changed(world, LATE[name], provider, others)

    assert len(provider.sent) == 1


@pytest.mark.parametrize("name", sorted(ASKED_BEFORE_EACH_CALL))
def test_without_its_gate_a_stopped_message_would_be_leased(name: str, world: World, provider: FakeProvider) -> None:
    others = tuple(gate for gate in GATES if gate.name != name)

    ended = planned_then_changed(world, LATE[name], provider, others)

    assert (ended, provider.sent) == ("queued", [])


def test_a_plan_that_becomes_discreet_stops_a_text_that_has_no_discreet_wording(
    world: World, provider: FakeProvider
) -> None:
    planned = plan(world)
    in_text("sms_discreet: >-", "note_of_old: >-")(world)
    in_plan(discreet=True, never=["email"])(world)
    without_gate = tuple(gate for gate in GATES if gate.name != "text_is_there")

    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider), gates=without_gate)
    assert (state(planned), provider.sent) == ("held: text_unfit", [])

    deliver(FORCE, now_fn=lambda: world.now + timedelta(minutes=15), providers=carried(provider))
    assert (state(planned), provider.sent) == ("held: no_discreet_text", [])


def test_a_plan_that_becomes_discreet_changes_the_words(world: World, provider: FakeProvider) -> None:
    plan(world)
    in_plan(discreet=True)(world)

    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))

    assert "Police" not in provider.sent[0].body


@pytest.mark.parametrize(("gates", "is_sent"), [(GATES, False), ((), True)])
def test_a_message_that_expires_between_two_steps_is_not_sent(
    gates: tuple[Gate, ...], is_sent: bool, world: World, provider: FakeProvider
) -> None:
    planned = plan(world, expires_at=world.now + timedelta(minutes=1))
    moments = iter([world.now])

    def late_clock() -> datetime:
        # The first step asks in time, every later one too late.
        return next(moments, world.now + timedelta(minutes=2))

    deliver(FORCE, now_fn=late_clock, providers=carried(provider), gates=gates)

    assert bool(provider.sent) is is_sent
    assert state(planned) == ("handed_over" if is_sent else "expired: too_late")


def test_a_person_who_left_the_record_is_not_told(world: World, provider: FakeProvider) -> None:
    planned = plan(world)
    world.change(lambda case: case.update(people=[], appointments=[]))

    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))

    assert (state(planned), provider.sent) == ("held: not_in_case", [])


def test_a_suspects_number_in_a_linked_case_stops_the_message(world: World, provider: FakeProvider) -> None:
    planned = plan(world)
    other = a_world(world.now, reference="42260000009")
    other.change(
        lambda case: case.update(
            linked=[world.document["reference"]],
            appointments=[],
            people=[{"id": "s1", "roles": ["suspect"], "contact": {"mobile": "+44 (0)7700 900001"}}],
        )
    )

    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))

    assert (state(planned), provider.sent) == ("held: same_as_suspect", [])
