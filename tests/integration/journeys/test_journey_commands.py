"""Journeys from the command line: what is in force, how far it is switched on, and where its runs stand."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner, Result

from tests.integration.journeys.looking import ASSIGNED, NOBODY_YET, drain_all, visit
from tests.integration.journeys.stories import APPOINTMENT_STORY, publish
from tests.snapshots import changed, event, take
from waypost.cases.values import SourceFacts
from waypost.journeys.commands.journey import journey

pytestmark = pytest.mark.django_db
MOVED = APPOINTMENT_STORY.replace("digest: never", 'digest: never\ntakes_over: { "2": "2" }')


def run(*arguments: str) -> Result:
    return CliRunner().invoke(journey, arguments)


def listed(name: str) -> dict[str, object]:
    found: list[dict[str, object]] = json.loads(run("list", "--force", "anyshire", "--json").output)
    return next(one for one in found if one["name"] == name)


def test_a_list_says_how_far_each_journey_is_switched_on_and_where_its_runs_stand(
    source: SourceFacts, now: datetime
) -> None:
    take(source, event(changed(ASSIGNED, appointments=[visit()])), now=now)
    drain_all(now)

    assert listed("appointment-booked") == {
        "name": "appointment-booked",
        "title": "Confirm an appointment, and remind of it on the day before",
        "version": listed("appointment-booked")["version"],
        "state": "live",
        "phase": 1,
        "phase_on": True,
        "runs": [{"version": listed("appointment-booked")["version"], "step": "2", "runs": 1}],
    }
    assert "appointment-booked: live" in run("list", "--force", "anyshire").output


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize("state", ["shadow", "pilot", "live"])
def test_a_journey_is_switched_paused_and_resumed(state: str) -> None:
    assert run(state, "crime-recorded", "--force", "anyshire").output == f"crime-recorded is {state} in anyshire.\n"

    run("pause", "crime-recorded", "--force", "anyshire")
    assert listed("crime-recorded")["state"] == "paused"

    resumed = run("resume", "crime-recorded", "--force", "anyshire")
    assert resumed.output == f"crime-recorded is {state} in anyshire.\n"


def test_runs_are_moved_after_a_preview(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(ASSIGNED, appointments=[visit()])), now=now)
    drain_all(now)
    publish("appointment-booked", MOVED, now=now)

    preview = run("move", "appointment-booked", "--force", "anyshire", "--preview")
    assert "step 2: 1 would go to step 2" in preview.output
    moved = json.loads(run("move", "appointment-booked", "--force", "anyshire", "--json").output)

    assert [(one["from_step"], one["to_step"], one["runs"]) for one in moved] == [("2", "2", 1)]
    assert run("move", "appointment-booked", "--force", "anyshire").output == "No live run is of an earlier version.\n"


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("pause", "crime-recordd", "--force", "anyshire"), "use one of appointment-booked"),
        (("pause", "crime-recorded", "--force", "nowhere"), "`waypost force add nowhere` makes one"),
        (("resume", "crime-recorded", "--force", "nowhere"), "`waypost force add nowhere` makes one"),
        (("list", "--force", "nowhere"), "`waypost force add nowhere` makes one"),
        (("move", "crime-recorded", "--force", "nowhere"), "`waypost force add nowhere` makes one"),
        (("move", "crime-recorded", "--force", "anyshire"), "has no `takes_over`: write there"),
    ],
)
def test_what_cannot_be_is_one_plain_sentence_with_its_remedy(arguments: tuple[str, ...], remedy: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert remedy in result.output


def test_an_empty_list_of_runs_is_no_line(source: SourceFacts, now: datetime) -> None:
    take(source, event(NOBODY_YET), now=now)

    assert listed("crime-recorded")["runs"] == []
