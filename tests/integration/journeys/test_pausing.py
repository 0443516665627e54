"""A paused journey holds and loses nothing: what is still of use is told, once, when it goes on."""

from datetime import datetime, timedelta

import pytest

from tests.integration.journeys.looking import (
    ASSIGNED,
    NOBODY_YET,
    OTHER_OFFICER,
    deliver_all,
    drain_all,
    messages,
    place,
    run_of,
    sent,
    visit,
)
from tests.integration.messages.world import FakeProvider
from tests.snapshots import FORCE, changed, event, take
from waypost.access.forces import change_force
from waypost.access.queries import force_settings
from waypost.access.values import OPERATOR, JourneyState
from waypost.cases.values import SourceFacts
from waypost.journeys.library import UnknownJourney
from waypost.journeys.operations import resume, switch, wake_forgotten

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def pause(journey: str, now: datetime) -> None:
    switch(FORCE, journey=journey, state=JourneyState.PAUSED, by=OPERATOR, now=now)


def go_on(journey: str, now: datetime) -> None:
    resume(FORCE, journey=journey, by=OPERATOR, now=now)


def test_what_happens_in_a_pause_is_told_once_when_the_journey_goes_on(source: SourceFacts, now: datetime) -> None:
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)
    pause("officer-assigned", now)
    take(source, event(ASSIGNED, "2"), now=now)
    drain_all(now + HOUR)
    assert [template for template, _ in messages()] == ["crime_recorded_adult"]

    go_on("officer-assigned", now + 2 * HOUR)
    drain_all(now + 2 * HOUR)
    drain_all(now + 3 * HOUR)

    assert messages() == [("crime_recorded_adult", "queued"), ("alloc_officer_assigned", "queued")]


def test_what_a_pause_has_made_untrue_is_not_told_after_it(source: SourceFacts, now: datetime) -> None:
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)
    pause("officer-assigned", now)
    take(source, event(ASSIGNED, "2"), now=now)
    drain_all(now + HOUR)
    take(source, event(changed(ASSIGNED, revision=3, officer=OTHER_OFFICER), "3"), now=now)
    drain_all(now + HOUR)

    go_on("officer-assigned", now + 2 * HOUR)
    drain_all(now + 2 * HOUR)

    assert [template for template, _ in messages()] == ["crime_recorded_adult", "alloc_officer_changed"]


def test_what_a_pause_has_made_stale_is_not_told_after_it(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(ASSIGNED, appointments=[visit()]), "1"), now=now)
    drain_all(now)
    pause("appointment-booked", now + HOUR)
    late = datetime.fromisoformat("2026-11-23T20:00:00+00:00")
    drain_all(late)
    assert run_of("appointment-booked").state == "live"

    go_on("appointment-booked", late)
    drain_all(late)

    assert run_of("appointment-booked").end_reason == "done"
    assert "attend_appointment_reminder" not in dict(messages())


def test_a_message_that_waited_to_leave_is_held_in_a_pause_and_leaves_after_it(
    source: SourceFacts, now: datetime
) -> None:
    provider = FakeProvider()
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)
    pause("crime-recorded", now)
    deliver_all(provider, now)
    assert messages() == [("crime_recorded_adult", "held")]

    go_on("crime-recorded", now + timedelta(minutes=1))
    deliver_all(provider, now + timedelta(minutes=1))

    assert sent() == ["crime_recorded_adult"]


def test_a_journey_goes_on_in_the_state_that_it_had(source: SourceFacts, now: datetime) -> None:
    switch(FORCE, journey="crime-recorded", state=JourneyState.SHADOW, by=OPERATOR, now=now)
    pause("crime-recorded", now)
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)

    go_on("crime-recorded", now)
    drain_all(now)

    assert force_settings(FORCE).journeys == {"crime-recorded": JourneyState.SHADOW}
    assert messages() == [("crime_recorded_adult", "suppressed")]


def test_a_run_that_nobody_was_woken_for_is_found_again(source: SourceFacts, now: datetime) -> None:
    pause("crime-recorded", now)
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)
    # Typed as a setting, so that nothing wakes anybody.
    change_force(FORCE, changes={"journeys": ""}, by=OPERATOR, now=now)
    assert place().wake_at is None

    assert wake_forgotten(FORCE, now=now) == 1

    drain_all(now)
    assert messages() == [("crime_recorded_adult", "queued")]
    assert wake_forgotten(FORCE, now=now) == 0


def test_a_paused_run_is_not_taken_for_a_forgotten_one(source: SourceFacts, now: datetime) -> None:
    pause("crime-recorded", now)
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)

    assert wake_forgotten(FORCE, now=now + HOUR) == 0


def test_a_case_that_has_failed_keeps_its_pause_when_others_are_woken(source: SourceFacts, now: datetime) -> None:
    pause("crime-recorded", now)
    take(source, event(NOBODY_YET, "1"), now=now)
    drain_all(now)
    failed = place()
    failed.tries, failed.wake_at = 3, now + HOUR
    failed.save()

    go_on("crime-recorded", now)

    assert place().wake_at == now + HOUR


def test_a_name_that_no_journey_in_force_has_is_refused_with_those_that_there_are(
    source: SourceFacts, now: datetime
) -> None:
    with pytest.raises(UnknownJourney, match="use one of appointment-booked, "):
        pause("crime-recordd", now)

    assert force_settings(FORCE).journeys == {}
