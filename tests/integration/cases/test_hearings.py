"""The hearings of all cases, by day, change and result: kept by whoever writes a case, and gone with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.snapshots import ALLOCATED, FORCE, a_source, changed, event, take
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.hearing_models import CourtHearing
from waypost.cases.hearings.backfill import index_hearings
from waypost.cases.hearings.queries import courts_between, hearings_between, hearings_changed, results_since
from waypost.cases.hearings.values import Page
from waypost.cases.intake import Contribution, take_contributions
from waypost.cases.values import SourceFacts

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
COURT = "Teesside Crown Court"


def hearing(item: str = "h1", **other: object) -> dict[str, Any]:
    received = "2026-11-20T08:00:00Z"
    values = {"kind": "trial", "court": COURT, "starts_at": MONDAY.isoformat(), "status": "listed"}
    return {"id": item, "received_at": received, **values, **other}


def a_case(number: int, *hearings: dict[str, Any], revision: int = 1) -> dict[str, Any]:
    fields: dict[str, Any] = {"reference": f"4226000{number:04}", "incident_reference": None, "appointments": []}
    return changed(ALLOCATED, revision=revision, hearings=list(hearings), **fields)


@pytest.fixture
def rms(now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


def of_week(*, court: str = "", force: ForceName = FORCE) -> Page:
    return hearings_between(MONDAY - WEEK, MONDAY + WEEK, force=force, court=court, after=None, limit=20)


def test_hearings_are_found_by_day_court_change_and_result(rms: SourceFacts, now: datetime) -> None:
    other = hearing("h2", court="Anytown Magistrates' Court", starts_at=(MONDAY + timedelta(hours=1)).isoformat())
    take(rms, event(a_case(1, hearing(witnesses=["p1"])), "a"), event(a_case(2, other), "b"), now=now)
    moved = hearing(starts_at=(MONDAY + timedelta(days=1)).isoformat(), witnesses=["p1"])
    heard = {**other, "status": "heard", "result_code": "guilty"}
    later = now + timedelta(hours=1)
    take(rms, event(a_case(1, moved, revision=2), "c"), event(a_case(2, heard, revision=2), "d"), now=later)

    shown = of_week().hearings

    assert [(one.reference, one.hearing.was_at) for one in shown] == [("42260000002", None), ("42260000001", MONDAY)]
    assert shown[1].hearing.attend == ("p1",)
    assert [one.reference for one in of_week(court=COURT).hearings] == ["42260000001"]
    assert courts_between(MONDAY - WEEK, MONDAY + WEEK, force=FORCE) == ["Anytown Magistrates' Court", COURT]
    changes = hearings_changed(later, force=FORCE, not_before=MONDAY - WEEK, after=None, limit=20).hearings
    assert [one.reference for one in changes] == ["42260000002", "42260000001"]
    assert [one.hearing.result_at for one in results_since(later, force=FORCE, after=None, limit=20).hearings] == [
        later
    ]
    assert of_week(force=ForceName("otherforce")).hearings == ()


def test_a_list_goes_on_where_it_ended(rms: SourceFacts, now: datetime) -> None:
    take(rms, *(event(a_case(number, hearing()), f"e{number}") for number in range(5)), now=now)
    found: list[str] = []
    after = None
    for _ in range(3):
        page = hearings_between(MONDAY, MONDAY + WEEK, force=FORCE, court="", after=after, limit=2)
        found += [one.reference for one in page.hearings]
        after = page.after

    assert (len(found), len(set(found)), after) == (5, 5, None)
    first = hearings_changed(MONDAY - WEEK * 9, force=FORCE, not_before=MONDAY, after=None, limit=3)
    rest = hearings_changed(MONDAY - WEEK * 9, force=FORCE, not_before=MONDAY, after=first.after, limit=3)
    assert len({one.reference for one in (*first.hearings, *rest.hearings)}) == 5


def test_a_courts_own_extract_is_found_too_and_what_it_drops_is_withdrawn(rms: SourceFacts, now: datetime) -> None:
    courts = a_source("courts", now=now)
    case = a_case(1)
    take(rms, event(case), now=now)
    said = Contribution(case["reference"], "hearings", [hearing("c1")])
    take_contributions(courts, [said], now=now)
    assert [one.reference for one in of_week().hearings] == [case["reference"]]

    take_contributions(courts, [Contribution(case["reference"], "hearings", [])], now=now + timedelta(hours=1))

    assert of_week().hearings == ()
    (gone,) = hearings_changed(now, force=FORCE, not_before=MONDAY, after=None, limit=20).hearings
    assert (gone.hearing.status, gone.is_on) == ("withdrawn", False)


def test_a_case_whose_hearings_stay_costs_no_statement_more(rms: SourceFacts, now: datetime) -> None:
    take(rms, event(a_case(1, hearing()), "a"), now=now)

    with CaptureQueriesContext(
        connection,
    ) as made:
        take(rms, event({**a_case(1, hearing(), revision=2), "summary": "Another word."}, "b"), now=now)

    assert [one["sql"] for one in made.captured_queries if "cases_hearing" in one["sql"]] == []


def test_what_was_taken_before_is_indexed_once(rms: SourceFacts, now: datetime) -> None:
    take(rms, event(a_case(1, hearing()), "a"), event(a_case(2), "b"), now=now)
    with in_force(FORCE):
        CourtHearing.objects.all().delete()

    assert (index_hearings(FORCE, now=now), index_hearings(FORCE, now=now)) == (1, 0)
    (found,) = of_week().hearings
    assert found.hearing.changed_at < now


def test_hearings_go_with_their_case(rms: SourceFacts, now: datetime) -> None:
    take(rms, event({**a_case(1, hearing()), "status": "closed"}), now=now)
    (listed,) = of_week().hearings

    erase(listed.reference, Order(force=FORCE, why="retention", by=Actor(ActorKind.SYSTEM, "test"), now=now))

    with in_force(FORCE):
        assert CourtHearing.objects.count() == 0
