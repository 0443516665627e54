"""Incidents come in as crimes do, in the same batches, and stay things of their own."""

from datetime import datetime
from typing import Any

import pytest

from tests.snapshots import ALLOCATED, EN_ROUTE, FORCE, RECORDED, REPORTED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.models import Case, HeldItem, Person
from waypost.cases.operations import NewEvent, append_event
from waypost.cases.queries import case_id_by_reference, cases_by_id, portal_case, thread_entries, timeline
from waypost.cases.values import CaseFacts, CaseKind, SourceFacts

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    return a_source("control-room", now=now)


def the_id(reference: str, kind: CaseKind = CaseKind.INCIDENT) -> CaseId:
    found = case_id_by_reference(reference, kind=kind, force=FORCE)
    assert found is not None
    return found


def facts(reference: str, kind: CaseKind = CaseKind.INCIDENT) -> CaseFacts:
    case_id = the_id(reference, kind)
    return cases_by_id([case_id], force=FORCE)[case_id]


def kinds(reference: str, kind: CaseKind = CaseKind.INCIDENT) -> list[str]:
    return [entry.kind for entry in timeline(the_id(reference, kind), force=FORCE)]


def test_the_published_examples_become_a_record_and_its_timeline(source: SourceFacts, now: datetime) -> None:
    result = take(source, event(REPORTED, "1"), event(EN_ROUTE, "2"), now=now)

    assert (result.accepted, result.held, result.rejected) == (2, 0, ())
    assert kinds(REPORTED["reference"]) == ["incident.created", "incident.resource_en_route"]
    case = facts(REPORTED["reference"])
    assert case.kind is CaseKind.INCIDENT
    assert (case.group, case.status, case.offence_title) == ("burglary-residential", "en_route", "Burglary")
    assert case.incident is not None
    assert (case.incident.grade, case.incident.channel, case.incident.is_screened) == ("priority", "101", True)
    assert case.incident.eta == datetime.fromisoformat(EN_ROUTE["eta"])
    assert case.recorded_at == case.incident.opened_at


def test_a_crime_says_its_title_its_incident_and_its_hearings(source: SourceFacts, now: datetime) -> None:
    hearing = {
        "id": "h1",
        "kind": "trial",
        "court": "Teesside Crown Court",
        "starts_at": "2026-12-01T10:00:00Z",
        "status": "listed",
        "received_at": "2026-11-20T08:00:00Z",
    }
    take(source, event(changed(ALLOCATED, hearings=[hearing], incident_reference="A-1")), now=now)

    crime = facts(ALLOCATED["reference"], CaseKind.CRIME)

    assert (crime.kind, crime.incident, crime.incident_reference) == (CaseKind.CRIME, None, "A-1")
    assert crime.offence_title == ALLOCATED["offence"]["title"]
    assert [(each.id, each.kind, each.status) for each in crime.hearings] == [("h1", "trial", "listed")]


def test_a_mixed_batch_is_taken_in_its_order(source: SourceFacts, now: datetime) -> None:
    result = take(
        source,
        event(changed(EN_ROUTE, reference="A-1"), "1"),
        event(RECORDED, "2"),
        event(changed(EN_ROUTE, reference="A-1", revision=3, status="at_scene"), "3"),
        event(changed(REPORTED, reference="A-1"), "4"),
        event(ALLOCATED, "5"),
        now=now,
    )

    assert (result.accepted, result.stale) == (4, 1)
    assert kinds("A-1") == ["incident.created", "incident.resource_en_route", "incident.status_changed"]
    assert kinds(RECORDED["reference"], CaseKind.CRIME)[:2] == ["crime.recorded", "crime.allocated"]


def test_a_crime_and_an_incident_may_have_one_reference(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(RECORDED, reference="42"), "1"), event(changed(REPORTED, reference="42"), "2"), now=now)

    assert kinds("42", CaseKind.CRIME) == ["crime.recorded"]
    assert kinds("42") == ["incident.created"]
    assert the_id("42") != the_id("42", CaseKind.CRIME)


def test_the_same_event_twice_is_a_duplicate_and_an_older_revision_stale(source: SourceFacts, now: datetime) -> None:
    take(source, event(EN_ROUTE, "1"), now=now)

    result = take(source, event(EN_ROUTE, "1"), event(REPORTED, "2"), now=now)

    assert (result.accepted, result.duplicate, result.stale) == (0, 1, 1)


def test_what_is_unknown_is_held_and_released_by_a_later_revision(source: SourceFacts, now: datetime) -> None:
    first = take(source, event(changed(REPORTED, grade="odd", flags=["odd"]), "1"), now=now)
    held = facts(REPORTED["reference"])
    take(source, event(EN_ROUTE, "2"), now=now)

    assert (first.accepted, first.held) == (1, 1)
    assert (held.held_items, held.flags) == (2, ("odd",))
    assert facts(REPORTED["reference"]).held_items == 0


def test_a_second_source_of_an_incident_is_held_and_of_a_crime_of_its_reference_is_not(
    source: SourceFacts, now: datetime
) -> None:
    other = a_source("rms", now=now)
    take(source, event(REPORTED, "1"), now=now)

    crime = take(
        other, event(changed(RECORDED, reference=REPORTED["reference"], incident_reference=None), "2"), now=now
    )
    incident = take(other, event(EN_ROUTE, "3"), now=now)

    assert (crime.accepted, crime.held) == (1, 0)
    assert (incident.accepted, incident.held) == (1, 1)
    assert kinds(REPORTED["reference"]) == ["incident.created"]
    with in_force(FORCE):
        assert set(HeldItem.objects.values_list("value", flat=True)) == {"rms"}


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"opened_at": "today"}, "data.opened_at"),
        ({"grade": None}, "data.grade"),
        ({"offence": {"group": "theft-other", "title": "Theft"}}, "data.offence"),
    ],
)
def test_a_fault_of_shape_costs_that_incident_alone(
    source: SourceFacts, now: datetime, fields: dict[str, Any], word: str
) -> None:
    result = take(source, event(changed(EN_ROUTE, **fields), "1"), event(REPORTED, "2"), now=now)

    assert result.accepted == 1
    (rejected,) = result.rejected
    assert word in rejected.error


def test_an_old_incident_is_taken_as_known(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(EN_ROUTE, opened_at="2026-10-01T09:00:00Z")), now=now)

    assert kinds(EN_ROUTE["reference"]) == ["incident.backlog"]


def test_who_is_in_an_incident_sees_its_page(source: SourceFacts, now: datetime) -> None:
    visit = {"id": "ap1", "kind": "visit", "starts_at": "2026-11-21T10:00:00Z", "status": "booked"}
    take(source, event(changed(EN_ROUTE, appointments=[visit])), now=now)
    with in_force(FORCE):
        person_id = PersonId(Person.objects.get(ref="p1").id)

    page = portal_case(person_id, force=FORCE)

    assert page.case.incident is not None
    assert [entry.kind for entry in page.events][-1] == "incident.created"
    assert [each.id for each in page.appointments] == ["ap1"]
    assert (page.property, page.summary) == ((), None)
    assert thread_entries(person_id, force=FORCE) == []


def test_every_event_of_a_timeline_says_when_the_force_learned_it(source: SourceFacts, now: datetime) -> None:
    take(source, event(EN_ROUTE, "1"), event(ALLOCATED, "2"), now=now)
    append_event(the_id(EN_ROUTE["reference"]), force=FORCE, event=NewEvent("portal.registered", now), now=now)

    entries = [
        *timeline(the_id(EN_ROUTE["reference"]), force=FORCE),
        *timeline(the_id(ALLOCATED["reference"], CaseKind.CRIME), force=FORCE),
    ]

    assert all(entry.received_at is not None for entry in entries)


def test_a_mixed_batch_takes_a_fixed_number_of_queries(
    source: SourceFacts, now: datetime, django_assert_max_num_queries: Any
) -> None:
    events = [
        *(event(changed(EN_ROUTE, reference=f"A{i}"), f"a{i}") for i in range(100)),
        *(event(changed(RECORDED, reference=f"R{i}", incident_reference=f"A{i}"), f"r{i}") for i in range(100)),
    ]

    with django_assert_max_num_queries(30):
        result = take(source, *events, now=now)

    assert result.accepted == 200
    with in_force(FORCE):
        assert Case.objects.filter(applied__has_key="crimes").count() == 100
