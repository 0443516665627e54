"""How much one number or address gets in a day, and what becomes of the rest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.messages.late import in_victim
from tests.integration.messages.world import (
    FORCE,
    FakeProvider,
    World,
    a_world,
    an_incident,
    carried,
    message,
    plan,
    state,
)
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.messages.gates import GATES
from waypost.messages.models import Message
from waypost.messages.operations import deliver, supersede_messages
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.pace import Pace
from waypost.messages.providers import RefusalKind, Refused
from waypost.messages.values import Channel, Planned

pytestmark = pytest.mark.django_db

NEXT_DAY = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
"""When messages may leave again: the demo force sends all day."""
ASSIGNED, RECORDED, VISIT = "alloc_officer_assigned", "crime_recorded_adult", "attend_visit_followup"


@pytest.fixture
def world(world: World) -> World:
    """Return a world of a force that caps: one a case, three a contact."""
    set_caps(world.now, per_case=1, per_contact=3)
    return world


def set_caps(now: datetime, *, per_case: int, per_contact: int) -> None:
    caps = f'{{"per_case_a_day": {per_case}, "per_contact_a_day": {per_contact}}}'
    change_force(FORCE, changes={"caps": caps}, by=OPERATOR, now=now)


def run(provider: FakeProvider, now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def states(*planned: Planned) -> Sequence[str]:
    return [state(one) for one in planned]


def other_case_of_the_same_person(world: World, number: int) -> World:
    told = a_world(world.now, reference=f"4226000010{number}")
    # Another day: the same crime recorded twice would be told once.
    occurred = {"from": f"2026-11-1{number}T22:00:00+00:00", "ward": "Linthorpe", "postcode_district": "TS5"}
    return told.change(lambda case: case.update(incident_reference=None, occurred=occurred, appointments=[]))


def test_the_second_message_about_a_case_waits_for_the_next_day(world: World, provider: FakeProvider) -> None:
    first = plan(world)
    run(provider, world.now)

    second = plan(world, ASSIGNED)
    run(provider, world.now)
    assert (states(first, second), message(second).due_at) == (["handed_over", "planned"], NEXT_DAY)

    run(provider, NEXT_DAY - timedelta(seconds=1))
    assert len(provider.sent) == 1
    run(provider, NEXT_DAY)
    assert (state(second), len(provider.sent)) == ("handed_over", 2)


def test_what_the_cap_has_not_seen_when_planned_it_sees_when_leased(world: World, provider: FakeProvider) -> None:
    first, second = plan(world), plan(world, ASSIGNED, not_before=world.now + timedelta(hours=1))
    run(provider, world.now)

    run(provider, world.now + timedelta(hours=1))

    assert (states(first, second), message(second).due_at) == (["handed_over", "planned"], NEXT_DAY)


def test_without_caps_everything_leaves(world: World, provider: FakeProvider) -> None:
    set_caps(world.now, per_case=0, per_contact=0)
    planned = [plan(world) for _ in range(5)]

    run(provider, world.now)

    assert states(*planned) == ["handed_over"] * 5


def test_caps_that_are_set_in_the_middle_of_a_day_count_what_has_left_before(
    world: World, provider: FakeProvider
) -> None:
    set_caps(world.now, per_case=0, per_contact=0)
    plan(world)
    run(provider, world.now)
    set_caps(world.now, per_case=1, per_contact=3)

    assert state(plan(world, ASSIGNED)) == "planned"


def test_several_cases_of_one_phone_share_its_cap(world: World, provider: FakeProvider) -> None:
    worlds = [world, *(other_case_of_the_same_person(world, number) for number in range(3))]
    planned = [plan(each) for each in worlds]

    run(provider, world.now)

    assert sorted(states(*planned)) == ["handed_over"] * 3 + ["planned"]


def test_an_immediate_message_passes_and_does_not_count(world: World, provider: FakeProvider) -> None:
    told = an_incident(world.now)
    on_the_way = {"template": "attend_officer_en_route", "trigger": "incident.resource_en_route"}

    planned = [plan(told, **on_the_way) for _ in range(4)]
    run(provider, world.now)
    later = plan(world)
    run(provider, world.now)

    assert states(*planned, later) == ["handed_over"] * 5


@pytest.mark.parametrize(
    ("tell_by", "ends"), [(NEXT_DAY, "handed_over"), (NEXT_DAY + timedelta(seconds=1), "planned"), (None, "planned")]
)
def test_what_must_be_told_before_it_could_leave_passes_the_cap(
    tell_by: datetime | None, ends: str, world: World, provider: FakeProvider
) -> None:
    plan(world)
    run(provider, world.now)

    second = plan(world, ASSIGNED, tell_by=tell_by)
    run(provider, world.now)

    assert state(second) == ends


def test_a_try_again_is_not_counted_a_second_time(world: World, provider: FakeProvider) -> None:
    planned = plan(world)
    provider.script = [lambda _: Refused(RefusalKind.LATER, "503")]
    run(provider, world.now)

    run(provider, world.now + timedelta(minutes=10))

    assert (state(planned), len(provider.sent)) == ("handed_over", 1)


def test_what_was_refused_and_then_held_has_not_left(world: World, provider: FakeProvider) -> None:
    planned = plan(world)
    provider.script = [lambda _: Refused(RefusalKind.LATER, "503")]
    run(provider, world.now)
    world.change(lambda case: case.update(status="never_heard_of"))
    run(provider, world.now + timedelta(minutes=10))
    world.change(lambda case: None)

    assert state(planned) == "held: case_paused"
    assert state(plan(world, ASSIGNED)) == "queued"


def test_what_waits_for_one_person_leaves_as_one_and_nothing_is_dropped(world: World, provider: FakeProvider) -> None:
    first = plan(world, known_at=world.now, tell_by=NEXT_DAY + timedelta(days=9))
    second = plan(world, ASSIGNED, event_number=2, tell_by=NEXT_DAY + timedelta(days=4))
    third = plan(world, "attend_visit_followup", event_number=3, trigger="appointment.attended")

    run(provider, world.now)

    assert states(first, second, third) == ["handed_over", "superseded: joined", "superseded: joined"]
    (request,) = provider.sent
    assert "news about" in request.body
    row = message(first)
    assert [(part["run_id"], part["template"]) for part in row.parts] == [
        (message(one).run_id, template) for one, template in ((first, RECORDED), (second, ASSIGNED), (third, VISIT))
    ]
    assert row.part_runs == [message(one).run_id for one in (first, second, third)]
    assert (row.template, row.message_class, row.duty) == ("updates_joined", "statutory", "D01")
    assert row.tell_by == NEXT_DAY + timedelta(days=4)


def test_a_part_whose_run_has_ended_is_gone_from_what_was_joined(world: World, provider: FakeProvider) -> None:
    first, second = plan(world), plan(world, ASSIGNED)
    provider.script = [lambda _: Refused(RefusalKind.LATER, "503")]
    run(provider, world.now)

    run_id = message(second).run_id or 0
    supersede_messages([run_id], force=FORCE, reason="run_ended", now=world.now)
    run(provider, world.now + timedelta(minutes=10))

    assert (state(first), message(first).part_runs) == ("handed_over", [message(first).run_id])


def test_as_many_as_may_leave_are_not_joined(world: World, provider: FakeProvider) -> None:
    set_caps(world.now, per_case=2, per_contact=0)
    planned = [plan(world), plan(world, ASSIGNED)]

    run(provider, world.now)

    assert states(*planned) == ["handed_over", "handed_over"]
    assert {row.template for row in map(message, planned)} == {RECORDED, ASSIGNED}


def test_what_would_not_leave_by_itself_is_not_told_by_the_one_that_does(world: World, provider: FakeProvider) -> None:
    first = plan(world)
    told_off = plan(world, "attend_scheduled_confirmed", trigger="appointment.booked", item="ap1")
    world.change(lambda case: case["appointments"][0].update(status="cancelled"))

    run(provider, world.now)
    run(provider, world.now + timedelta(minutes=1))

    assert states(first, told_off) == ["handed_over", "suppressed: no_longer_true"]
    assert message(first).parts == []


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "C", "approved_at": datetime(2026, 11, 20, tzinfo=UTC), "approved_by": "4471"},
        {"called_at": datetime(2026, 11, 20, tzinfo=UTC), "call_outcome": "spoken_to"},
        {"message_class": "survey"},
        {"journey_state": "pilot"},
    ],
)
def test_what_somebody_has_confirmed_or_called_about_keeps_its_own_words(
    changes: dict[str, object], world: World, provider: FakeProvider
) -> None:
    first, second = plan(world), plan(world, ASSIGNED)
    with in_force(FORCE):
        Message.objects.filter(id=second.message_id).update(**changes)

    run(provider, world.now)

    assert (message(first).parts, message(second).template) == ([], ASSIGNED)


def test_counting_takes_no_query_more_for_more_messages(world: World, provider: FakeProvider) -> None:
    few, many = (queries_of(number, provider, world.now) for number in (2, 9))

    assert few == many


def queries_of(people: int, provider: FakeProvider, now: datetime) -> int:
    for number in range(people):
        phone = {"contact": {"mobile": f"07700 9005{people}{number}"}}
        told = in_victim(**phone)(a_world(now, reference=f"42260{people:02}{number:04}"))
        assert isinstance(told, World)
        plan(told, "attend_appointment_cancelled", trigger="x", item="none")
    with CaptureQueriesContext(connection) as asked:
        claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), now))
    return len(asked)
