"""How many victims could be told safely is measured once a day, by team; a day that was not measured says so."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from tests.snapshots import ALLOCATED, FORCE, a_source, changed, event, take
from waypost.access.values import OPERATOR
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.cases.choices import ContactKind, WhyFrozen
from waypost.cases.frozen_contacts import Frozen, freeze_contact
from waypost.messages.contactability.commands import contactability
from waypost.messages.contactability.counting import TeamCount, days_measured, measure_force
from waypost.messages.contactability.models import Contactability

pytestmark = pytest.mark.django_db
AMINA = ALLOCATED["people"][0]
GUARDIAN = {
    "id": "g1", "roles": ["parent_guardian"], "kind": "person", "given_name": "Sam", "family_name": "Example",
    "date_of_birth": "1980-02-03", "acts_for": ["p1"], "contact": {"mobile": "07700 900777"},
}  # fmt: skip


def a_crime(number: int, *more: dict[str, Any], team: str | None = "North CID", **fields: Any) -> dict[str, Any]:
    contact = {"mobile": f"07700 9003{number:02}"}
    person = {**AMINA, "given_name": f"Amina{number}", "contact": contact, **fields}
    officer = {**ALLOCATED["officer"], "team": team} if team else None
    reference = f"C{number}"
    return changed(
        ALLOCATED,
        reference=reference,
        people=[person, *more],
        officer=officer,
        appointments=[],
        incident_reference=None,
    )


def counted(now: datetime) -> dict[str, tuple[int, int]]:
    (day,) = days_measured(force=FORCE, until=now.date(), days=1)
    assert day.teams is not None
    return {one.team: (one.victims, one.reachable) for one in day.teams}


def taken(now: datetime, *documents: dict[str, Any]) -> None:
    take(a_source("rms", now=now), *(event(one, one["reference"]) for one in documents), now=now)


def test_victims_are_counted_by_team_and_those_with_a_safe_way_among_them(now: datetime) -> None:
    suspect = {"id": "s1", "roles": ["suspect"], "kind": "person", "contact": {"phone": "07700 900306"}}
    taken(
        now,
        a_crime(1),
        a_crime(2, contact={}),
        a_crime(3, family_name="Unknown"),
        a_crime(4, team=None),
        changed(a_crime(5), status="closed"),
        a_crime(6, suspect, team="South"),
        changed(a_crime(7, team="South"), flags=["domestic_abuse"]),
        a_crime(8, GUARDIAN, team="East", date_of_birth="2015-02-03", contact={}),
        a_crime(9, team="East", date_of_birth="2015-02-03"),
        a_crime(10, team="East", contact_plan={"agreed_at": "2026-11-20T09:00:00+00:00", "no_contact": True}),
    )

    assert measure_force(FORCE, now=now) == 9

    assert counted(now) == {"": (1, 1), "East": (3, 1), "North CID": (3, 1), "South": (2, 0)}


def test_a_frozen_number_is_no_way(now: datetime) -> None:
    taken(now, a_crime(1))
    freeze_contact(Frozen(ContactKind.PHONE, "+447700900301", WhyFrozen.STAFF), force=FORCE, by=OPERATOR, now=now)

    measure_force(FORCE, now=now)

    assert counted(now) == {"": (0, 0), "North CID": (1, 0)}


def test_a_day_that_is_measured_again_has_its_newest_figures(now: datetime) -> None:
    measure_force(FORCE, now=now)
    taken(now, a_crime(1))
    measure_force(FORCE, now=now + timedelta(hours=1))

    assert counted(now) == {"": (0, 0), "North CID": (1, 1)}


def test_a_day_that_was_not_measured_is_no_day_without_victims(now: datetime) -> None:
    measure_force(FORCE, now=now)

    days = days_measured(force=FORCE, until=date(2026, 11, 21), days=3)

    assert [(one.day.day, one.teams) for one in days] == [(19, None), (20, (TeamCount("", 0, 0),)), (21, None)]


def test_no_more_can_be_told_than_there_are(now: datetime) -> None:
    with in_force(FORCE), pytest.raises(IntegrityError), transaction.atomic():
        Contactability.objects.create(force=FORCE, day=now.date(), team="", victims=1, reachable=2, measured_at=now)


def test_the_command_prints_a_table_and_json_lines() -> None:
    now = clock.now()
    taken(now, {**a_crime(1), "recorded_at": now.isoformat(), "updated_at": now.isoformat()})
    measure_force(FORCE, now=now)

    table = CliRunner().invoke(contactability, ["--force", FORCE, "--days", "2"]).output.splitlines()
    lines = CliRunner().invoke(contactability, ["--force", FORCE, "--days", "2", "--json"]).output.splitlines()

    assert table[1].endswith("not measured")
    assert [line.split()[-1] for line in table[2:]] == ["-", "100%", "100%"]
    assert [json.loads(line)["measured"] for line in lines] == [False, True, True]
    assert json.loads(lines[-1])["reachable"] == 1
    assert CliRunner().invoke(contactability, ["--force", "nowhere"]).exit_code == 1
