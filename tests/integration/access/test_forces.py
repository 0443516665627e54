"""A force's settings: what a new one starts with, what may be changed, and what is refused with a remedy."""

import json
from datetime import time

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from waypost.access.commands import force
from waypost.access.provider_keys import provider_keys
from waypost.access.queries import force_settings
from waypost.access.values import ForceState
from waypost.base.values import ForceName

pytestmark = pytest.mark.django_db
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


def test_a_force_like_another_has_its_settings_and_its_state() -> None:
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
        ("phases=one", "write a whole number"),
        ("two_way=maybe", "use on or off"),
        ("hours", "Write each setting as KEY=VALUE"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_remedy_and_changes_nothing(setting: str, remedy: str) -> None:
    before = show("anyshire")

    result = run("set", "anyshire", "backlog_days=3", setting)

    assert result.exit_code == 1
    assert remedy in result.output
    assert show("anyshire") == before


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
