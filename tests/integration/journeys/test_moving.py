"""A changed journey is a new version: live runs stay on theirs, or are moved by a stated map that can be previewed."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.journeys.looking import ASSIGNED, NOBODY_YET, decisions, drain_all, messages, run_of, visit
from tests.integration.journeys.stories import publish
from tests.snapshots import FORCE, changed, event, take
from waypost.access.models import AuditEvent
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.cases.values import SourceFacts
from waypost.journeys.models import Run
from waypost.journeys.operations import Moved, NothingToMoveBy, move_runs, preview_move

pytestmark = pytest.mark.django_db

FIRST = """
title: Write a week after the record
phase: 1
start: { events: [crime.recorded], to: victims, once_for: case }
end_on: [{ event: crime.cancelled }]
digest: never
steps:
  - send: crime_recorded_adult
  - wait: { days: 7 }
  - send: attend_scheduled_confirmed
"""
SECOND = """
title: Write a month after the record
phase: 1
start: { events: [crime.recorded], to: victims, once_for: case }
end_on: [{ event: crime.cancelled }]
digest: never
takes_over: { "2": patience }
steps:
  - send: crime_recorded_adult
  - id: patience
    wait: { days: 28 }
  - send: attend_appointment_cancelled
"""
AT_ONCE = SECOND.replace('"2": patience', '"2": now').replace(
    "  - send: attend_app", "  - id: now\n    send: attend_app"
)
TO_THE_END = SECOND.replace('"2": patience', '"2": end')
NO_MAP = SECOND.replace('takes_over: { "2": patience }\n', "")
ELSEWHERE = SECOND.replace('"2": patience', '"7": patience')
REMIND = """
title: Remind
phase: 1
start: { events: [appointment.booked], to: person, once_for: event }
end_on: [{ event: appointment.cancelled, same_item: true }]
digest: never
steps:
  - wait_until: { date: appointment.starts_at, days_before: 1 }
  - send: attend_appointment_reminder
"""
REMIND_SOONER = """
title: Remind sooner
phase: 1
start: { events: [appointment.booked], to: person, once_for: event }
end_on: [{ event: appointment.cancelled, same_item: true }]
digest: never
takes_over: { "1": "1" }
steps:
  - wait_until: { date: appointment.starts_at, days_before: 2 }
  - send: attend_appointment_reminder
"""


@pytest.fixture
def waiting(source: SourceFacts, now: datetime) -> None:
    """Let one run wait in the first version."""
    publish("a-week-later", FIRST, now=now)
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)
    assert run_of("a-week-later").wait_until == now + timedelta(days=7)


def move(now: datetime) -> object:
    return move_runs(FORCE, journey="a-week-later", by=OPERATOR, now=now)


def texts() -> list[str]:
    return [template for template, _ in messages()]


@pytest.mark.usefixtures("waiting")
def test_a_live_run_stays_on_its_version_unless_it_is_moved(now: datetime) -> None:
    publish("a-week-later", SECOND, now=now)

    drain_all(now + timedelta(days=7))

    assert run_of("a-week-later").version == 1
    assert "attend_scheduled_confirmed" in texts()


@pytest.mark.usefixtures("waiting")
def test_a_preview_says_what_goes_where_and_changes_nothing(now: datetime) -> None:
    publish("a-week-later", SECOND, now=now)

    assert preview_move(FORCE, journey="a-week-later") == [Moved(1, "2", "patience", 1)]
    assert run_of("a-week-later").version == 1


@pytest.mark.usefixtures("waiting")
def test_a_moved_wait_goes_on_in_the_new_version_and_leads_to_what_this_says(now: datetime) -> None:
    publish("a-week-later", SECOND, now=now)

    assert move(now) == [Moved(1, "2", "patience", 1)]

    run = run_of("a-week-later")
    assert (run.version, run.step, run.wait_until) == (2, "patience", now + timedelta(days=7))
    drain_all(now + timedelta(days=7))
    assert "attend_appointment_cancelled" in texts()
    assert "attend_scheduled_confirmed" not in texts()


@pytest.mark.usefixtures("waiting")
def test_a_run_that_is_moved_to_a_message_sends_it_at_once(now: datetime) -> None:
    publish("a-week-later", AT_ONCE, now=now)

    move(now + timedelta(days=1))
    drain_all(now + timedelta(days=1))

    assert texts().count("attend_appointment_cancelled") == 1
    assert run_of("a-week-later").state == "ended"


@pytest.mark.usefixtures("waiting")
def test_a_run_that_is_moved_to_the_end_has_ended_and_what_it_told_stands(now: datetime) -> None:
    publish("a-week-later", TO_THE_END, now=now)

    move(now)
    drain_all(now + timedelta(days=30))

    assert (run_of("a-week-later").state, run_of("a-week-later").end_reason) == ("ended", "done")
    assert ("crime_recorded_adult", "superseded") not in messages()


@pytest.mark.usefixtures("waiting")
def test_a_run_whose_step_the_map_does_not_name_stays(now: datetime) -> None:
    publish("a-week-later", ELSEWHERE, now=now)

    assert move(now) == [Moved(1, "2", None, 1)]
    assert run_of("a-week-later").version == 1


@pytest.mark.usefixtures("waiting")
def test_a_step_of_the_same_name_is_not_taken_for_the_one_that_was_taken(now: datetime) -> None:
    # Step 1 of the first version has been sent; step 1 of the new one is another message.
    again = FIRST.replace("crime_recorded_adult", "attend_appointment_cancelled")
    publish("a-week-later", again.replace("digest: never", 'digest: never\ntakes_over: { "2": "1" }'), now=now)

    move(now)
    drain_all(now)

    assert "attend_appointment_cancelled" in texts()


@pytest.mark.usefixtures("waiting")
def test_each_moved_run_has_its_line_and_the_move_is_audited(now: datetime) -> None:
    publish("a-week-later", SECOND, now=now)

    move(now)

    assert decisions("a-week-later")[-1] == ("patience", "wait", "moved_to_version")
    with in_force(FORCE):
        assert AuditEvent.objects.get(action="force.journey_moved").fields == ["a-week-later", "2"]


@pytest.mark.usefixtures("waiting")
def test_without_a_map_nothing_is_moved_and_the_error_says_what_to_write(now: datetime) -> None:
    publish("a-week-later", NO_MAP, now=now)

    with pytest.raises(NothingToMoveBy, match="`takes_over`"):
        move(now)


@pytest.mark.usefixtures("waiting")
def test_a_move_that_fails_moves_nobody(source: SourceFacts, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    take(source, event(changed(NOBODY_YET, reference="R2"), "2"), now=now)
    drain_all(now)
    publish("a-week-later", SECOND, now=now)

    def broken(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("waypost.journeys.operations.moving.Decision.objects.bulk_create", broken)
    with pytest.raises(ConnectionError):
        move(now)

    with in_force(FORCE):
        assert set(Run.objects.filter(journey="a-week-later").values_list("version", flat=True)) == {1}


def test_a_wait_for_a_date_of_the_case_is_worked_out_from_the_date_as_it_is_now(
    source: SourceFacts, now: datetime
) -> None:
    publish("remind", REMIND, now=now)
    take(source, event(changed(ASSIGNED, appointments=[visit()]), "1"), now=now)
    drain_all(now)
    publish("remind", REMIND_SOONER, now=now)

    move_runs(FORCE, journey="remind", by=OPERATOR, now=now)
    drain_all(now)

    assert run_of("remind").wait_until == datetime(2026, 11, 22, 14, tzinfo=UTC)
