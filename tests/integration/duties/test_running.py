"""How clocks start, switch, warn, end and wake, on a real database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.duties.watching import (
    HALF_OF_ARREST,
    OTHER_SUSPECT,
    SUSPECT,
    VICTIM,
    a_case,
    a_fact,
    an_arrest,
    clocks,
    history,
    hours,
    items,
    look,
    states,
    tell,
    the_case,
    the_person,
    wakes_at,
)
from tests.snapshots import FORCE
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.cases.models import Case, Place, TimelineEvent
from waypost.cases.operations import NewSource, add_source
from waypost.cases.places import Reader
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceFacts, SourceState
from waypost.duties.commands import all_behind
from waypost.duties.models import ClockChange, ClockRow
from waypost.duties.operations import NotLate, UnknownReason, record_reason, run_clocks
from waypost.duties.queries import (
    Behind,
    By,
    cases_behind,
    clocks_of_case,
    compliance,
    forecast,
    history_of,
    standing,
)
from waypost.duties.values import ClockState
from waypost.worklist.models import Item
from waypost.worklist.operations import answer_item
from waypost.worklist.values import Answer, ItemState

pytestmark = pytest.mark.django_db

ARRESTED = a_fact("suspect.arrested", "2026-11-20T13:00:00Z", person="s1")
ALSO_ARRESTED = a_fact("suspect.arrested", "2026-11-20T13:30:00Z", person="s2", fact="f2")
END_OF_27TH = datetime(2026, 11, 28, tzinfo=UTC)
END_OF_23RD = datetime(2026, 11, 24, tzinfo=UTC)


def test_each_suspect_has_a_clock(source: SourceFacts, now: datetime) -> None:
    people = [VICTIM, SUSPECT, OTHER_SUSPECT]
    tell(source, a_case(people=people, facts=[ARRESTED, ALSO_ARRESTED]), at=now + hours(2))
    look(now + hours(2))

    found = clocks("D06")

    assert [(clock.event_at.isoformat(), clock.due_at) for clock in found] == [
        ("2026-11-20T13:00:00+00:00", END_OF_27TH),
        ("2026-11-20T13:30:00+00:00", END_OF_27TH),
    ]
    assert {clock.key.person_id for clock in found} == {the_person("p1")}


def test_enhanced_rights_that_come_midway_shorten_the_clock_and_are_written_down(
    source: SourceFacts, now: datetime
) -> None:
    people = [VICTIM, SUSPECT]
    tell(source, a_case(people=people, facts=[ARRESTED]), at=now + hours(2))
    look(now + hours(2))
    before = [clock.due_at for clock in clocks("D06")]

    granted = [{**VICTIM, "enhanced": ["vulnerable"]}, SUSPECT]
    tell(
        source,
        a_case(revision=2, people=granted, facts=[ARRESTED], updated_at="2026-11-20T15:00:00Z"),
        at=now + hours(3),
    )
    look(now + hours(3))

    (clock,) = clocks("D06")
    assert (before, clock.due_at, clock.enhanced) == ([END_OF_27TH], END_OF_23RD, True)
    assert history("D06") == ["started", "to_enhanced"]


def test_a_result_of_court_counts_from_when_it_was_received(source: SourceFacts, now: datetime) -> None:
    hearing = {
        "id": "h1",
        "kind": "trial",
        "status": "listed",
        "court": "Teesside (made up)",
        "starts_at": "2026-11-20T10:00:00Z",
        "received_at": "2026-11-20T10:00:00Z",
    }
    tell(source, a_case(people=[VICTIM, SUSPECT], hearings=[hearing]), at=now)
    look(now)

    heard = {**hearing, "status": "heard", "result_code": "guilty", "received_at": "2026-11-26T11:00:00Z"}
    tell(
        source,
        a_case(revision=2, people=[VICTIM, SUSPECT], hearings=[heard]),
        at=datetime(2026, 11, 26, 12, tzinfo=UTC),
    )
    look(datetime(2026, 11, 26, 12, tzinfo=UTC))

    (clock,) = clocks("D20")
    assert clock.starts_at == datetime(2026, 11, 26, 11, tzinfo=UTC)
    assert clock.due_at == END_OF_27TH


def test_nothing_is_asked_of_anybody_before_half_of_the_time_is_gone(source: SourceFacts, now: datetime) -> None:
    tell(source, an_arrest(), at=now)

    look(now + HALF_OF_ARREST - hours(1))
    before = items("D06")
    look(now + HALF_OF_ARREST)

    (item,) = items("D06")
    assert before == []
    assert (item.kind, item.desk, item.reason) == ("call", "oic", "duty_not_met")
    # What is not done at four fifths goes to the supervisor.
    assert item.due_at == datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    assert history("D06") == ["started", "warned_half"]


def test_the_clocks_sleep_until_the_next_moment_that_matters(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)

    looked_at = look(now)

    assert (looked_at, look(now + hours(1))) == (1, 0)
    half = datetime(2026, 11, 20, 16, 32, 30, tzinfo=UTC)
    assert wakes_at() == half


def test_a_breach_is_written_down_and_somebody_must_say_why(source: SourceFacts, now: datetime) -> None:
    tell(source, an_arrest(), at=now)
    look(now)

    look(now + timedelta(days=8))

    assert states("D06") == ["breached"]
    assert history("D06") == ["started", "warned_half", "warned_four_fifths", "breached"]
    assert sorted((item.kind, item.reason) for item in items("D06")) == [
        ("call", "duty_not_met"),
        ("mend", "duty_late"),
    ]


def test_why_it_was_late_is_taken_from_the_task_that_asked_for_it(source: SourceFacts, now: datetime) -> None:
    tell(source, an_arrest(), at=now)
    look(now + timedelta(days=8))
    (asked,) = [item for item in items("D06") if item.kind == "mend"]

    given = Answer(state=ItemState.DONE, at=now + timedelta(days=8), by="1234", note="Her phone was off all day.")
    answer_item(asked.id, given, force=FORCE, by=OPERATOR, now=now + timedelta(days=8))
    look(now + timedelta(days=8))

    (kept,) = [one for one in clocks_of_case(the_case(), force=FORCE) if one.clock.key.duty == "D06"]
    assert kept.clock.why_late == "other"
    last = history_of(kept.id, force=FORCE)[-1]
    assert (last.what.value, last.by, last.words) == ("reason_recorded", "1234", "Her phone was off all day.")
    assert kept.clock.state is ClockState.BREACHED


def test_a_reason_is_recorded_for_what_was_late_and_nobody_is_asked_any_more(
    source: SourceFacts, now: datetime
) -> None:
    tell(source, an_arrest(), at=now)
    look(now + timedelta(days=8))
    (late,) = [one for one in clocks_of_case(the_case(), force=FORCE) if one.clock.key.duty == "D06"]

    record_reason(late.id, reason="not_safe", words="", force=FORCE, by=OPERATOR, now=now + timedelta(days=8))
    look(now + timedelta(days=8))

    assert [clock.why_late for clock in clocks("D06")] == ["not_safe"]
    assert [item.kind for item in items("D06")] == ["call"]


def test_what_is_not_late_takes_no_reason_and_no_reason_is_made_up(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)
    look(now)
    (running,) = [one for one in clocks_of_case(the_case(), force=FORCE) if one.clock.key.duty == "D01"]

    with pytest.raises(NotLate):
        record_reason(running.id, reason="not_safe", words="", force=FORCE, by=OPERATOR, now=now)
    with pytest.raises(UnknownReason):
        record_reason(running.id, reason="busy", words="", force=FORCE, by=OPERATOR, now=now)
    with pytest.raises(UnknownReason):
        record_reason(running.id, reason="other", words=" ", force=FORCE, by=OPERATOR, now=now)


def test_the_clocks_of_a_source_in_shadow_run_and_nobody_is_asked(db: None, now: datetime) -> None:
    added = add_source(NewSource(FORCE, "shadow", "push", SourceState.SHADOW), now=now)
    tell(source_by_id(added.id), a_case(), at=now)

    look(now + timedelta(days=1))

    assert states("D01") == ["breached"]
    with in_force(FORCE):
        assert not Item.objects.exists()


def test_to_look_again_from_the_start_changes_nothing(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(people=[VICTIM, SUSPECT], facts=[ARRESTED]), at=now + hours(2))
    look(now + hours(6))
    before = _all_there_is()

    Place.objects.filter(reader=Reader.DUTIES).update(place=0, wake_at=now)
    looked_at = look(now + hours(6))

    assert looked_at == 1
    assert _all_there_is() == before


def test_an_update_that_is_due_is_put_on_the_timeline_once(source: SourceFacts, now: datetime) -> None:
    plan = {**VICTIM["contact_plan"], "update_every_days": 7}
    tell(source, a_case(people=[{**VICTIM, "contact_plan": plan}]), at=now)
    look(now)

    for days in (5, 6, 8):
        look(now + timedelta(days=days))

    with in_force(FORCE):
        asked = TimelineEvent.objects.filter(kind__in=["investigation.update_due", "contract.not_met"])
        found = list(asked.order_by("number").values_list("kind", "person_ref", "details__duty"))
    assert found == [("investigation.update_due", "p1", "interval"), ("contract.not_met", "p1", "interval")]


def test_figures_have_their_cases_behind_them(source: SourceFacts, now: datetime) -> None:
    for number in range(3):
        tell(source, a_case(reference=f"R{number}"), at=now)
    look(now)
    look(now + timedelta(days=1))

    (figures,) = [each for each in compliance(FORCE, month=now.date(), by=By.DUTY) if each.duty == "D01"]
    wanted = Behind(month=now.date(), state=ClockState.BREACHED, duty="D01")
    first = cases_behind(FORCE, wanted=wanted, after=0, limit=2)
    rest = cases_behind(FORCE, wanted=wanted, after=first[-1].id, limit=2)

    assert (figures.met, figures.late, figures.open, figures.breached, figures.enhanced) == (0, 0, 0, 3, False)
    assert [one.reference for one in (*first, *rest)] == ["R0", "R1", "R2"]


def test_how_all_clocks_stand_is_said_whatever_month_they_are_due_in(source: SourceFacts, now: datetime) -> None:
    months_later = now + timedelta(days=70)
    tell(source, a_case(reference="R0"), at=now)
    look(now)
    tell(source, a_case(reference="R1", recorded_at=months_later.isoformat()), at=months_later)
    look(months_later)

    (figures,) = [each for each in standing(FORCE, by=By.DUTY) if each.duty == "D01"]

    assert (figures.met, figures.open, figures.breached) == (0, 1, 1)


def test_however_many_clocks_stand_behind_a_figure_all_of_them_are_listed(source: SourceFacts, now: datetime) -> None:
    for number in range(3):
        tell(source, a_case(reference=f"R{number}"), at=now)
    look(now + timedelta(days=1))
    wanted = Behind(month=now.date(), state=ClockState.BREACHED, duty="D01")

    assert [one.reference for one in all_behind(FORCE, wanted=wanted, at_once=2)] == ["R0", "R1", "R2"]


def test_tomorrows_breaches_are_foreseen_and_those_of_the_day_after_are_not(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)
    look(now)

    foreseen = {one.clock.key.duty for one in forecast(FORCE, now=now)}

    # Due today, and on Tuesday: it is a Friday.
    assert "D01" in foreseen
    assert "D02" not in foreseen
    assert "D02" in {one.clock.key.duty for one in forecast(FORCE, now=now + timedelta(days=3))}


def test_one_case_that_cannot_be_decided_does_not_hold_up_the_others(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(reference="R1"), at=now)
    tell(source, a_case(reference="R2"), at=now)
    with in_force(FORCE):
        broken = the_case("R1")
        Case.objects.filter(id=broken).update(applied={"format": 99})

    report = run_clocks(FORCE, now=now)

    assert (report.failed, report.cases) == (1, 2)
    with in_force(FORCE):
        assert set(ClockRow.objects.values_list("case_id", flat=True)) == {the_case("R2")}
    assert Place.objects.get(reader=Reader.DUTIES, case_id=broken).tries == 1


def _all_there_is() -> list[object]:
    with in_force(FORCE):
        rows: list[object] = list(ClockRow.objects.order_by("id").values())
        return rows + list(ClockChange.objects.order_by("id").values()) + list(Item.objects.order_by("id").values())


def test_a_batch_asks_the_database_no_more_often_for_more_cases(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(reference="R0"), at=now)
    with CaptureQueriesContext(connection) as one:
        run_clocks(FORCE, now=now + hours(6))
    for number in range(1, 9):
        tell(source, a_case(reference=f"R{number}"), at=now)
    with CaptureQueriesContext(connection) as eight:
        report = run_clocks(FORCE, now=now + hours(6))

    assert report.cases == 8
    assert len(eight) <= len(one) + 2
