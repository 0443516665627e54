"""What a comparison tells of hearings, results, orders and witnesses."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.cases.documents import HEARING, SECOND_VICTIM, SUSPECT, VICTIM, applied, changes
from waypost.cases.compare import Change

PEOPLE = [VICTIM, SECOND_VICTIM, SUSPECT]
MOVED = "2026-12-02T10:00:00Z"


def hearing(**changed: object) -> dict[str, Any]:
    return {**HEARING, **changed}


def told(before: list[dict[str, Any]] | None, now: list[dict[str, Any]], **case: object) -> tuple[Change, ...]:
    """Compare two lists of hearings of a case that is otherwise the same, `before` None if unseen."""
    same: dict[str, Any] = {"people": PEOPLE, **case}
    prior = applied(**same, hearings=before or [])
    return changes(prior, applied(prior, **same, hearings=now))


def kinds(before: list[dict[str, Any]] | None, now: list[dict[str, Any]], **case: object) -> list[str]:
    return [str(change.kind) for change in told(before, now, **case)]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, {}, ["court.hearing_listed"]),
        (None, {"status": "vacated"}, []),
        (None, {"status": "heard"}, []),
        (None, {"kind": "appeal"}, ["appeal.hearing_listed"]),
        ({}, {}, []),
        ({}, {"starts_at": MOVED}, ["court.hearing_changed"]),
        ({}, {"court": "Durham Crown Court"}, ["court.hearing_changed"]),
        ({}, {"changed_reason": "Judge ill"}, []),
        # An appeal that moves has no trigger of its own; the timeline keeps it.
        ({"kind": "appeal"}, {"kind": "appeal", "starts_at": MOVED}, ["hearing.moved"]),
        ({}, {"status": "adjourned"}, ["court.adjourned"]),
        ({}, {"status": "vacated"}, ["court.adjourned"]),
        ({"status": "adjourned"}, {"status": "vacated"}, []),
        # Adjourned to a new day under the same id is one thing told, not two.
        ({}, {"status": "adjourned", "starts_at": MOVED}, ["court.hearing_changed"]),
        ({"status": "vacated"}, {}, ["court.hearing_listed"]),
        ({"status": "vacated"}, {"starts_at": MOVED}, ["court.hearing_changed"]),
        ({}, {"status": "started"}, ["court.trial_started"]),
        (None, {"status": "started"}, ["court.trial_started"]),
        ({"kind": "plea"}, {"kind": "plea", "status": "started"}, []),
        # A corrected time of a hearing that is over is news to nobody.
        ({"status": "heard"}, {"status": "heard", "starts_at": MOVED}, []),
    ],
)
def test_listing_and_moving(before: dict[str, Any] | None, now: dict[str, Any], expected: list[str]) -> None:
    assert kinds(None if before is None else [hearing(**before)], [hearing(**now)]) == expected


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("first_hearing", "sent_to_crown", ["court.sent_to_crown"]),
        ("plea", "plea_guilty", ["court.plea_entered"]),
        ("plea", "plea_not_guilty", ["court.plea_entered"]),
        ("bail", "bail_granted", ["court.bail_decision"]),
        ("bail", "bail_refused", ["court.bail_decision"]),
        ("bail", "bail_changed", ["court.bail_changed"]),
        ("trial", "guilty", ["court.verdict"]),
        ("trial", "not_guilty", ["court.verdict"]),
        ("trial", "hung_jury", ["court.verdict"]),
        ("trial", "discontinued", []),
        ("trial", "retrial", []),
        ("sentence", "sentenced", ["court.sentenced"]),
        ("warrant", "warrant_issued", ["court.warrant_issued"]),
        ("warrant", "warrant_executed", ["court.warrant_executed"]),
        ("appeal", "bail_granted", ["appeal.bail_granted"]),
        ("appeal", "bail_refused", []),
        ("appeal", "bail_changed", []),
        ("appeal", "appeal_allowed", ["appeal.decided"]),
        ("appeal", "appeal_dismissed", ["appeal.decided"]),
        ("appeal", "permission_granted", ["appeal.permission_decision"]),
        ("appeal", "permission_refused", ["appeal.permission_decision"]),
        ("trial", "appeal_allowed", []),
    ],
)
def test_results(kind: str, code: str, expected: list[str]) -> None:
    before, now = hearing(kind=kind), hearing(kind=kind, status="heard", result_code=code)

    found = told([before], [now])

    assert [change.kind for change in found] == expected
    assert all(change.details["result_code"] == code for change in found)
    assert kinds([now], [now]) == []


@pytest.mark.parametrize(
    "case",
    [{"flags": ["bereavement"]}, {"people": [{**VICTIM, "deceased": True}, SECOND_VICTIM, SUSPECT]}],
)
def test_a_conviction_is_told_to_the_bereaved_besides(case: dict[str, Any]) -> None:
    found = kinds([hearing()], [hearing(status="heard", result_code="guilty")], **case)

    assert found == ["court.verdict", "court.convicted"]


def test_duties_run_from_when_the_witness_care_unit_received_it() -> None:
    (found,) = told(None, [hearing()])

    assert found.received_at == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert found.item == "h1"
    assert found.details == {"kind": "trial", "starts_at": "2026-12-01T10:00:00+00:00"}


def test_a_hearing_taken_off_and_listed_anew_in_one_snapshot_is_one_change() -> None:
    gone, new = hearing(status="vacated", defendants=["s1"]), hearing(id="h2", defendants=["s1"])

    (found,) = told([hearing(defendants=["s1"])], [gone, {**new, "starts_at": MOVED}])

    assert (found.kind, found.item) == ("court.hearing_changed", "h2")
    assert found.details["instead_of"] == "h1"
    assert found.details["was"] == "2026-12-01T10:00:00+00:00"


def test_a_hearing_that_moves_says_when_it_was_to_be() -> None:
    (found,) = told([hearing()], [hearing(starts_at=MOVED)])

    assert found.details["was"] == "2026-12-01T10:00:00+00:00"


@pytest.mark.parametrize(
    "other",
    [{"kind": "mention"}, {"defendants": ["p2"]}, {"status": "adjourned"}],
)
def test_a_new_hearing_about_something_else_does_not_stand_in(other: dict[str, Any]) -> None:
    gone = hearing(status="vacated", defendants=["s1"])
    new = {**hearing(id="h2", defendants=["s1"], starts_at=MOVED), **other}

    found = kinds([hearing(defendants=["s1"])], [gone, new])

    assert found[-1:] == ["court.adjourned"]
    assert "court.hearing_changed" not in found


def test_a_hearing_taken_off_in_an_earlier_snapshot_is_not_replaced_later() -> None:
    gone = hearing(status="vacated")

    assert kinds([gone], [gone, hearing(id="h2", starts_at=MOVED)]) == ["court.hearing_listed"]


def test_of_two_taken_off_each_is_replaced_once_the_earliest_first() -> None:
    first, second = hearing(), hearing(id="h2", starts_at="2026-12-03T10:00:00Z")
    off = [hearing(status="vacated"), {**second, "status": "vacated"}]
    one_new = hearing(id="h3", starts_at="2026-12-09T10:00:00Z")

    found = told([first, second], [*off, one_new])

    assert [(change.kind, change.item) for change in found] == [
        ("court.hearing_changed", "h3"),
        ("court.adjourned", "h2"),
    ]
    assert found[0].details["instead_of"] == "h1"


def test_an_appeal_taken_off_and_listed_anew_is_told_as_listed() -> None:
    gone = hearing(kind="appeal", status="vacated")

    found = kinds([hearing(kind="appeal")], [gone, hearing(id="h2", kind="appeal", starts_at=MOVED)])

    assert found == ["appeal.hearing_listed"]


def test_first_hearings_and_retrials_are_marked() -> None:
    (first,) = told(None, [hearing(kind="first_hearing")])
    hung = hearing(status="heard", result_code="hung_jury")
    (again,) = told([hung], [hung, hearing(id="h2", starts_at=MOVED)])

    assert first.details["first"] is True
    assert again.details["retrial"] is True


def test_a_hearing_that_vanishes_is_withdrawn() -> None:
    assert kinds([hearing(witnesses=["p1"])], []) == ["hearing.withdrawn"]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], [{"kind": "compensation"}], ["court.compensation_ordered"]),
        ([], [{"kind": "restraining"}, {"kind": "other"}], ["court.order_made", "court.order_made"]),
        ([{"kind": "restraining"}], [{"kind": "restraining"}], []),
        # Another end of an order that protects somebody, or none, is news; mended words are not.
        ([{"kind": "restraining"}], [{"kind": "restraining", "ends_on": "2027-12-01"}], ["hearing.order_changed"]),
        ([{"kind": "restraining", "ends_on": "2027-12-01"}], [], ["hearing.order_changed"]),
        ([{"kind": "restraining"}], [{"kind": "restraining", "text": "Not to call"}], []),
        ([{"kind": "other"}], [{"kind": "other", "ends_on": "2027-12-01"}], []),
        (
            [{"kind": "restraining"}],
            [{"kind": "restraining", "ends_on": "2027-12-01"}, {"kind": "restraining"}],
            ["court.order_made"],
        ),
        ([{"kind": "other"}], [], []),
        ([], [{"kind": "unheard_of"}], []),
    ],
)
def test_orders(before: list[dict[str, Any]], now: list[dict[str, Any]], expected: list[str]) -> None:
    assert kinds([hearing(orders=before)], [hearing(orders=now)]) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({}, {"witnesses": ["p1", "p1"]}, [("witness.required", "p1")]),
        ({"witnesses": ["p1"]}, {"witnesses": ["p1"]}, []),
        (
            {"witnesses": ["p1"]},
            {"witnesses": ["p2"]},
            [("witness.required", "p2"), ("witness.dewarned", "p1")],
        ),
        (
            {"witnesses": ["p1"]},
            {"witnesses": ["p1", "p2"], "status": "heard"},
            [("witness.attended", "p1"), ("witness.attended", "p2")],
        ),
        ({"witnesses": ["p1"]}, {"witnesses": [], "status": "heard"}, []),
        ({}, {"witnesses": ["p1"], "status": "vacated"}, [("court.adjourned", None)]),
    ],
)
def test_witnesses(before: dict[str, Any], now: dict[str, Any], expected: list[tuple[str, str | None]]) -> None:
    found = told([hearing(**before)], [hearing(**now)])

    assert [(change.kind, change.person) for change in found] == expected


def test_a_witness_of_a_hearing_listed_anew_is_not_warned_again() -> None:
    gone = hearing(status="vacated", witnesses=["p1"])
    new = hearing(id="h2", starts_at=MOVED, witnesses=["p1", "p2"])

    found = told([hearing(witnesses=["p1"])], [gone, new])

    assert [(change.kind, change.person) for change in found] == [
        ("court.hearing_changed", None),
        ("witness.required", "p2"),
    ]


def test_an_order_goes_before_the_sentence_that_it_comes_with() -> None:
    now = hearing(status="heard", result_code="sentenced", orders=[{"kind": "compensation"}, {"kind": "restraining"}])

    found = kinds([hearing()], [now])

    assert found == ["court.order_made", "court.sentenced", "court.compensation_ordered"]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, "18 months in prison", ["hearing.reworded"]),
        ("18 years in prison", "18 months in prison", ["hearing.reworded"]),
        ("18 months in prison", "18 months in prison", []),
        ("18 months in prison", None, []),
    ],
)
def test_a_result_that_is_put_into_words_later_is_told(
    before: str | None, now: str | None, expected: list[str]
) -> None:
    def sentenced(words: str | None) -> dict[str, Any]:
        return hearing(status="heard", result_code="sentenced", result=words)

    assert kinds([sentenced(before)], [sentenced(now)]) == expected
