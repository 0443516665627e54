"""Deciding on a real database: all of a batch or none, once, in order, and one poisoned case alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.integration.journeys.looking import several
from tests.integration.journeys.stories import CALL_STORY, publish
from tests.snapshots import ALLOCATED, FORCE, RECORDED, changed, event, take
from waypost.base.scope import in_force
from waypost.cases.models import Case, OutboxItem, Place
from waypost.cases.places import STUCK_AFTER, Reader, due_forces, stuck_cases
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind, SourceFacts
from waypost.config.doctor import findings
from waypost.duties.library import live_duties
from waypost.journeys.library import journeys_in_force
from waypost.journeys.models import Decision, Run
from waypost.journeys.operations import BATCH, drain, draining
from waypost.journeys.rules import decide
from waypost.messages.library import live_library
from waypost.messages.models import Message

pytestmark = pytest.mark.django_db
VISIT_BOOKED = changed(
    ALLOCATED,
    appointments=[
        {"id": "ap1", "kind": "visit", "starts_at": "2026-11-24T14:00:00Z", "person": "p1", "status": "booked"},
    ],
)


def templates(*states: str) -> list[str]:
    with in_force(FORCE):
        rows = Message.objects.order_by("planned_at", "template")
        return list((rows.filter(state__in=states) if states else rows).values_list("template", flat=True))


def told() -> list[tuple[str, str]]:
    with in_force(FORCE):
        return list(Message.objects.order_by("id").values_list("template", "state"))


def decisions() -> list[tuple[str, str]]:
    with in_force(FORCE):
        return list(Decision.objects.order_by("id").values_list("decision", "reason"))


def test_a_recorded_crime_becomes_a_message_that_is_due(source: SourceFacts, now: datetime) -> None:
    take(source, event(RECORDED), now=now)

    report = drain(FORCE, now=now)

    assert (report.cases, report.intents) == (1, 1)
    assert templates("queued") == ["crime_recorded_adult"]
    assert ("send", "crime.recorded") in decisions()


def test_what_was_drained_is_not_due_again(source: SourceFacts, now: datetime) -> None:
    take(source, event(RECORDED), now=now)
    drain(FORCE, now=now)

    assert drain(FORCE, now=now + timedelta(days=1)).cases == 0
    assert list(due_forces(Reader.JOURNEYS, now=now)) == []


def test_a_victim_of_whom_the_force_learns_later_is_told_and_the_others_are_not_told_again(
    source: SourceFacts, now: datetime
) -> None:
    first, second = RECORDED["people"][0], {**RECORDED["people"][0], "id": "p2", "given_name": "Bea"}
    take(source, event(changed(RECORDED, people=[first]), "1"), now=now)
    drain(FORCE, now=now)

    take(source, event(changed(RECORDED, revision=2, people=[first, second]), "2"), now=now)
    drain(FORCE, now=now)

    with in_force(FORCE):
        assert list(Message.objects.order_by("id").values_list("person_ref", "template")) == [
            ("p1", "crime_recorded_adult"),
            ("p2", "crime_recorded_adult"),
        ]


def test_replay_moves_the_place_back_and_tells_nobody_twice(source: SourceFacts, now: datetime) -> None:
    take(source, event(ALLOCATED, "1"), now=now)
    drain(FORCE, now=now)
    other = {"collar_number": "9999", "name": "DC Other (made up)"}
    take(source, event(changed(ALLOCATED, revision=3, officer=other), "2"), now=now)
    drain(FORCE, now=now)
    before = told()

    Place.objects.update(place=0, wake_at=now)
    drain(FORCE, now=now)

    assert told() == before


def test_a_reminder_is_sent_when_its_day_comes(source: SourceFacts, now: datetime) -> None:
    take(source, event(VISIT_BOOKED), now=now)
    drain(FORCE, now=now)
    assert "attend_appointment_reminder" not in templates()

    drain(FORCE, now=datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC))

    assert templates().count("attend_appointment_reminder") == 1


def test_a_cancelled_appointment_takes_back_what_has_not_left(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(ALLOCATED, appointments=[]), "1"), now=now)
    drain(FORCE, now=now)
    take(source, event(changed(VISIT_BOOKED, revision=3), "2"), now=now)
    drain(FORCE, now=now)
    cancelled = [{**VISIT_BOOKED["appointments"][0], "status": "cancelled"}]
    take(source, event(changed(VISIT_BOOKED, revision=4, appointments=cancelled), "3"), now=now)

    drain(FORCE, now=now)

    assert "attend_scheduled_confirmed" in templates("superseded")
    assert "attend_appointment_cancelled" in templates("queued")
    with in_force(FORCE):
        assert not Run.objects.filter(journey="appointment-booked", state="live").exists()


def test_what_one_batch_starts_and_ends_is_never_planned(source: SourceFacts, now: datetime) -> None:
    other = {"collar_number": "9999", "name": "DC Other (made up)"}
    take(source, event(RECORDED, "1"), now=now)
    drain(FORCE, now=now)
    assigned = changed(ALLOCATED, appointments=[])
    take(source, event(assigned, "2"), event(changed(assigned, revision=3, officer=other), "3"), now=now)

    drain(FORCE, now=now)

    assert "alloc_officer_changed" in templates("queued")
    assert "alloc_officer_assigned" not in templates()


def test_an_older_case_tells_nothing_when_it_is_first_seen(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(ALLOCATED, recorded_at="2026-10-01T09:00:00Z")), now=now)

    assert drain(FORCE, now=now).intents == 0


def test_a_failure_while_writing_leaves_nothing_of_the_case(
    source: SourceFacts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(source, event(RECORDED), now=now)

    def broken(*_: Any, **__: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(draining, "move_places", broken)
        report = drain(FORCE, now=now)

    assert (report.failed, templates(), decisions()) == (1, [], [])
    assert drain(FORCE, now=now + timedelta(minutes=1)).intents == 1


def test_a_database_that_breaks_off_is_no_fault_of_a_case(
    source: SourceFacts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(source, event(RECORDED), now=now)

    def broken(*_: Any, **__: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(draining, "move_places", broken)
        with pytest.raises(OperationalError):
            drain(FORCE, now=now)

    assert drain(FORCE, now=now).intents == 1


def tasks() -> list[str]:
    with in_force(FORCE):
        return [item.payload["kind"] for item in OutboxItem.objects.filter(kind="task").order_by("created_at")]


def poisoned_by_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def poisoned(situation: Any, *, now: datetime) -> Any:
        if situation.facts.case_id == bad:
            raise ZeroDivisionError
        return decide(situation, now=now)

    bad = case_id_by_reference("bad", kind=CaseKind.CRIME, force=FORCE)
    monkeypatch.setattr(draining, "decide", poisoned)


def poisoned_by_its_document(_: pytest.MonkeyPatch) -> None:
    with in_force(FORCE):
        Case.objects.filter(reference="bad").update(applied={"format": 1})


@pytest.mark.parametrize("poison", [poisoned_by_rules, poisoned_by_its_document])
def test_a_poisoned_case_is_set_aside_and_the_others_go_on(
    source: SourceFacts,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    poison: Callable[[pytest.MonkeyPatch], None],
) -> None:
    take(source, event(changed(RECORDED, reference="bad"), "1"), event(RECORDED, "2"), now=now)
    poison(monkeypatch)

    for hour in range(STUCK_AFTER - 1):
        drain(FORCE, now=now + timedelta(hours=hour))
        assert stuck_cases() == {}
    drain(FORCE, now=now + timedelta(hours=STUCK_AFTER))

    assert templates() == ["crime_recorded_adult"]
    assert stuck_cases() == {FORCE: 1}
    assert any("cannot be decided" in finding.sentence for finding in findings())
    assert tasks() == ["mend"]
    assert "Amina" not in "".join(record.getMessage() for record in caplog.records)


def test_a_case_that_was_stuck_is_decided_once_its_fault_is_mended(
    source: SourceFacts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(source, event(changed(RECORDED, reference="bad")), now=now)
    with monkeypatch.context() as patched:
        poisoned_by_rules(patched)
        for hour in range(STUCK_AFTER + 2):
            drain(FORCE, now=now + timedelta(hours=hour))

    assert drain(FORCE, now=now + timedelta(hours=STUCK_AFTER + 2)).intents == 1
    assert stuck_cases() == {}


def test_an_unreadable_case_waits_longer_each_time(
    source: SourceFacts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(source, event(changed(RECORDED, reference="bad")), now=now)
    poisoned_by_rules(monkeypatch)

    drain(FORCE, now=now)
    drain(FORCE, now=now + timedelta(seconds=30))

    assert Place.objects.get(reader=Reader.JOURNEYS).wake_at == now + timedelta(seconds=90)
    assert drain(FORCE, now=now + timedelta(seconds=89)).cases == 0


def queries_of_a_drain(now: datetime) -> int:
    # What stands in the texts in force is read once, not once a batch.
    journeys_in_force(), live_library(), live_duties()
    with CaptureQueriesContext(connection) as asked:
        drain(FORCE, now=now)
    return len(asked)


def test_queries_do_not_grow_with_the_batch(source: SourceFacts, now: datetime) -> None:
    publish("call", CALL_STORY, now=now)
    visited = changed(VISIT_BOOKED, revision=2)
    take(source, *(event(case, case["reference"]) for case in several(visited, "A", 2)), now=now)
    few = queries_of_a_drain(now)

    take(source, *(event(case, case["reference"]) for case in several(visited, "B", BATCH)), now=now)
    many = queries_of_a_drain(now)

    assert few == many


def test_queries_do_not_grow_where_runs_go_on_and_end(source: SourceFacts, now: datetime) -> None:
    visited, off = changed(VISIT_BOOKED, revision=2), [{**VISIT_BOOKED["appointments"][0], "status": "cancelled"}]
    counts = []
    for name, count in (("A", 2), ("B", BATCH)):
        take(source, *(event(case, case["reference"]) for case in several(visited, name, count)), now=now)
        drain(FORCE, now=now)
        ended = several(visited, name, count, revision=3, appointments=off)
        take(source, *(event(case, f"{case['reference']} off") for case in ended), now=now)
        counts.append(queries_of_a_drain(now))

    assert counts[0] == counts[1]
