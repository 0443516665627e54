"""Stop everything of a force, a journey, a text, a case; and let it go on."""

import json
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from django.db import IntegrityError, transaction

from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, an_incident, carried, plan, state
from waypost.access.models import AuditEvent
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.commands import lift_, stop_, stops
from waypost.messages.models import Stop
from waypost.messages.operations import deliver
from waypost.messages.operations.stopping import (
    AlreadyStopped,
    NoReason,
    NothingToStop,
    NotStopped,
    Target,
    lift,
    stop,
)
from waypost.messages.queries import open_stops, stops_in_force
from waypost.messages.stops import NO_STOPS, StopKind

pytestmark = pytest.mark.django_db
ALL = Target(StopKind.FORCE)
TEXT = Target(StopKind.TEMPLATE, "crime_recorded_adult")
JOURNEY = Target(StopKind.JOURNEY, "crime-recorded")


def hold(target: Target, *, now: datetime) -> None:
    stop(target, reason="A mistake in the text", force=FORCE, by=OPERATOR, now=now)


def let_go(target: Target, *, now: datetime) -> int:
    return lift(target, reason="Mended", force=FORCE, by=OPERATOR, now=now)


def run(provider: FakeProvider, now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (ALL, "force_stopped"),
        (TEXT, "text_stopped"),
        (JOURNEY, "text_stopped"),
        (Target(StopKind.CASE, "42260000001"), "case_stopped"),
    ],
)
def test_a_stop_holds_what_is_planned_and_what_comes_and_lifting_lets_both_go(
    target: Target, reason: str, world: World, provider: FakeProvider
) -> None:
    before = plan(world, journey="crime-recorded")
    hold(target, now=world.now)
    after = plan(world, journey="crime-recorded")
    run(provider, world.now)
    assert ([state(one) for one in (before, after)], provider.sent) == ([f"held: {reason}"] * 2, [])

    assert let_go(target, now=world.now) == 2
    for minutes in range(2):
        run(provider, world.now + timedelta(minutes=minutes))

    assert [state(one) for one in (before, after)] == ["handed_over"] * 2


def test_a_stop_stops_nothing_else(world: World, provider: FakeProvider) -> None:
    other = a_world(world.now, reference="42260000002").change(
        lambda case: case.update(
            incident_reference=None, occurred=None, people=[{**case["people"][0], "given_name": "Bo"}]
        )
    )
    hold(Target(StopKind.CASE, "42260000001"), now=world.now)
    hold(Target(StopKind.TEMPLATE, "alloc_officer_assigned"), now=world.now)
    hold(Target(StopKind.JOURNEY, "appointment-booked"), now=world.now)

    planned = plan(other, journey="crime-recorded")
    run(provider, world.now)

    assert state(planned) == "handed_over"


def test_what_is_of_no_use_any_more_does_not_go_when_a_stop_is_lifted(world: World, provider: FakeProvider) -> None:
    planned = plan(world, expires_at=world.now + timedelta(hours=1))
    hold(ALL, now=world.now)
    run(provider, world.now)

    later = world.now + timedelta(hours=2)
    let_go(ALL, now=later)
    run(provider, later)

    assert (state(planned), provider.sent) == ("expired: too_late", [])


def test_a_crime_and_an_incident_of_one_reference_are_stopped_alike(world: World, provider: FakeProvider) -> None:
    told = an_incident(world.now)
    hold(Target(StopKind.CASE, told.document["reference"]), now=world.now)

    planned = plan(told, "attend_officer_en_route", trigger="incident.resource_en_route")

    assert state(planned) == "held: case_stopped"


def test_what_is_stopped_is_stopped_once_and_what_is_not_cannot_be_lifted(world: World) -> None:
    hold(TEXT, now=world.now)
    with pytest.raises(AlreadyStopped):
        hold(TEXT, now=world.now)
    let_go(TEXT, now=world.now)
    with pytest.raises(NotStopped):
        let_go(TEXT, now=world.now)
    hold(TEXT, now=world.now)

    assert [(one.kind, one.target) for one in open_stops(FORCE)] == [(StopKind.TEMPLATE, "crime_recorded_adult")]
    with in_force(FORCE):
        assert Stop.objects.count() == 2


@pytest.mark.parametrize(
    "target",
    [
        Target(StopKind.TEMPLATE, "no_such_text"),
        Target(StopKind.JOURNEY, "no-such-journey"),
        Target(StopKind.CASE, "42260099999"),
    ],
)
def test_what_is_not_there_cannot_be_stopped(target: Target, world: World) -> None:
    with pytest.raises(NothingToStop):
        hold(target, now=world.now)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_stop_has_a_reason(reason: str, world: World) -> None:
    with pytest.raises(NoReason):
        stop(ALL, reason=reason, force=FORCE, by=OPERATOR, now=world.now)


def test_who_stopped_and_lifted_is_in_the_log_with_our_id_of_the_case_and_no_reference(world: World) -> None:
    of_case = Target(StopKind.CASE, "42260000001")
    for target in (of_case, TEXT):
        hold(target, now=world.now)
        let_go(target, now=world.now)

    with in_force(FORCE):
        lines = AuditEvent.objects.filter(action__startswith="messages.").order_by("id")
        found = [(line.action, line.case_id, line.fields) for line in lines]
    assert found == [
        ("messages.stopped", world.case_id, ["case"]),
        ("messages.let_go", world.case_id, ["case"]),
        ("messages.stopped", None, ["template", "crime_recorded_adult"]),
        ("messages.let_go", None, ["template", "crime_recorded_adult"]),
    ]


def test_the_stop_of_one_force_is_nothing_to_another(world: World) -> None:
    hold(ALL, now=world.now)

    assert stops_in_force(ForceName("otherforce")) == NO_STOPS
    assert stops_in_force(FORCE).is_force_stopped


def test_the_database_keeps_one_open_stop_of_a_thing(world: World) -> None:
    hold(TEXT, now=world.now)

    with in_force(FORCE), pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.create(
            force=FORCE, kind="template", target=TEXT.name, reason="x", stopped_at=world.now, stopped_by="operator"
        )


def call(command: object, *arguments: str) -> Result:
    assert callable(command)
    return CliRunner().invoke(command, ["--force", FORCE, *arguments])  # type: ignore[arg-type]  # a click command


@pytest.mark.usefixtures("world")
def test_stopping_from_the_command_line() -> None:
    assert call(stops).output == "Nothing is stopped.\n"
    assert (
        "Stopped: template crime_recorded_adult."
        in call(stop_, "--template", "crime_recorded_adult", "--reason", "Wrong").output
    )
    (line,) = json.loads(call(stops, "--json").output)
    assert (line["kind"], line["target"], line["reason"]) == ("template", "crime_recorded_adult", "Wrong")
    assert "template crime_recorded_adult, since" in call(stops).output

    lifted = call(lift_, "--template", "crime_recorded_adult", "--reason", "Mended", "--json")
    assert json.loads(lifted.output) == {
        "force": "anyshire", "kind": "template", "target": "crime_recorded_adult", "stopped": False, "asked_again": 0,
    }  # fmt: skip


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        (stop_, ["--reason", " "], "needs a reason"),
        (stop_, ["--journey", "no-such", "--reason", "x"], "there is no journey no-such"),
        (stop_, ["--case", "1", "--template", "x", "--reason", "x"], "Name one of"),
        (lift_, ["--reason", "x"], "not stopped"),
    ],
)
def test_a_wrong_command_says_what_to_write(command: object, arguments: list[str], words: str) -> None:
    result = call(command, *arguments)

    assert result.exit_code == 1
    assert words in result.output


def test_an_unknown_force_is_named(db: None) -> None:
    result = CliRunner().invoke(stops, ["--force", "nowhere"])

    assert (result.exit_code, "there is no force nowhere" in result.output) == (1, True)
