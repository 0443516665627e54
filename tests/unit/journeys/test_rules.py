"""From events to intents, without database or clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.values import (
    Appointment,
    CaseFacts,
    Outcome,
    PersonFacts,
    SourceFacts,
    SourceState,
    TimelineEntry,
)
from waypost.journeys.rules import Situation, decide, moment_of
from waypost.journeys.values import (
    Comparison,
    Condition,
    Entry,
    Exit,
    Journey,
    Moment,
    Plan,
    RunFacts,
    Send,
    Step,
    To,
    Wait,
    What,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
VISIT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
SOURCE = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)


def a_person(number: int, *roles: str) -> PersonFacts:
    return PersonFacts(PersonId(number), f"p{number}", roles or ("victim",), "person")


def an_appointment(**fields: object) -> Appointment:
    booked = Appointment("ap1", "visit", VISIT, None, None, "p1", "booked")
    return replace(booked, **fields)  # type: ignore[arg-type]


def a_case(*people: PersonFacts, **fields: object) -> CaseFacts:
    case = CaseFacts(
        case_id=CaseId(7),
        force=ForceName("anyshire"),
        reference="R1",
        source=SOURCE,
        revision=1,
        group="burglary-residential",
        status="recorded",
        flags=(),
        held_items=0,
        recorded_at=NOON,
        updated_at=NOON,
        people=people or (a_person(1),),
    )
    return replace(case, **fields)  # type: ignore[arg-type]


def an_event(number: int, kind: str, *, person: str | None = None, item: str | None = None) -> TimelineEntry:
    return TimelineEntry(number, kind, NOON, None, NOON, person, item, {})


def a_journey(*steps: Step, on: Sequence[str] = ("crime.recorded",), **fields: object) -> Journey:
    journey = Journey(
        name="j",
        version=1,
        title="A journey",
        phase=1,
        starts_on=tuple(on),
        where=(),
        to=To.VICTIMS,
        entry=Entry.CASE,
        exits=(),
        steps=steps or (Send("text"),),
    )
    return replace(journey, **fields)  # type: ignore[arg-type]


def plan(
    journey: Journey,
    *events: TimelineEntry,
    case: CaseFacts | None = None,
    runs: Sequence[RunFacts] = (),
    now: datetime = NOON,
    phases: frozenset[int] = frozenset({1}),
    has_more: bool = False,
) -> Plan:
    situation = Situation(
        case=case or a_case(),
        journeys=[journey],
        followed={(journey.name, journey.version): journey},
        phases=phases,
        runs=[replace(run, id=n) for n, run in enumerate(runs, 1)],
        place=0,
        events=events,
        has_more=has_more,
    )
    return decide(situation, now=now)


REMINDER = a_journey(
    Send("confirmed", until=Moment("appointment.starts_at")),
    Wait(Moment("appointment.starts_at", days_before=1, at=time(10)), end_if_past=True),
    Send("reminder", until=Moment("appointment.starts_at", days_before=1, at=time(18))),
    on=["appointment.booked"],
    to=To.PERSON,
    entry=Entry.EVENT,
    exits=(Exit("appointment.changed", same_item=True), Exit("case.merged", same_item=False)),
)
BOOKED = an_event(1, "appointment.booked", person="p1", item="ap1")
WITH_VISIT = a_case(appointments=(an_appointment(),))


def test_an_event_starts_a_run_for_every_victim_and_for_nobody_else() -> None:
    case = a_case(a_person(1), a_person(2, "suspect"), a_person(3))

    intents = plan(a_journey(), an_event(1, "crime.recorded"), case=case).intents

    assert [intent.person_id for intent in intents] == [1, 3]


def test_an_event_of_one_person_tells_that_person_only() -> None:
    case = a_case(a_person(1), a_person(2), appointments=(an_appointment(person_ref="p2"),))
    event = an_event(1, "appointment.booked", person="p2", item="ap1")

    assert [intent.person_id for intent in plan(REMINDER, event, case=case).intents] == [2]


def test_a_witnesss_appointment_is_not_told_to_the_victim() -> None:
    case = a_case(a_person(1), a_person(2, "witness"), appointments=(an_appointment(person_ref="p2"),))
    event = an_event(1, "appointment.booked", person="p2", item="ap1")

    assert plan(REMINDER, event, case=case).intents == []


def test_an_event_of_nobody_concerns_the_only_victim() -> None:
    case = a_case(a_person(1), a_person(2, "suspect"), appointments=(an_appointment(person_ref=None),))
    event = an_event(1, "appointment.booked", item="ap1")

    assert [intent.person_id for intent in plan(REMINDER, event, case=case).intents] == [1]


def test_an_event_of_nobody_concerns_no_one_of_several_victims() -> None:
    case = a_case(a_person(1), a_person(2), appointments=(an_appointment(person_ref=None),))

    assert plan(REMINDER, an_event(1, "appointment.booked", item="ap1"), case=case).intents == []


def test_a_journey_of_a_phase_that_is_off_starts_nothing() -> None:
    assert plan(a_journey(), an_event(1, "crime.recorded"), phases=frozenset()).intents == []


def test_a_second_entry_is_skipped_by_name() -> None:
    first = plan(a_journey(), an_event(1, "crime.recorded"))

    second = plan(a_journey(), an_event(2, "crime.recorded"), runs=first.runs)

    assert second.intents == []
    assert [line.reason for line in second.trace] == ["already_entered"]


@pytest.mark.parametrize(
    ("comparison", "values", "is_told"),
    [
        (Comparison.IS, ("18",), True),
        (Comparison.IS, ("1",), False),
        (Comparison.IS_NOT, ("18",), False),
        (Comparison.IN, ("1", "18"), True),
        (Comparison.NOT_IN, ("1", "18"), False),
    ],
)
def test_a_condition_decides_whether_a_run_starts(
    comparison: Comparison, values: tuple[str, ...], is_told: bool
) -> None:
    journey = a_journey(on=["outcome.assigned"], where=(Condition("outcome.code", comparison, values),))
    case = a_case(outcome=Outcome("18", NOON))

    made = plan(journey, an_event(1, "outcome.assigned"), case=case)

    assert bool(made.intents) is is_told
    assert is_told or [line.reason for line in made.trace] == ["condition_not_met"]


def test_a_reminder_waits_until_ten_on_the_day_before() -> None:
    made = plan(REMINDER, BOOKED, case=WITH_VISIT)

    assert [intent.template for intent in made.intents] == ["confirmed"]
    assert made.wake_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_when_the_wait_ends_the_reminder_is_wanted_until_six() -> None:
    waiting = plan(REMINDER, BOOKED, case=WITH_VISIT).runs

    made = plan(REMINDER, case=WITH_VISIT, runs=waiting, now=datetime(2026, 11, 23, 10, 1, tzinfo=UTC))

    assert [(intent.template, intent.expires_at) for intent in made.intents] == [
        ("reminder", datetime(2026, 11, 23, 18, tzinfo=UTC))
    ]
    assert [run.end_reason for run in made.runs] == ["done"]
    assert made.wake_at is None


def test_no_reminder_follows_where_the_day_before_has_begun_already() -> None:
    booked_late = datetime(2026, 11, 23, 16, tzinfo=UTC)

    made = plan(REMINDER, BOOKED, case=WITH_VISIT, now=booked_late)

    assert [intent.template for intent in made.intents] == ["confirmed"]
    assert [run.end_reason for run in made.runs] == ["too_late_for_step"]


def test_an_exit_acts_at_once_in_the_middle_of_a_wait() -> None:
    waiting = plan(REMINDER, BOOKED, case=WITH_VISIT).runs

    made = plan(REMINDER, an_event(2, "appointment.changed", item="ap1"), case=WITH_VISIT, runs=waiting)

    assert [(run.is_live, run.end_reason) for run in made.runs] == [(False, "appointment.changed")]
    assert made.wake_at is None


def test_an_exit_for_another_appointment_leaves_the_run_alone() -> None:
    waiting = plan(REMINDER, BOOKED, case=WITH_VISIT).runs

    made = plan(REMINDER, an_event(2, "appointment.changed", item="ap2"), case=WITH_VISIT, runs=waiting)

    assert made.runs == []


def test_an_exit_takes_back_what_a_finished_run_wanted() -> None:
    journey = a_journey(exits=(Exit("crime.cancelled", same_item=False),))
    done = plan(journey, an_event(1, "crime.recorded")).runs

    made = plan(journey, an_event(2, "crime.cancelled"), runs=done)

    assert [run.end_reason for run in made.runs] == ["crime.cancelled"]


def test_a_run_that_the_same_pass_ends_wants_nothing() -> None:
    journey = a_journey(on=["outcome.assigned"], exits=(Exit("crime.reopened", same_item=False),))

    made = plan(journey, an_event(1, "outcome.assigned"), an_event(2, "crime.reopened"))

    assert (made.intents, [run.end_reason for run in made.runs]) == ([], ["crime.reopened"])
    assert [line.what for line in made.trace] == [What.EXIT, What.EXIT]


def test_a_replay_does_not_end_a_run_by_the_event_that_started_it() -> None:
    journey = a_journey(on=["oic.changed"], entry=Entry.EVENT, exits=(Exit("oic.changed", same_item=False),))
    told = plan(journey, an_event(3, "oic.changed")).runs

    replayed = plan(journey, an_event(1, "oic.changed"), an_event(3, "oic.changed"), runs=told)

    assert [(run.entry, run.end_reason) for run in replayed.runs if run.entry == "event 3"] == []


def test_a_run_too_late_for_its_reminder_can_still_be_taken_back() -> None:
    booked_late = datetime(2026, 11, 23, 16, tzinfo=UTC)
    told = plan(REMINDER, BOOKED, case=WITH_VISIT, now=booked_late).runs

    made = plan(REMINDER, an_event(2, "appointment.changed", item="ap1"), case=WITH_VISIT, runs=told, now=booked_late)

    assert [(run.end_reason, run.is_taken_back) for run in made.runs] == [("appointment.changed", True)]


def test_no_wait_ends_while_events_are_still_unread() -> None:
    waiting = plan(REMINDER, BOOKED, case=WITH_VISIT).runs
    day_before = datetime(2026, 11, 23, 10, 1, tzinfo=UTC)

    made = plan(REMINDER, case=WITH_VISIT, runs=waiting, now=day_before, has_more=True)

    assert made.intents == []


def test_an_event_that_concerns_nobody_leaves_a_line_that_says_so() -> None:
    made = plan(a_journey(), an_event(1, "crime.recorded"), case=a_case(a_person(1, "reporter")))

    assert [(line.what, line.reason, line.person_id) for line in made.trace] == [(What.SKIP, "nobody_to_tell", None)]


def test_somebody_of_no_known_role_is_left_to_the_gates() -> None:
    case = a_case(replace(a_person(1), roles=()))

    assert [intent.person_id for intent in plan(a_journey(), an_event(1, "crime.recorded"), case=case).intents] == [1]


def test_an_event_that_names_one_of_the_victims_is_not_told_to_the_others() -> None:
    case = a_case(a_person(1), a_person(2), a_person(3, "suspect"))
    of_one, of_the_suspect = (an_event(1, "crime.recorded", person=ref) for ref in ("p2", "p3"))

    assert [intent.person_id for intent in plan(a_journey(), of_one, case=case).intents] == [2]
    assert [intent.person_id for intent in plan(a_journey(), of_the_suspect, case=case).intents] == [1, 2]


def test_facts_are_read_again_when_a_wait_ends() -> None:
    waiting = plan(REMINDER, BOOKED, case=WITH_VISIT).runs
    moved = a_case(appointments=(an_appointment(starts_at=VISIT + timedelta(days=3)),))

    made = plan(REMINDER, case=moved, runs=waiting, now=datetime(2026, 11, 23, 10, 1, tzinfo=UTC))

    assert made.intents == []
    assert made.wake_at == datetime(2026, 11, 26, 10, tzinfo=UTC)


def test_a_run_whose_date_is_gone_ends_by_name() -> None:
    waiting = plan(REMINDER, BOOKED, case=WITH_VISIT).runs

    made = plan(REMINDER, case=a_case(), runs=waiting, now=VISIT)

    assert (made.intents, [run.end_reason for run in made.runs]) == ([], ["date_gone"])


def test_a_journey_that_ends_and_starts_on_one_event_starts_anew() -> None:
    journey = a_journey(on=["oic.changed"], entry=Entry.EVENT, exits=(Exit("oic.changed", same_item=False),))

    made = plan(journey, an_event(1, "oic.changed"), an_event(2, "oic.changed"))

    assert [(run.entry, run.end_reason) for run in made.runs] == [("event 1", "oic.changed"), ("event 2", "done")]


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        # The day before the clocks go back and forward: ten o'clock is ten o'clock on the wall.
        (datetime(2026, 10, 25, 14, tzinfo=UTC), datetime(2026, 10, 24, 9, tzinfo=UTC)),
        (datetime(2026, 10, 26, 14, tzinfo=UTC), datetime(2026, 10, 25, 10, tzinfo=UTC)),
        (datetime(2027, 3, 28, 14, tzinfo=UTC), datetime(2027, 3, 27, 10, tzinfo=UTC)),
        (datetime(2027, 3, 29, 14, tzinfo=UTC), datetime(2027, 3, 28, 9, tzinfo=UTC)),
        # Half past midnight in summer is still the day before in UTC.
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 7, 1, 9, tzinfo=UTC)),
        (datetime(2028, 3, 1, 9, tzinfo=UTC), datetime(2028, 2, 29, 10, tzinfo=UTC)),
    ],
)
def test_the_day_before_is_counted_in_local_days_and_hours(starts_at: datetime, expected: datetime) -> None:
    case = a_case(appointments=(an_appointment(starts_at=starts_at),))

    assert moment_of(Moment("appointment.starts_at", days_before=1, at=time(10)), case, item="ap1") == expected


EVENTS = st.lists(
    st.sampled_from(["appointment.booked", "appointment.changed", "case.merged", "crime.recorded"]), max_size=8
)


@given(EVENTS)
def test_the_same_events_lead_to_the_same_decisions(kinds: list[str]) -> None:
    events = [an_event(n, kind, person="p1", item="ap1") for n, kind in enumerate(kinds, 1)]

    assert plan(REMINDER, *events, case=WITH_VISIT) == plan(REMINDER, *events, case=WITH_VISIT)


@given(EVENTS, st.integers(0, 8))
def test_events_read_in_two_parts_decide_as_in_one(kinds: list[str], cut: int) -> None:
    events = [an_event(n, kind, person="p1", item="ap1") for n, kind in enumerate(kinds, 1)]
    whole = plan(REMINDER, *events, case=WITH_VISIT)

    first = plan(REMINDER, *events[:cut], case=WITH_VISIT)
    second = plan(REMINDER, *events[cut:], case=WITH_VISIT, runs=first.runs)

    ended = {run.key: run.end_reason for run in [*first.runs, *second.runs]}
    assert ended == {run.key: run.end_reason for run in whole.runs}
    stays = {run.key for run in [*first.runs, *second.runs] if not ended_by_event(run, second.runs)}
    assert [intent for intent in [*first.intents, *second.intents] if intent.run_key in stays] == whole.intents


def ended_by_event(run: RunFacts, later: Sequence[RunFacts]) -> bool:
    """Say whether the run, as it is in the end, was taken back: what it wanted earlier is superseded then."""
    return {known.key: known for known in [run, *later]}[run.key].is_taken_back
