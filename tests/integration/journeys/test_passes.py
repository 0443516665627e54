"""Each pass that decided something is kept, holds nobody's data, and gives the same answer when it is replayed."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.integration.journeys.looking import ASSIGNED, NOBODY_YET, OTHER_OFFICER, drain_all, place, visit
from tests.integration.journeys.stories import publish
from tests.snapshots import FORCE, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.base.working_days import bank_holidays
from waypost.cases.models import Place
from waypost.cases.values import SourceFacts
from waypost.journeys.library import journeys_by_version
from waypost.journeys.models import Pass
from waypost.journeys.passes import replay
from waypost.journeys.queries import DecisionFacts, decisions_of_case, passes_of_case
from waypost.journeys.runs import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_id(source: SourceFacts, now: datetime) -> CaseId:
    """Take one case through a record, an officer, a visit, a change of officer and a reminder."""
    steps = [
        (now, NOBODY_YET),
        (now + timedelta(hours=1), changed(ASSIGNED, revision=2)),
        (now + timedelta(hours=2), changed(ASSIGNED, revision=3, appointments=[visit()])),
        (now + timedelta(hours=3), changed(ASSIGNED, revision=4, officer=OTHER_OFFICER, appointments=[visit()])),
    ]
    for number, (at, document) in enumerate(steps):
        take(source, event(document, f"e{number}"), now=at)
        drain_all(at)
    drain_all(now + timedelta(days=10))
    return CaseId(place().case_id)


def lines(decided: list[DecisionFacts]) -> list[tuple[object, ...]]:
    return [(one.journey, one.version, one.step, one.visit, one.trigger, one.event_number) for one in decided]


def replayed(plan: Plan) -> list[tuple[object, ...]]:
    return [(one.journey, one.version, one.step, one.visit, one.trigger, one.event_number) for one in plan.trace]


def test_every_decision_is_of_a_pass_and_replaying_it_gives_the_same_lines(case_id: CaseId) -> None:
    passes = passes_of_case(case_id, force=FORCE)
    decided = decisions_of_case(case_id, force=FORCE)
    journeys = journeys_by_version(set().union(*(kept.versions for kept in passes)))

    assert len(passes) >= 5
    assert {one.pass_id for one in decided} == {kept.id for kept in passes}
    for kept in passes:
        plan = replay(kept, journeys=journeys, holidays=bank_holidays())
        assert lines([one for one in decided if one.pass_id == kept.id]) == replayed(plan)


def test_a_replay_is_of_the_versions_of_its_time(case_id: CaseId, now: datetime) -> None:
    before = decisions_of_case(case_id, force=FORCE)
    publish("crime-recorded", RECORDED_OTHERWISE, now=now)

    passes = passes_of_case(case_id, force=FORCE)
    journeys = journeys_by_version(set().union(*(kept.versions for kept in passes)))
    plans = [replay(kept, journeys=journeys, holidays=bank_holidays()) for kept in passes]

    assert [line for plan in plans for line in replayed(plan)] == lines(list(before))


RECORDED_OTHERWISE = """
title: Say nothing of a recorded crime for a year
phase: 1
start: { events: [crime.recorded], to: victims, once_for: case }
end_on: [{ event: crime.cancelled }]
steps:
  - wait: { days: 365 }
  - send: crime_recorded_adult
"""


def test_a_pass_that_decided_nothing_is_not_kept(case_id: CaseId, now: datetime) -> None:
    before = len(passes_of_case(case_id, force=FORCE))
    Place.objects.update(wake_at=now)

    drain_all(now + timedelta(days=11))

    assert len(passes_of_case(case_id, force=FORCE)) == before


def test_a_pass_holds_nothing_that_says_who_somebody_is(case_id: CaseId) -> None:
    with in_force(FORCE):
        rows = Pass.objects.filter(case_id=case_id).values("facts", "runs", "events", "settings")
        kept = json.dumps(list(rows))

    personal = ["Amina", "Example1", "7700", "900001", "amina1@", "1988", "your home", "kitchen", "Jo Hall", "DC Other"]
    assert [word for word in personal if word in kept] == []


@pytest.mark.parametrize("table", ["journeys_pass", "journeys_decision"])
@pytest.mark.parametrize("change", ["UPDATE {} SET case_id = 0", "DELETE FROM {}"])
def test_nobody_rewrites_what_was_decided(case_id: CaseId, table: str, change: str) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")

    with in_force(FORCE), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(change.format(table))


def test_another_force_sees_no_pass(case_id: CaseId) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journeys_pass")
        assert cursor.fetchone() == (0,)
