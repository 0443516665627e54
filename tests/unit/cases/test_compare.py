"""What a comparison tells of the case, its people and its lists with ids."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.cases.documents import (
    APPOINTMENT,
    CONTENT,
    KNOWN,
    OFFICER,
    SECOND_VICTIM,
    SEEN_AT,
    SUSPECT,
    VICTIM,
    applied,
    changes,
    example,
    kinds,
)
from tests.unit.cases.strategies import snapshots
from waypost.cases.applied import AppliedCase
from waypost.cases.codes import read_triggers
from waypost.cases.compare import INTERNAL, Change, ChangeKind, compare
from waypost.cases.screening import screen
from waypost.cases.snapshot import parse_case

OUTCOME = {"code": "18", "decided_at": "2026-11-20T09:00:00Z", "reason": "No lines of enquiry"}
FACT = {"id": "f1", "kind": "suspect.arrested", "at": "2026-11-20T08:00:00Z", "person": "s1"}
ENTRY = {"id": "e1", "kind": "officer_message", "at": "2026-11-20T09:05:00Z", "text": "Hello"}
PLAN = {"agreed_at": "2026-11-20T09:10:00Z", "channels": ["sms"]}
PEOPLE = [VICTIM, SUSPECT]
NAMED = {"given_name": "Amina", "family_name": "Example", "date_of_birth": "1990-02-01"}


GUARDIAN = {
    "id": "g1",
    "kind": "person",
    "roles": ["parent_guardian"],
    "acts_for": ["p1"],
    "given_name": "Gwen (made up)",
    "family_name": "Okafor",
    "date_of_birth": "1980-01-01",
}
_STANDS_IN_NOW = ["people.changed", "stand_in.added"]


def victim(**changes: object) -> dict[str, Any]:
    return {"people": [{**VICTIM, **changes}]}


def after(before: dict[str, Any], now: dict[str, Any]) -> tuple[Change, ...]:
    prior = applied(**before)
    return changes(prior, applied(prior, **now))


def test_every_trigger_that_a_snapshot_can_cause_has_its_kind_and_no_other() -> None:
    derived = {trigger.name for trigger in read_triggers(CONTENT) if trigger.origin == "diff"}

    assert {kind.value for kind in ChangeKind} - {kind.value for kind in INTERNAL} == derived


def test_internal_kinds_are_nobody_s_trigger() -> None:
    assert not {kind.value for kind in INTERNAL} & {trigger.name for trigger in read_triggers(CONTENT)}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # status
        ({"status": "recorded"}, {"status": "recorded"}, []),
        ({"status": "recorded"}, {"status": "screening"}, ["status.changed"]),
        ({"status": "recorded"}, {"status": "allocated"}, ["crime.allocated"]),
        ({"status": "screening"}, {"status": "under_investigation"}, ["crime.allocated"]),
        ({"status": "allocated"}, {"status": "under_investigation"}, ["status.changed"]),
        ({"status": "at_court"}, {"status": "closed"}, ["case.closed"]),
        ({"status": "closed"}, {"status": "allocated"}, ["crime.reopened"]),
        ({"status": "closed"}, {"status": "transferred"}, ["crime.transferred"]),
        ({"status": "cancelled"}, {"status": "recorded"}, ["status.changed"]),
        ({"status": "recorded"}, {"status": "cancelled"}, ["crime.cancelled"]),
        # An unknown status leaves the one before it: nothing happened yet.
        ({"status": "recorded"}, {"status": "odd"}, []),
        ({"status": "odd"}, {"status": "allocated"}, ["crime.allocated"]),
        # offence
        ({}, {"offence": {"group": "robbery-personal", "title": "Robbery"}}, ["crime.reclassified"]),
        (
            {},
            {"offence": {"code": "28B", "group": "burglary-residential", "title": "x"}},
            ["crime.reclassified"],
        ),
        # A title alone is wording.
        ({}, {"offence": {"code": "28A", "group": "burglary-residential", "title": "Burglary"}}, []),
        # links
        ({}, {"linked": ["42260000002"]}, ["crime.linked"]),
        ({"linked": ["a"]}, {"linked": ["b", "a"]}, ["crime.linked"]),
        ({"linked": ["a", "b"]}, {"linked": ["a"]}, []),
        ({}, {"merged_into": "42260000002"}, ["crime.merged"]),
        ({}, {"merged_into": ""}, []),
        ({"merged_into": "a"}, {"merged_into": None}, []),
        # officers
        ({}, {"officer": OFFICER}, ["oic.assigned"]),
        ({"officer": OFFICER}, {"officer": {**OFFICER, "collar_number": "9"}}, ["oic.changed"]),
        # A promotion is no new officer.
        ({"officer": OFFICER}, {"officer": {**OFFICER, "rank": "Sgt"}}, []),
        ({"officer": OFFICER}, {"officer": None}, ["oic.removed"]),
        ({}, {"flo": OFFICER}, ["flo.assigned"]),
        ({"flo": OFFICER}, {"flo": {**OFFICER, "collar_number": "9"}}, ["flo.assigned"]),
        ({"flo": OFFICER}, {"flo": None}, []),
        ({}, {"supervisor": OFFICER}, []),
        # outcome
        ({}, {"outcome": OUTCOME}, ["outcome.assigned"]),
        ({"outcome": OUTCOME}, {"outcome": {**OUTCOME, "code": "14"}}, ["outcome.assigned"]),
        (
            {"outcome": OUTCOME},
            {"outcome": {**OUTCOME, "decided_at": "2026-11-20T09:01:00Z"}},
            ["outcome.assigned"],
        ),
        ({"outcome": OUTCOME}, {"outcome": {**OUTCOME, "reason": "Mended"}}, ["outcome.reworded"]),
        ({"outcome": OUTCOME}, {"outcome": None}, ["outcome.withdrawn"]),
        ({}, {"outcome": {**OUTCOME, "code": "99"}}, []),
        (
            {},
            {"outcome": OUTCOME, "status": "closed"},
            ["outcome.assigned", "case.closed"],
        ),
        # flags
        ({}, {"flags": ["sealed"]}, ["flags.changed"]),
        ({}, {"flags": ["unheard_of"]}, ["flags.changed"]),
        ({"flags": ["sealed", "fgm"]}, {"flags": ["fgm", "sealed"]}, []),
        ({"flags": ["sealed"]}, {}, ["flags.changed"]),
    ],
)
def test_what_changed_in_the_case_itself(before: dict[str, Any], now: dict[str, Any], expected: list[str]) -> None:
    assert [change.kind for change in after(before, now)] == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({}, victim(enhanced=["vulnerable"]), ["needs.enhanced_granted"]),
        (victim(enhanced=["vulnerable"]), victim(), ["needs.enhanced_withdrawn"]),
        (
            victim(enhanced=["vulnerable"]),
            victim(enhanced=["intimidated", "vulnerable"]),
            ["needs.enhanced_granted"],
        ),
        ({}, victim(formats=["bsl"]), ["needs.format_changed"]),
        ({}, victim(language="cy"), ["needs.format_changed"]),
        (victim(formats=["bsl", "audio"]), victim(formats=["audio", "bsl"]), []),
        ({}, victim(deceased=True), ["people.changed"]),
        ({}, victim(roles=["victim", "suspect"]), ["people.changed"]),
        ({}, {"people": [VICTIM, SUSPECT]}, ["people.changed"]),
        ({"people": [VICTIM, SUSPECT]}, {}, ["people.changed"]),
        # A victim of whom the force learns later, or whose role was not known at first.
        ({"people": [SUSPECT]}, {"people": [SUSPECT, VICTIM]}, ["people.changed", "victim.added"]),
        (victim(roles=["reporter"]), victim(roles=["victim"]), ["people.changed", "victim.added"]),
        (victim(roles=["brand_new"]), victim(roles=["victim"]), ["people.changed", "victim.added"]),
        # The same victim under another number is nobody new.
        (victim(**NAMED), victim(**NAMED, id="p9"), ["people.changed", "people.changed"]),
        (
            victim(date_of_birth=None),
            victim(date_of_birth=None, id="p9"),
            ["people.changed", "people.changed", "victim.added"],
        ),
        # Somebody has come to act for a victim; who only supports one is not told in their place.
        ({}, {"people": [VICTIM, GUARDIAN]}, ["people.changed", "stand_in.added"]),
        ({"people": [VICTIM, {**GUARDIAN, "acts_for": []}]}, {"people": [VICTIM, GUARDIAN]}, _STANDS_IN_NOW),
        ({"people": [VICTIM, {**GUARDIAN, "roles": ["reporter"]}]}, {"people": [VICTIM, GUARDIAN]}, _STANDS_IN_NOW),
        ({}, {"people": [VICTIM, {**GUARDIAN, "roles": ["supporter"]}]}, ["people.changed"]),
        ({"people": [VICTIM, GUARDIAN]}, {"people": [VICTIM, {**GUARDIAN, "id": "g9"}]}, ["people.changed"] * 2),
        # contact
        ({}, victim(contact={"mobile": "07700 900002"}), ["contact.changed"]),
        ({}, victim(contact={"mobile": "+44 7700 900001"}), []),
        ({}, victim(contact={"mobile": "07700 900001", "confirmed_at": "2026-11-20T09:00:00Z"}), []),
        ({}, victim(contact={}), ["contact.changed"]),
        (
            victim(contact={"email": "Amina@example.org"}),
            victim(contact={"email": "amina@example.org "}),
            [],
        ),
        # A suspect's new number is never confirmed to the suspect.
        (
            {"people": PEOPLE},
            {"people": [VICTIM, {**SUSPECT, "contact": {"mobile": "07700 900556"}}]},
            ["people.changed"],
        ),
        # contact plan
        ({}, victim(contact_plan=PLAN), ["contract.agreed", "plan.changed"]),
        ({}, victim(contact_plan={"no_contact": True}), ["plan.changed"]),
        (
            victim(contact_plan={"no_contact": True}),
            victim(contact_plan=PLAN),
            ["contract.agreed", "plan.changed"],
        ),
        (
            victim(contact_plan=PLAN),
            victim(contact_plan={**PLAN, "channels": ["email"]}),
            ["plan.changed", "contract.changed"],
        ),
        # The time of the new agreement is before the revision that brings it.
        (
            victim(contact_plan=PLAN),
            victim(contact_plan={"agreed_at": "2026-11-20T09:20:00Z", "channels": ["email"]}),
            ["contract.changed", "plan.changed"],
        ),
        (
            victim(contact_plan=PLAN),
            victim(contact_plan={**PLAN, "safe_confirmed_at": "2026-11-20T09:00:00Z"}),
            ["plan.changed"],
        ),
        (victim(contact_plan=PLAN), victim(contact_plan=None), ["plan.changed"]),
        (victim(contact_plan=None), victim(contact_plan={}), []),
    ],
)
def test_what_changed_about_the_people(before: dict[str, Any], now: dict[str, Any], expected: list[str]) -> None:
    found = after(before, now)

    assert [change.kind for change in found] == expected
    assert all(change.person in {"p1", "p9", "s1", "g1", "g9"} for change in found)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, {}, "appointment.booked"),
        (None, {"kind": "statement"}, "statement.booked"),
        (None, {"kind": "forensic_visit"}, "forensic.visit_booked"),
        (None, {"status": "cancelled"}, None),
        (None, {"status": "attended"}, None),
        (None, {"status": "missed", "missed_by": "police"}, "appointment.missed"),
        ({}, {}, None),
        ({}, {"starts_at": "2026-11-23T11:00:00Z"}, "appointment.changed"),
        ({}, {"starts_at": "2026-11-23T11:00:00+01:00"}, None),
        ({}, {"place": "your home"}, "appointment.changed"),
        ({}, {"ends_at": "2026-11-23T11:00:00Z"}, None),
        ({"kind": "statement"}, {"kind": "statement", "place": "x"}, "appointment.changed"),
        ({}, {"status": "cancelled"}, "appointment.cancelled"),
        ({}, {"status": "missed"}, "appointment.missed"),
        ({"status": "missed"}, {"status": "missed", "missed_by": "police"}, None),
        ({"status": "cancelled"}, {}, "appointment.booked"),
        ({"status": "missed"}, {"starts_at": "2026-11-24T11:00:00Z"}, "appointment.booked"),
        ({}, {"status": "odd"}, None),
    ],
)
def test_what_became_of_an_appointment(
    before: dict[str, Any] | None, now: dict[str, Any], expected: str | None
) -> None:
    earlier = {} if before is None else {"appointments": [{**APPOINTMENT, **before}]}

    found = after(earlier, {"appointments": [{**APPOINTMENT, **now}]})

    assert [change.kind for change in found] == ([] if expected is None else [expected])
    assert all((change.person, change.item) == ("p1", "ap1") for change in found)


def test_an_appointment_that_vanishes_is_withdrawn_not_cancelled() -> None:
    assert [change.kind for change in after({"appointments": [APPOINTMENT]}, {})] == ["appointment.withdrawn"]


def test_an_appointment_given_to_somebody_else_is_withdrawn_from_one_and_booked_for_the_other() -> None:
    both = {"people": [VICTIM, SECOND_VICTIM]}

    found = after(
        {**both, "appointments": [{**APPOINTMENT, "person": "p1"}]},
        {**both, "appointments": [{**APPOINTMENT, "person": "p2"}]},
    )

    assert [(change.kind, change.person) for change in found] == [
        ("appointment.withdrawn", "p1"),
        ("appointment.booked", "p2"),
    ]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, "stolen", None),
        (None, "recovered", "property.recovered"),
        ("stolen", "recovered", "property.recovered"),
        ("recovered", "recovered", None),
        ("recovered", "retained", "property.retained"),
        ("retained", "released", "property.released"),
        ("retained", "disposal_due", "property.disposal_due"),
        ("disposal_due", "disposed", None),
    ],
)
def test_what_became_of_property(before: str | None, now: str, expected: str | None) -> None:
    def ring(status: str | None) -> dict[str, Any]:
        item = {"id": "pr1", "description": "Ring", "status": status, "at": "2026-11-20T09:15:00Z"}
        return {"property": [item] if status else []}

    found = after(ring(before), ring(now))

    assert [change.kind for change in found] == ([] if expected is None else [expected])
    assert all(change.at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC) for change in found)


def test_a_new_fact_is_told_at_its_own_time_by_its_own_kind() -> None:
    fact = {**FACT, "kind": "suspect.bailed", "received_at": "2026-11-20T08:30:00Z"}
    details = {"return_on": "2026-12-01", "conditions": "Not to go near Amina", "by": {"x": 1}}

    (found,) = after({"people": PEOPLE}, {"people": PEOPLE, "facts": [{**fact, "details": details}]})

    assert found == Change(
        "suspect.bailed",
        datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        "s1",
        "f1",
        {"return_on": "2026-12-01"},
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([FACT], []),
        ([], ["fact.withdrawn"]),
        ([{**FACT, "at": "2026-11-20T08:01:00Z"}], ["fact.corrected"]),
        ([{**FACT, "kind": "suspect.charged"}], ["suspect.charged", "fact.withdrawn"]),
        ([{**FACT, "person": None}], ["suspect.arrested", "fact.withdrawn"]),
        # Unknown now: the one that we knew stays until a person decides.
        ([{**FACT, "kind": "suspect.vanished"}], []),
    ],
)
def test_what_becomes_of_a_fact_that_we_hold(now: list[dict[str, Any]], expected: list[str]) -> None:
    found = after({"people": PEOPLE, "facts": [FACT]}, {"people": PEOPLE, "facts": now})

    assert [change.kind for change in found] == expected


def test_only_a_new_message_of_an_officer_is_told() -> None:
    theirs = {**ENTRY, "id": "e2", "kind": "victim_message"}
    note = {**ENTRY, "id": "e3", "kind": "system_note"}
    newest = {**ENTRY, "id": "e4"}

    found = after({"entries": [ENTRY]}, {"entries": [theirs, note, newest]})

    assert [(change.kind, change.item, change.person) for change in found] == [("message.outbound", "e4", "p1")]


def test_a_task_is_answered_once() -> None:
    def task(status: str) -> dict[str, Any]:
        return {"tasks": [{"waypost_id": "t1", "status": status, "at": "2026-11-20T09:00:00Z"}]}

    assert [change.kind for change in after({}, task("open"))] == []
    assert [change.kind for change in after(task("open"), task("done"))] == ["task.answered"]
    assert [change.kind for change in after(task("done"), task("done"))] == []


def test_a_case_first_seen_is_told_from_the_beginning() -> None:
    case = applied(
        status="closed",
        officer=OFFICER,
        outcome=OUTCOME,
        people=[{**VICTIM, "enhanced": ["vulnerable"], "language": "cy", "contact_plan": PLAN}, SUSPECT],
        facts=[FACT],
        appointments=[{**APPOINTMENT, "person": "p1"}],
        flags=["sealed"],
    )

    # The arrest came before the record; the record is told first all the same.
    assert kinds(None, case) == [
        "crime.recorded",
        "suspect.arrested",
        "outcome.assigned",
        "contract.agreed",
        "oic.assigned",
        "needs.enhanced_granted",
        "appointment.booked",
        "case.closed",
    ]


def test_a_case_first_seen_as_allocated_is_told_as_recorded_and_allocated() -> None:
    assert kinds(None, applied(status="allocated")) == ["crime.recorded", "crime.allocated"]
    assert kinds(None, applied(status="with_prosecutor")) == ["crime.recorded"]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(days=7), ["crime.recorded", "oic.assigned"]),
        (timedelta(days=7, seconds=1), ["case.backlog"]),
        (timedelta(days=-1), ["crime.recorded", "oic.assigned"]),
    ],
)
def test_an_old_case_first_seen_is_taken_as_known(age: timedelta, expected: list[str]) -> None:
    case = applied(recorded_at=(SEEN_AT - age).isoformat(), officer=OFFICER)

    assert kinds(None, case) == expected


def test_an_old_case_is_told_from_its_second_revision_on() -> None:
    old = applied(recorded_at="2026-01-01T00:00:00Z")

    assert kinds(old, applied(old, recorded_at="2026-01-01T00:00:00Z", officer=OFFICER)) == ["oic.assigned"]


def test_the_published_examples_tell_their_story() -> None:
    before: AppliedCase | None = None
    told: list[list[str]] = []
    for name in ("case-1-recorded.json", "case-2-allocated.json", "case-3-arrest.json"):
        case, _ = screen(parse_case(example(name)), prior=before, known=KNOWN)
        told.append(kinds(before, case))
        before = case

    assert told == [
        ["crime.recorded"],
        ["crime.allocated", "oic.assigned", "forensic.visit_booked"],
        [
            "referral.sent",
            "task.answered",
            "message.outbound",
            "suspect.arrested",
            "people.changed",
            "status.changed",
        ],
    ]


_GENERATED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _screened(documents: Sequence[dict[str, Any]]) -> list[AppliedCase]:
    cases: list[AppliedCase] = []
    for generated in documents:
        prior = cases[-1] if cases else None
        cases.append(screen(parse_case(generated), prior=prior, known=KNOWN)[0])
    return cases


def _all_changes(cases: Sequence[AppliedCase]) -> list[tuple[Change, ...]]:
    first = compare(None, cases[0], seen_at=SEEN_AT, backlog_days=1_000_000)
    return [
        first,
        *(compare(before, now, seen_at=SEEN_AT, backlog_days=7) for before, now in pairwise(cases)),
    ]


@_GENERATED
@given(st.lists(snapshots(), min_size=1, max_size=3))
def test_any_history_can_be_compared_and_gives_the_same_changes_again(
    documents: list[dict[str, Any]],
) -> None:
    cases = _screened(documents)

    told = _all_changes(cases)

    assert told == _all_changes([AppliedCase.from_json(case.to_json()) for case in cases])


@_GENERATED
@given(snapshots())
def test_the_same_snapshot_twice_changes_nothing(generated: dict[str, Any]) -> None:
    first, second = _screened([generated, generated])

    assert first == second
    assert compare(first, second, seen_at=SEEN_AT, backlog_days=7) == ()


@_GENERATED
@given(st.lists(snapshots(), min_size=1, max_size=3))
def test_changes_come_in_order_of_happening_and_hold_no_text(documents: list[dict[str, Any]]) -> None:
    for told in _all_changes(_screened(documents)):
        later = [change for change in told if change.kind != "crime.recorded"]
        assert [change.at for change in later] == sorted(change.at for change in later)
        assert len({(c.kind, c.person, c.item, str(c.details)) for c in told}) == len(told)
        for change in told:
            assert all(_is_short(value) for value in change.details.values()), change.kind


def _is_short(value: object) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(v is None or isinstance(v, bool) or len(str(v)) <= 64 for v in values)


def test_two_documents_of_one_state_compare_as_equal_whatever_the_way_of_writing() -> None:
    plain = applied()
    written = applied(
        recorded_at="2026-11-20T10:05:00+01:00",
        flags=[],
        facts=[],
        linked=[],
        merged_into=None,
        people=[{**VICTIM, "enhanced": [], "deceased": False, "language": None}],
    )

    assert plain == written
