"""Ten explanations, six of them of somebody who was not told: each must read well to whoever never saw the code."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.messages.world import FakeProvider, carried
from tests.snapshots import ALLOCATED, FORCE, RECORDED, REPORTED, a_source, changed, event, take
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.working_days import bank_holidays
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind, SourceFacts
from waypost.journeys.commands.explain import explain
from waypost.journeys.explain import account, lines, read_material
from waypost.journeys.library import journeys_by_version
from waypost.journeys.operations import drain
from waypost.journeys.passes import replay
from waypost.journeys.queries import decisions_of_case, passes_of_case
from waypost.messages.operations import deliver

pytestmark = pytest.mark.django_db
VISIT = {"id": "ap1", "kind": "visit", "starts_at": "2026-11-24T14:00:00Z", "person": "p1", "status": "booked"}


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


@pytest.fixture(autouse=True)
def _a_provider_is_set_up(settings: Settings) -> None:
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY = DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID


def of_case(document: Mapping[str, Any]) -> str:
    kind = CaseKind.INCIDENT if "grade" in document else CaseKind.CRIME
    return account(read_material(document["reference"], kind=kind, force=FORCE), person=None)


def told(source: SourceFacts, *documents: Mapping[str, Any], now: datetime) -> str:
    for number, document in enumerate(documents):
        take(source, event(changed(document, revision=number + 1), f"e{number}"), now=now)
        drain(FORCE, now=now)
    return of_case(documents[-1])


# Told


def test_a_delivered_text_is_told_with_its_times_its_gates_and_its_receipts(source: SourceFacts, now: datetime) -> None:
    told(source, RECORDED, now=now)
    deliver(FORCE, now_fn=lambda: now, providers=carried(FakeProvider()))

    page = of_case(RECORDED)

    assert "What happened: the crime was recorded (event 1, crime.recorded)" in page
    assert "The text message crime_recorded_" in page
    assert "was sent on 20 November 2026 at midday. Whether it arrived is not known yet." in page
    assert "had nothing against it." in page
    assert "Duty of the Victims' Code: D01." in page
    assert "taken by notify on 20 November 2026 at midday" in page


def test_a_wait_says_until_when_and_for_what(source: SourceFacts, now: datetime) -> None:
    told(source, RECORDED, changed(ALLOCATED, appointments=[VISIT]), now=now)
    drain(FORCE, now=now + timedelta(hours=20))

    page = of_case(ALLOCATED)

    assert "an appointment was booked, about p1" in page
    assert "It waits until 23 November 2026 at 10am, by the appointment." in page


def test_a_text_at_night_waits_for_the_morning(source: SourceFacts, now: datetime) -> None:
    change_force(FORCE, changes={"hours": "08:00-20:00"}, by=OPERATOR, now=now)

    page = told(source, RECORDED, now=now.replace(hour=23))

    assert "waits until 21 November 2026 at 8am for the hours in which messages may leave." in page


def test_news_that_is_taken_back_says_which_event_did_it(source: SourceFacts, now: datetime) -> None:
    booked = changed(ALLOCATED, appointments=[VISIT])
    called_off = changed(ALLOCATED, appointments=[{**VISIT, "status": "cancelled"}])

    page = told(source, RECORDED, booked, called_off, now=now)

    assert "It ended. The reason: an appointment was cancelled." in page
    assert "was taken back before it left." in page


# Not told


def test_a_group_that_is_not_switched_on_is_said_so_and_who_tells_the_victim(
    source: SourceFacts, now: datetime
) -> None:
    change_force(FORCE, changes={"groups": "shop-theft"}, by=OPERATOR, now=now)

    page = told(source, RECORDED, now=now)

    assert "was not sent. The force has not switched automatic messages on for this group of offences." in page
    assert "The officer in the case must act." in page


def test_a_flag_holds_and_says_what_lifts_it(source: SourceFacts, now: datetime) -> None:
    page = told(source, changed(RECORDED, flags=["domestic_abuse"]), now=now)

    assert "is held and has not been sent. The case is flagged or of high risk." in page
    assert "The officer in the case must act." in page


def test_a_suspects_number_holds_without_naming_anybody(source: SourceFacts, now: datetime) -> None:
    mine = RECORDED["people"][0]
    suspect = {
        "id": "s1",
        "roles": ["suspect"],
        "kind": "person",
        "given_name": "Lee",
        "family_name": "Sample",
        "contact": {"mobile": mine["contact"]["mobile"]},
    }

    page = told(source, changed(RECORDED, people=[mine, suspect]), now=now)

    assert "The contact on record is also that of a suspect or defendant." in page
    for secret in ("Lee", "Sample", mine["family_name"], mine["contact"]["mobile"]):
        assert secret not in page


def test_a_journey_that_did_not_begin_names_the_condition_that_did_not_hold(source: SourceFacts, now: datetime) -> None:
    closed = changed(ALLOCATED, status="closed", outcome={"code": "15", "decided_at": "2026-11-20T11:00:00Z"})

    page = told(source, ALLOCATED, closed, now=now)

    assert "It did not begin. The outcome is 15; for this it had to be 18." in page


def test_an_incident_that_nobody_has_asked_about_is_held_whole(source: SourceFacts, now: datetime) -> None:
    page = told(source, changed(REPORTED, group=None, flags=None, promised_by=None), now=now)

    assert "the incident was opened in the control room" in page
    assert "is held and has not been sent." in page
    assert "was sent on" not in page


def test_an_event_with_which_nothing_starts_is_told_as_just_that(source: SourceFacts, now: datetime) -> None:
    reclassified = changed(RECORDED, offence={**RECORDED["offence"], "code": "999"})

    page = told(source, RECORDED, reclassified, now=now)

    assert "the offence was changed to another (event 2, crime.reclassified)" in page
    assert "No journey of the force starts with this. Nobody was to be told." in page


def test_an_unknown_outcome_holds_until_somebody_decides(source: SourceFacts, now: datetime) -> None:
    unknown = changed(RECORDED, outcome={"code": "97", "decided_at": "2026-11-20T08:00:00Z"})

    page = told(source, unknown, now=now)

    assert "is held and has not been sent. Something in this case is not known to Waypost." in page
    assert "Whoever keeps the records must act." in page


# As lines, and from the outside


def test_the_lines_have_the_shape_of_the_contract(source: SourceFacts, now: datetime) -> None:
    told(source, RECORDED, now=now)
    material = read_material(RECORDED["reference"], kind=CaseKind.CRIME, force=FORCE)

    made = [json.loads(json.dumps(line.to_json())) for line in lines(material, person=None)]

    keys = {
        *("at", "case", "person", "journey", "version", "step", "trigger", "template", "channel", "decision"),
        *("reason", "sentence", "gates", "message", "state", "duty"),
    }
    assert {frozenset(line) for line in made} == {frozenset(keys)}
    assert all(line["sentence"] for line in made)
    sent = next(line for line in made if line["template"].startswith("crime_recorded"))
    assert (sent["person"], sent["state"], sent["duty"]) == ("p1", "queued", "D01")
    assert {"name", "answer"} == set(sent["gates"][0])


def test_one_person_can_be_asked_about(source: SourceFacts, now: datetime) -> None:
    second = {**changed(RECORDED)["people"][0], "id": "p2", "contact": {"mobile": "07700 900077"}}
    told(source, changed(RECORDED, people=[*RECORDED["people"], second]), now=now)

    shown = CliRunner().invoke(explain, ["--force", FORCE, "--case", RECORDED["reference"], "--person", "p2"])

    assert shown.exit_code == 0
    assert "For p2:" in shown.output
    assert "For p1:" not in shown.output


def test_events_of_somebody_else_are_no_lines_of_the_person_asked_about(source: SourceFacts, now: datetime) -> None:
    first = RECORDED["people"][0]
    second = {**first, "id": "p2", "contact": {"mobile": "07700 900077"}}
    told(source, changed(RECORDED, people=[first, second]), now=now)
    material = read_material(RECORDED["reference"], kind=CaseKind.CRIME, force=FORCE)
    ids = {ref: person_id for person_id, ref in material.people.items()}
    material = replace(material, events=[*material.events, replace(material.events[0], number=99, person_ref="p1")])

    assert "p1" in {line.person for line in lines(material, person=None) if line.reason == "no_journey"}
    assert {line.person for line in lines(material, person=ids["p2"])} <= {None, "p2"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--force", FORCE, "--case", "no-such"], "has no record no-such"),
        (["--force", "nowhere", "--case", "x"], "there is no force nowhere"),
        (["--force", FORCE, "--case", RECORDED["reference"], "--person", "px"], "has no person px: use one of p1"),
    ],
)
def test_what_was_typed_wrong_is_answered_with_what_to_do(
    source: SourceFacts, now: datetime, arguments: list[str], sentence: str
) -> None:
    told(source, RECORDED, now=now)

    shown = CliRunner().invoke(explain, arguments)

    assert shown.exit_code == 1
    assert sentence in shown.output


# The trace is true


def test_replaying_every_pass_gives_the_same_answer(source: SourceFacts, now: datetime) -> None:
    documents = [
        RECORDED,
        ALLOCATED,
        changed(ALLOCATED, appointments=[VISIT]),
        changed(ALLOCATED, appointments=[{**VISIT, "starts_at": "2026-11-25T14:00:00Z"}]),
        changed(ALLOCATED, status="closed", outcome={"code": "18", "decided_at": "2026-11-20T11:00:00Z"}),
    ]
    for number, document in enumerate(documents):
        at = now + timedelta(hours=number)
        take(source, event(changed(document, revision=number + 1), f"e{number}"), now=at)
        drain(FORCE, now=at)
    drain(FORCE, now=now + timedelta(days=20))

    case_id = case_id_by_reference(RECORDED["reference"], kind=CaseKind.CRIME, force=FORCE)
    assert case_id is not None
    passes = passes_of_case(case_id, force=FORCE)
    decisions = decisions_of_case(case_id, force=FORCE)
    journeys = journeys_by_version({version for kept in passes for version in kept.versions})
    kept_lines = {
        (one.pass_id, one.journey, one.version, one.step, one.visit, one.trigger, one.event_number, one.person_id)
        for one in decisions
    }
    again = {
        (kept.id, one.journey, one.version, one.step, one.visit, one.trigger, one.event_number, one.person_id)
        for kept in passes
        for one in replay(kept, journeys=journeys, holidays=bank_holidays()).trace
    }
    assert len(passes) >= len(documents)
    assert again == kept_lines
