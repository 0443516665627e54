"""Messages become the record of an incident, and what cannot be read holds it."""

import json
from datetime import datetime
from typing import Any

import pytest

from tests.integration.connectors.storm.feeds import aside, content, held, incident, kept, kinds, known_incidents, send
from tests.snapshots import FORCE
from tests.unit.connectors.storm.samples import BURGLARY, messages, opened, read_spec, spec, unit
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.erasing.values import Order, Target
from waypost.cases.values import CaseKind, SourceFacts
from waypost.connectors import erasing
from waypost.connectors.polling.values import PollReport
from waypost.connectors.set_aside import asides
from waypost.connectors.storm.system import StormSystem
from waypost.connectors.storm.taking import name_of_body, set_body_aside
from waypost.connectors.storm.values import StormMapping

pytestmark = pytest.mark.django_db


def again(source: SourceFacts, mapping: StormMapping, now: datetime) -> PollReport:
    """Try everything that stands aside once more, by this mapping."""
    system = StormSystem(source, mapping, None, lambda: now)
    batch = system.again(asides(source, [row.id for row in aside(source)]))
    assert batch.taken is not None
    return batch.taken


def test_feed_becomes_the_record_of_its_incident(source: SourceFacts, now: datetime) -> None:
    taken = send(source, *messages("burglary.xml"), now=now)

    assert (taken.accepted, taken.duplicate, taken.faulty, taken.changed) == (10, 0, (), 1)
    assert incident().status == "closed"
    assert kept(source) == 10
    assert held() == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_body_that_cannot_be_read_holds_the_incidents_that_it_names_until_the_next_message(
    source: SourceFacts, now: datetime, encoding: str
) -> None:
    send(source, opened(), now=now)
    body = json.dumps([spec(2, "NOTE")])[:-2].encode(encoding)

    set_body_aside(source, body, name=name_of_body(body), error="It is no JSON.", now=now)

    assert held() == [("snapshot", "")]
    send(source, unit(2, "ENROUTE"), now=now)
    assert held() == []


def test_feed_message_by_message_tells_its_story(source: SourceFacts, now: datetime) -> None:
    for each in messages("burglary.xml"):
        send(source, each, now=now)

    assert kinds() == [
        "incident.created",
        "incident.status_changed",
        "incident.delayed",
        "incident.status_changed",
        "appointment.booked",
        "incident.resource_en_route",
        "incident.status_changed",
        "incident.resulted",
        "incident.status_changed",
    ]


def test_message_that_is_known_changes_nothing(source: SourceFacts, now: datetime) -> None:
    send(source, *messages("burglary.xml"), now=now)
    before = incident().revision

    taken = send(source, *messages("burglary.xml"), now=now)

    assert (taken.accepted, taken.duplicate, taken.folded) == (0, 10, 0)
    assert (incident().revision, kept(source)) == (before, 10)


def test_known_id_with_another_body_is_kept_and_an_alarm(
    source: SourceFacts, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    send(source, opened(), now=now)

    taken = send(source, opened(Headline="Something else"), now=now)

    assert (taken.accepted, kept(source)) == (1, 2)
    assert "1 known message ids with another body" in caplog.text
    assert "Something" not in caplog.text


def test_incident_waits_for_the_message_that_opens_it(source: SourceFacts, now: datetime) -> None:
    send(source, unit(2, "ENROUTE"), now=now)

    assert known_incidents() == []
    assert [row.occurrence for row in aside(source)] == [f"incident {BURGLARY}"]

    send(source, opened(), now=now)

    assert (incident().status, aside(source), held()) == ("en_route", [], [])


UNREADABLE: list[dict[str, Any]] = [
    spec(2, "EVACUATE"),
    spec(2, "UPDATED", incident={"Persons": {"Person": [{"Forename": "Example1"}]}}),
    {"Header": {"Type": "UPDATED"}, "Incident": {"Number": BURGLARY}},
]


@pytest.mark.parametrize("faulty", UNREADABLE)
def test_message_that_cannot_be_read_holds_its_incident_also_after_later_ones(
    source: SourceFacts, now: datetime, faulty: dict[str, Any]
) -> None:
    send(source, opened(), now=now)

    taken = send(source, faulty, now=now)
    send(source, unit(3, "ASSIGNED"), now=now)

    assert (taken.accepted, len(taken.faulty)) == (0, 1)
    assert (incident().status, held()) == ("assigned", [("snapshot", "")])
    assert incident().held == 1


def test_message_that_cannot_be_read_holds_an_incident_that_comes_later(source: SourceFacts, now: datetime) -> None:
    send(source, spec(2, "EVACUATE"), now=now)
    send(source, opened(), now=now)

    assert held() == [("snapshot", "")]


def test_message_that_comes_again_in_order_releases_its_incident(source: SourceFacts, now: datetime) -> None:
    send(source, opened(), now=now)
    broken = spec(2, "UPDATED", incident={"Grade": ["1", "2"]})
    send(source, broken, now=now)
    assert held() == [("snapshot", "")]

    send(source, spec(2, "UPDATED", incident={"Grade": "1"}), now=now)

    assert (held(), aside(source)) == ([], [])
    assert content()["grade"] == "emergency"


def test_type_that_was_added_to_the_mapping_is_read_from_what_was_kept(
    source: SourceFacts, now: datetime, wider: StormMapping
) -> None:
    send(source, opened(), now=now)
    send(source, spec(2, "EVACUATE", incident={"Grade": "1"}), now=now)

    report = again(source, wider, now)

    assert report.changed == 1
    assert (held(), aside(source), content()["grade"]) == ([], [], "emergency")


def test_what_still_cannot_be_read_stays_aside(source: SourceFacts, now: datetime) -> None:
    from tests.unit.connectors.storm.samples import mapping

    send(source, opened(), now=now)
    send(source, spec(2, "EVACUATE"), now=now)

    report = again(source, mapping(), now)

    assert (report.set_aside, len(aside(source)), held()) == (1, 1, [("snapshot", "")])


def test_value_that_fits_no_field_holds_the_incident_until_it_does(source: SourceFacts, now: datetime) -> None:
    send(source, opened(), now=now)
    send(source, spec(2, "DELAYED", incident={"PromisedBy": "soon"}), now=now)
    assert held() == [("snapshot", "")]

    send(source, spec(3, "DELAYED", incident={"PromisedBy": "2026-11-20T15:00:00+00:00"}), now=now)

    assert (held(), aside(source)) == ([], [])


def test_code_that_nobody_knows_is_held(source: SourceFacts, now: datetime) -> None:
    send(source, opened(Markers={"Marker": ["QQ"]}), now=now)

    assert held() == [("flags", "unknown:QQ")]


def test_fault_of_one_message_costs_no_other_incident(source: SourceFacts, now: datetime) -> None:
    other = opened()
    other["Incident"]["Number"] = "CS-9"

    taken = send(source, opened(), spec(2, "EVACUATE"), other, now=now)

    assert (taken.accepted, len(taken.faulty)) == (2, 1)
    assert known_incidents() == [BURGLARY, "CS-9"]


def test_log_says_nothing_of_a_message(source: SourceFacts, now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    person = {"Person": [{"Forename": "Example1"}]}
    send(source, spec(2, "UPDATED", incident={"Persons": person, "Headline": "Made-up words"}), now=now)

    assert "1 messages could not be read" in caplog.text
    for words in ("Example1", "Made-up", BURGLARY):
        assert words not in caplog.text


def test_messages_of_another_source_are_another_feed(source: SourceFacts, now: datetime) -> None:
    from tests.integration.connectors.storm.feeds import a_storm_source

    other, _ = a_storm_source(now, name="second-room")
    send(source, opened(), now=now)
    send(other, unit(2, "ASSIGNED"), now=now)

    assert incident().status == "open"
    assert (kept(source), kept(other)) == (1, 1)


def test_messages_are_erased_with_their_incident_and_not_with_a_crime_of_that_number(
    source: SourceFacts, now: datetime
) -> None:
    send(source, *messages("burglary.xml"), read_spec(opened()), now=now)
    case = incident()
    order = Order(FORCE, "its time is over", OPERATOR, now)

    with in_force(FORCE):
        erasing.erase_cases([Target(CaseId(case.id), CaseKind.CRIME, BURGLARY, source.id, now)], order)
    assert kept(source) == 11
    with in_force(FORCE):
        erasing.erase_cases([Target(CaseId(case.id), CaseKind.INCIDENT, BURGLARY, source.id, now)], order)

    assert kept(source) == 0
