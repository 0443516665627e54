"""What a journey hands to a person: a task in the crime system, with what to say, exactly once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.journeys.looking import ASSIGNED, decisions, drain_all, place, several, tasks
from tests.integration.journeys.stories import CALL_STORY, publish
from tests.snapshots import FORCE, changed, event, take
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR, JourneyState
from waypost.base.scope import in_force
from waypost.cases.models import Place, Source
from waypost.cases.operations import ask_for_mending
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind, SourceFacts
from waypost.journeys.models import Run
from waypost.journeys.operations import switch
from waypost.messages.operations.stopping import Target, stop
from waypost.messages.stops import StopKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _somebody_is_called(source: SourceFacts, now: datetime) -> None:
    publish("call", CALL_STORY, now=now)


def test_a_task_says_who_is_to_do_what_for_whom_by_when_and_what_to_say(source: SourceFacts, now: datetime) -> None:
    take(source, event(ASSIGNED), now=now)

    drain_all(now)

    (task,) = tasks()
    assert (task["kind"], task["person"], task["for"]) == ("call", "p1", "4471")
    # From a Friday: the Tuesday after it, at 5pm in Greenwich.
    assert datetime.fromisoformat(task["due_at"]) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert task["text"].startswith("Call this person")
    assert task["script"]
    assert decisions("call")[0] == ("1", "task", "oic.assigned")


def test_nobody_is_asked_to_call_a_child(source: SourceFacts, now: datetime) -> None:
    (victim,) = ASSIGNED["people"]
    take(source, event(changed(ASSIGNED, people=[{**victim, "date_of_birth": "2014-04-12"}])), now=now)

    drain_all(now)

    # Beside what the message behind it asks for.
    (task,) = (task for task in tasks() if "Do not call this person" in task["text"])
    assert task["text"].startswith("This person is under 18.")
    assert task["script"]


def test_a_task_whose_case_is_decided_again_is_asked_for_once(source: SourceFacts, now: datetime) -> None:
    take(source, event(ASSIGNED), now=now)
    drain_all(now)
    # As if its run had never come past the task.
    with in_force(FORCE):
        Run.objects.filter(journey="call").update(state="live", step="1", wait_until=None, ended_at=None)
    Place.objects.update(wake_at=now)

    drain_all(now)

    assert len(tasks()) == 1


def test_a_task_comes_after_what_its_case_has_in_the_outbox(source: SourceFacts, now: datetime) -> None:
    take(source, event(ASSIGNED), now=now)
    case_id = case_id_by_reference(ASSIGNED["reference"], kind=CaseKind.CRIME, force=FORCE)
    assert case_id is not None
    ask_for_mending(case_id, force=FORCE, now=now)

    drain_all(now)

    assert [task["kind"] for task in tasks()] == ["mend", "call"]


def shadow_force(now: datetime) -> str:
    change_force(FORCE, changes={"state": "shadow"}, by=OPERATOR, now=now)
    return "force_in_shadow"


def pilot_force(now: datetime) -> str:
    change_force(FORCE, changes={"state": "pilot", "pilot": "teams=South"}, by=OPERATOR, now=now)
    return "not_in_pilot"


def shadow_journey(now: datetime) -> str:
    switch(FORCE, journey="call", state=JourneyState.SHADOW, by=OPERATOR, now=now)
    return "journey_in_shadow"


def shadow_source(now: datetime) -> str:
    Source.objects.update(state="shadow")
    return "source_in_shadow"


def stopped_force(now: datetime) -> str:
    stop(Target(StopKind.FORCE), reason="A mistake", force=FORCE, by=OPERATOR, now=now)
    return "force_stopped"


def stopped_journey(now: datetime) -> str:
    stop(Target(StopKind.JOURNEY, "call"), reason="A mistake", force=FORCE, by=OPERATOR, now=now)
    return "text_stopped"


@pytest.mark.parametrize(
    "switch_off", [shadow_force, pilot_force, shadow_journey, shadow_source, stopped_force, stopped_journey]
)
def test_what_is_not_switched_on_asks_no_officer_for_anything(
    source: SourceFacts, now: datetime, switch_off: Callable[[datetime], str]
) -> None:
    reason = switch_off(now)
    take(source, event(ASSIGNED), now=now)

    drain_all(now)

    assert tasks() == []
    assert decisions("call")[0] == ("1", "suppress", reason)


def test_tasks_of_many_cases_are_written_in_as_many_queries_as_those_of_two(source: SourceFacts, now: datetime) -> None:
    counts = []
    # The first fills what is read once.
    for name, cases in (("A", 1), ("B", 2), ("C", 40)):
        take(source, *(event(case, case["reference"]) for case in several(ASSIGNED, name, cases)), now=now)
        with CaptureQueriesContext(connection) as asked:
            drain_all(now)
        counts.append(len(asked))

    assert counts[1] == counts[2]
    assert len(tasks()) == 43


def test_the_place_of_a_case_moves_on_after_its_task(source: SourceFacts, now: datetime) -> None:
    take(source, event(ASSIGNED), now=now)

    drain_all(now)

    assert place().wake_at is None
