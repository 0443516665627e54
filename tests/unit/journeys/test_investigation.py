"""What is told while a case is looked into: steps, regular updates, offers, and that it is open again."""

from dataclasses import replace
from datetime import timedelta

import pytest
import yaml

from tests.repository.tree import CHECKOUT
from tests.unit.journeys.case_life import CHILD, GUARDIAN, READERS, happens, read_by, wanted, with_fact
from tests.unit.journeys.second_half import ADULT, NOON, SECOND, a_case
from waypost.journeys.facts import AppointmentCodes, HearingCodes
from waypost.journeys.named_facts import NEWS

MOVED = ("crime.cancelled", "crime.merged", "crime.transferred")
TOLD_ON = NOON.date().isoformat()
"""The item of an update that is due: since when nothing was told."""
DUE = happens("investigation.update_due", person="p1", item=TOLD_ON)


def due(reader: str) -> list[tuple[str, str]]:
    named = READERS[reader][0].ref
    return wanted(read_by(reader), happens("investigation.update_due", person=named, item=TOLD_ON))


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", ("inv_periodic_update_no_change", "p1")),
        ("guardian", ("inv_periodic_update_parent", "g1")),
        ("business", ("inv_periodic_update_business", "b1")),
        ("family", ("inv_periodic_update_bereaved", "f1")),
    ],
)
def test_who_is_due_an_update_gets_one_in_words_for_them(reader: str, expected: tuple[str, str]) -> None:
    assert due(reader) == [expected]


@pytest.mark.parametrize("status", ["with_prosecutor", "charged", "at_court"])
@pytest.mark.parametrize("reader", ["adult", "guardian"])
def test_in_the_long_wait_for_a_court_nobody_reads_that_we_still_look_into_it(reader: str, status: str) -> None:
    events = happens("investigation.update_due", person=READERS[reader][0].ref, item=TOLD_ON)

    assert [name for name, _ in wanted(read_by(reader, status=status), events)] == ["inv_periodic_update_court"]


@pytest.mark.parametrize(
    ("kind", "begins", "result", "told"),
    [
        ("trial", timedelta(0), None, 0),
        ("plea", timedelta(0), None, 0),
        # A trial goes on, and nobody has recorded yet how it ended.
        ("trial", -timedelta(days=5), None, 0),
        ("plea", -timedelta(days=5), None, 1),
        ("trial", -timedelta(days=40), None, 1),
        ("trial", -timedelta(days=5), "guilty", 1),
        ("trial", timedelta(days=1), None, 1),
    ],
)
def test_nobody_hears_on_the_morning_of_a_verdict_that_nothing_is_new(
    kind: str, begins: timedelta, result: str | None, told: int
) -> None:
    hearing = HearingCodes("h1", kind, "listed", NOON + begins, result)

    assert len(wanted(replace(a_case(ADULT), hearings=(hearing,)), DUE)) == told


@pytest.mark.parametrize(
    ("kind", "came", "expected"),
    [
        ("investigation.milestone", timedelta(days=1), "inv_periodic_update_progress"),
        ("suspect.bail_extended", timedelta(days=1), "inv_periodic_update_progress"),
        # What came before the last telling, or on its day, was told then.
        ("investigation.milestone", -timedelta(days=1), "inv_periodic_update_no_change"),
        ("investigation.milestone", timedelta(), "inv_periodic_update_no_change"),
        # An offer to the reader is no step of the case.
        ("vps.offered", timedelta(days=1), "inv_periodic_update_no_change"),
    ],
)
def test_that_nothing_is_new_is_said_only_where_nothing_is(kind: str, came: timedelta, expected: str) -> None:
    facts = with_fact(a_case(ADULT), kind, at=NOON + came)

    assert wanted(facts, DUE) == [(expected, "p1")]


@pytest.mark.parametrize("duty", ["interval", "silence"])
def test_an_update_can_be_about_what_its_duty_calls_news(duty: str) -> None:
    said = yaml.safe_load((CHECKOUT / "content" / "duties" / f"{duty}.yaml").read_text(encoding="utf-8"))

    assert all(set(version["news"]) == NEWS for version in said["versions"])


@pytest.mark.parametrize(
    "kind", ["outcome.assigned", "suspect.arrested", "court.hearing_listed", "case.closed", "contract.changed", *MOVED]
)
def test_news_takes_back_an_update_that_has_not_left(kind: str) -> None:
    events = happens("investigation.update_due", kind, item=TOLD_ON)

    assert "inv_periodic_update_no_change" not in {name for name, _ in wanted(a_case(ADULT), events)}


def test_of_two_victims_only_the_one_to_whom_an_update_is_due_gets_it() -> None:
    assert wanted(a_case(ADULT, SECOND), DUE) == [("inv_periodic_update_no_change", "p1")]


@pytest.mark.parametrize("status", ["closed", "cancelled", "transferred"])
def test_nobody_is_told_that_a_case_is_open_which_is_not(status: str) -> None:
    assert wanted(a_case(ADULT, status=status), DUE) == []


@pytest.mark.parametrize(
    ("reader", "kind", "expected"),
    [
        ("adult", "cctv", ["inv_enquiries_cctv"]),
        ("adult", "forensic", ["inv_enquiries_forensic_submitted"]),
        ("adult", "device", ["inv_enquiries_digital_device"]),
        ("guardian", "cctv", ["inv_enquiries_parent"]),
        ("business", "forensic", ["inv_enquiries_business"]),
        ("family", "device", ["inv_periodic_update_bereaved"]),
        # Who spoke to us is nobody's to know.
        *((reader, kind, []) for reader in READERS for kind in ("witness", "other")),
    ],
)
def test_a_step_is_told_by_its_kind_and_reader_or_waits_for_the_next_update(
    reader: str, kind: str, expected: list[str]
) -> None:
    facts = with_fact(read_by(reader), "investigation.milestone", at=NOON, kind=kind)

    assert [name for name, _ in wanted(facts, happens("investigation.milestone"))] == expected


@pytest.mark.parametrize(
    ("trigger", "reader", "expected"),
    [
        ("vps.offered", "adult", ["inv_vps_offer"]),
        ("vps.offered", "guardian", ["inv_vps_offer_parent"]),
        ("vps.offered", "family", ["inv_vps_offer_bereaved"]),
        ("vps.offered", "business", []),
        ("isb.offered", "business", ["inv_isb_offer"]),
        ("isb.offered", "adult", []),
        ("media.appeal_planned", "adult", ["inv_media_appeal_notice"]),
        ("media.appeal_planned", "guardian", ["inv_media_appeal_notice"]),
        ("media.appeal_planned", "family", ["inv_media_appeal_notice_bereaved"]),
        ("media.appeal_planned", "business", []),
        ("crime.reopened", "adult", ["inv_reopened"]),
        ("crime.reopened", "guardian", ["inv_reopened"]),
        ("crime.reopened", "business", ["inv_reopened_business"]),
        ("crime.reopened", "family", ["inv_reopened_bereaved"]),
        ("victim.withdrew", "adult", ["inv_victim_withdrawal_ack"]),
        ("victim.withdrew", "guardian", ["inv_victim_withdrawal_ack"]),
        ("victim.withdrew", "business", []),
    ],
)
def test_each_is_told_in_words_for_its_reader(trigger: str, reader: str, expected: list[str]) -> None:
    assert [name for name, _ in wanted(read_by(reader), happens(trigger))] == expected


@pytest.mark.parametrize("trigger", ["vps.offered", "victim.withdrew", "investigation.milestone"])
def test_what_the_record_takes_back_is_not_told(trigger: str) -> None:
    facts = with_fact(a_case(ADULT), trigger, at=NOON)

    assert wanted(facts, happens(trigger, "fact.withdrawn")) == []


@pytest.mark.parametrize("person", ["p1", None])
def test_who_wants_to_stop_is_not_offered_a_statement(person: str | None) -> None:
    told = [name for name, _ in wanted(a_case(ADULT), happens("vps.offered", "victim.withdrew", person=person))]

    assert told == ["inv_victim_withdrawal_ack"]


def test_a_case_that_was_closed_by_a_slip_and_opened_at_once_is_no_news() -> None:
    assert (
        wanted(a_case(ADULT, status="closed"), happens("crime.reopened"), later={timedelta(hours=1): "case.closed"})
        == []
    )


@pytest.mark.parametrize("charge", ["suspect.charged", "suspect.requisitioned"])
def test_a_case_that_is_opened_again_by_a_charge_is_told_as_the_charge(charge: str) -> None:
    told = [name for name, _ in wanted(a_case(ADULT, status="charged"), happens("crime.reopened", charge))]

    assert "inv_reopened" not in told


def test_a_statement_has_a_text_of_its_own() -> None:
    booked = AppointmentCodes("a1", "statement", "booked", None, NOON + timedelta(days=5), None)

    told = wanted(a_case(ADULT, appointments=(booked,)), happens("statement.booked", item="a1"))

    assert told == [("inv_statement_appointment", "p1")]


def test_the_guardian_of_one_child_is_not_told_of_another() -> None:
    other = replace(CHILD, person_id=SECOND.person_id, ref="c2", stand_ins=())
    facts = a_case(CHILD, other, GUARDIAN)

    told = wanted(facts, happens("investigation.update_due", person="c1", item=TOLD_ON))

    assert told == [("inv_periodic_update_parent", "g1")]
