"""A force's settings: what a new one starts with, what may be changed, and what is refused with a remedy."""

import json
from datetime import datetime, time

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from waypost.access.commands import force
from waypost.access.forces import resume_journey, switch_journey
from waypost.access.models import AuditEvent
from waypost.access.provider_keys import provider_keys
from waypost.access.queries import force_settings
from waypost.access.values import OPERATOR, ForceState, JourneyState
from waypost.base.scope import in_force
from waypost.base.values import ForceName

pytestmark = pytest.mark.django_db
ANYSHIRE = ForceName("anyshire")
KEY = "north_key-8a1f3c52-6c0e-4f5f-9c58-3a1c7d2b9e10-2b6d1e0f-4c7a-4d3b-a5e9-7f8c6b5a4d3e"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(force, arguments)


def show(name: str) -> dict[str, object]:
    shown: dict[str, object] = json.loads(run("show", name, "--json").output)
    return shown


def test_a_fresh_database_holds_the_demo_force_live() -> None:
    anyshire = show("anyshire")

    assert (anyshire["state"], anyshire["hours"], anyshire["placeholders"]) == ("live", "00:00-24:00", [])
    assert "burglary-residential" in str(anyshire["groups"])
    assert "domestic-abuse" not in str(anyshire["groups"])


def test_a_new_force_starts_in_shadow_with_nothing_on() -> None:
    made = json.loads(run("add", "north", "--json").output)

    assert (made["state"], made["groups"], made["phases"], made["hours"]) == ("shadow", [], [], "08:00-20:00")
    assert made["placeholders"] == ["drama"]


def test_a_new_force_sends_little_to_one_phone_in_a_day_and_the_demo_force_all_that_there_is() -> None:
    made = json.loads(run("add", "north", "--json").output)
    assert (made["caps"], show("anyshire")["caps"]) == ({"per_case_a_day": 1, "per_contact_a_day": 3}, {})

    run("set", "north", 'caps={"per_contact_a_day": 5, "per_case_a_day": 0}')
    assert show("north")["caps"] == {"per_case_a_day": 0, "per_contact_a_day": 5}
    run("set", "north", "caps={}")
    assert show("north")["caps"] == {}


def test_a_force_like_another_has_its_settings_and_its_state() -> None:
    run("set", "anyshire", "pilot=share=10", "journeys=crime-recorded=pilot,officer-assigned=paused")

    made = json.loads(run("add", "copy", "--like", "anyshire", "--json").output)

    assert {**made, "force": "", "title": ""} == {**show("anyshire"), "force": "", "title": ""}


def test_settings_are_changed_as_they_are_typed() -> None:
    run("add", "north")

    result = run("set", "north", "hours=22:00-06:30", "state=pilot", "groups=shop-theft,cyber", "two_way=off")

    assert result.exit_code == 0, result.output
    north = force_settings(ForceName("north"))
    assert (north.hours.start, north.hours.until) == (time(22), time(6, 30))
    assert (north.state, north.groups, north.two_way) == (
        ForceState.PILOT,
        frozenset({"shop-theft", "cyber"}),
        False,
    )


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ("hours=8-20", "write them as 08:00-20:00"),
        ("hours=08:00-24:30", "write them as 08:00-20:00"),
        ("hours=08:00-08:00", "write 00:00-24:00 for the whole day"),
        (f"title={'long ' * 30}", "1 to 120 characters"),
        ("phone=", "1 to 40 characters"),
        ("leave_url=javascript:alert(1)", "begins with https://"),
        ('caps={"per_case_a_day": true}', "write them as"),
        ("state=on", "use shadow, pilot or live"),
        ("colour=blue", "is no setting of a force"),
        ("caps=3", "caps: write them as"),
        ('caps={"per_day": 3}', "caps: write them as"),
        ('caps={"per_case_a_day": -1}', "caps: write them as"),
        ('caps={"per_contact_a_day": 1001}', "caps: write them as"),
        ("phases=one", "write a whole number"),
        ("two_way=maybe", "use on or off"),
        ("hours", "Write each setting as KEY=VALUE"),
        ("pilot=share=101", "a share of 0 to 100 per cent"),
        ("pilot=share=-1", "a share of 0 to 100 per cent"),
        ("pilot=everybody", "a share of 0 to 100 per cent"),
        ("pilot=share=1 share=2", "a share of 0 to 100 per cent"),
        ("pilot=share=5 North", "a share of 0 to 100 per cent"),
        ("journeys=crime-recorded", "write each as NAME=STATE"),
        ("journeys=crime-recorded=off", "write each as NAME=STATE"),
        ("journeys=../x=live", "write each as NAME=STATE"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_remedy_and_changes_nothing(setting: str, remedy: str) -> None:
    before = show("anyshire")

    result = run("set", "anyshire", "backlog_days=3", setting)

    assert result.exit_code == 1
    assert remedy in result.output
    assert show("anyshire") == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("share=10", {"share": 10, "teams": []}),
        ("teams=North, South CID", {"share": 0, "teams": ["North", "South CID"]}),
        ("share=5 teams=North", {"share": 5, "teams": ["North"]}),
        ("teams=North share=5", {"share": 5, "teams": ["North"]}),
        ("", {"share": 0, "teams": []}),
    ],
)
def test_a_pilot_is_a_share_teams_or_both(typed: str, kept: dict[str, object]) -> None:
    result = run("set", "anyshire", f"pilot={typed}")

    assert result.exit_code == 0, result.output
    assert show("anyshire")["pilot"] == kept


def test_journeys_are_set_all_at_once_and_those_that_run_live_are_not_named() -> None:
    run("set", "anyshire", "journeys=crime-recorded=shadow,officer-assigned=paused")
    assert show("anyshire")["journeys"] == {"crime-recorded": "shadow", "officer-assigned": "paused"}

    run("set", "anyshire", "journeys=officer-assigned=live")
    assert show("anyshire")["journeys"] == {}


def journeys() -> dict[str, JourneyState]:
    return dict(force_settings(ANYSHIRE).journeys)


@pytest.mark.parametrize("before", [JourneyState.SHADOW, JourneyState.PILOT])
def test_a_journey_that_is_resumed_finds_the_state_that_it_had_before_its_pause(
    before: JourneyState, now: datetime
) -> None:
    switch_journey(ANYSHIRE, journey="crime-recorded", state=before, by=OPERATOR, now=now)
    switch_journey(ANYSHIRE, journey="crime-recorded", state=JourneyState.PAUSED, by=OPERATOR, now=now)
    run("set", "anyshire", "journeys=crime-recorded=paused")
    assert journeys() == {"crime-recorded": JourneyState.PAUSED}

    resume_journey(ANYSHIRE, journey="crime-recorded", by=OPERATOR, now=now)

    assert journeys() == {"crime-recorded": before}


def test_a_journey_that_was_not_paused_is_not_changed_by_resuming_it(now: datetime) -> None:
    switch_journey(ANYSHIRE, journey="crime-recorded", state=JourneyState.SHADOW, by=OPERATOR, now=now)

    resume_journey(ANYSHIRE, journey="crime-recorded", by=OPERATOR, now=now)
    resume_journey(ANYSHIRE, journey="officer-assigned", by=OPERATOR, now=now)

    assert journeys() == {"crime-recorded": JourneyState.SHADOW}


def test_who_changes_a_setting_is_in_the_audit_log_with_its_name_and_not_its_value(now: datetime) -> None:
    run("set", "anyshire", "pilot=teams=North", "phone=01234")
    switch_journey(ANYSHIRE, journey="crime-recorded", state=JourneyState.PAUSED, by=OPERATOR, now=now)

    with in_force(ANYSHIRE):
        assert list(AuditEvent.objects.order_by("id").values_list("action", "fields", "actor_id")) == [
            ("force.settings_changed", ["phone", "pilot"], "operator"),
            ("force.journey_switched", ["crime-recorded", "paused"], "operator"),
        ]


@pytest.mark.parametrize("arguments", [("show", "nowhere"), ("set", "nowhere", "state=live"), ("add", "Not A Name")])
def test_a_force_that_cannot_be_is_one_plain_sentence(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


def test_a_second_force_of_the_same_name_is_refused() -> None:
    assert "already" in run("add", "anyshire").output


def test_a_provider_key_is_stored_sealed_and_never_shown() -> None:
    run("set", "anyshire", f"notify_api_key={KEY}")

    assert show("anyshire")["own_provider_keys"] == ["notify_api_key"]
    assert provider_keys(ForceName("anyshire")) == {"notify_api_key": KEY}
    with connection.cursor() as cursor:
        cursor.execute("SELECT provider_keys FROM access_force WHERE name = 'anyshire'")
        assert KEY.encode() not in bytes(cursor.fetchone()[0])


def test_an_empty_provider_key_is_forgotten() -> None:
    run("set", "anyshire", f"notify_api_key={KEY}")

    run("set", "anyshire", "notify_api_key=")

    assert provider_keys(ForceName("anyshire")) == {}
