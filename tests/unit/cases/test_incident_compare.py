"""What a comparison tells of an incident."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.cases.documents import (
    APPOINTMENT,
    KNOWN,
    SEEN_AT,
    SUSPECT,
    VICTIM,
    applied_incident,
    example,
    incident,
    incident_changes,
)
from tests.unit.cases.strategies import incident_snapshots
from tests.unit.cases.verdicts import SLOW
from waypost.cases.applied import AppliedCase, AppliedIncident
from waypost.cases.compare import Change, compare_incidents
from waypost.cases.folding import Folded, Rules, Stale, fold
from waypost.cases.incidents.bands import arrival_band, is_in_band
from waypost.cases.snapshot import parse_incident

RULES = Rules(known=KNOWN, backlog_days=7)
UPDATED_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def after(before: dict[str, Any], now: dict[str, Any]) -> tuple[Change, ...]:
    prior = applied_incident(**before)
    return incident_changes(prior, applied_incident(prior, **now))


def at(clock: str) -> str:
    return f"2026-11-20T{clock}:00Z"


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # status
        ({}, {"status": "assigned"}, ["incident.status_changed"]),
        ({}, {"status": "en_route"}, ["incident.resource_en_route"]),
        # Whoever had set out was needed elsewhere, and sets out again.
        ({"status": "en_route"}, {"status": "assigned"}, ["incident.status_changed"]),
        ({"status": "assigned"}, {"status": "en_route"}, ["incident.resource_en_route"]),
        ({"status": "en_route"}, {"status": "at_scene"}, ["incident.status_changed"]),
        ({}, {"status": "odd"}, []),
        ({"status": "odd"}, {"status": "en_route"}, ["incident.resource_en_route"]),
        # result
        ({}, {"status": "resulted", "result": "no_crime"}, ["incident.resulted"]),
        ({}, {"status": "resulted"}, ["incident.resulted"]),
        ({"status": "resulted"}, {"status": "closed"}, ["incident.status_changed"]),
        # A source that shows only its newest state never showed it resulted.
        ({}, {"status": "closed", "result": "advice"}, ["incident.status_changed", "incident.resulted"]),
        ({}, {"status": "closed", "attended_at": at("09:00")}, ["incident.status_changed", "incident.resulted"]),
        ({}, {"status": "closed"}, ["incident.status_changed"]),
        (
            {"status": "resulted", "result": "advice"},
            {"status": "closed", "result": "advice"},
            ["incident.status_changed"],
        ),
        # A result that was not known, or was wrong, is told once it is right.
        ({"status": "resulted", "result": "odd"}, {"status": "resulted", "result": "no_crime"}, ["incident.resulted"]),
        (
            {"status": "resulted", "result": "advice"},
            {"status": "resulted", "result": "no_crime"},
            ["incident.resulted"],
        ),
        ({"status": "resulted", "result": "advice"}, {"status": "resulted", "result": None}, []),
        ({"status": "resulted"}, {"status": "open"}, ["incident.status_changed"]),
        # grade
        ({}, {"grade": "emergency"}, ["incident.regraded"]),
        ({}, {"grade": "resolution_without_deployment"}, ["incident.regraded"]),
        ({}, {"grade": "odd"}, []),
        ({"grade": "odd"}, {"grade": "priority"}, []),
        # promise
        ({"promised_by": at("12:00")}, {"promised_by": at("12:01")}, ["incident.delayed"]),
        ({"promised_by": at("12:00")}, {"promised_by": at("11:00")}, []),
        ({"promised_by": at("12:00")}, {"promised_by": "2026-11-20T13:00:00+01:00"}, []),
        # Promised only now, or once more after it was taken back.
        ({}, {"promised_by": at("12:00")}, ["incident.promised"]),
        ({"status": "at_scene"}, {"status": "at_scene", "promised_by": at("12:00")}, []),
        ({"promised_by": at("12:00")}, {"promised_by": None}, []),
        # Nobody waits any more.
        (
            {"status": "at_scene", "promised_by": at("12:00")},
            {"status": "at_scene", "promised_by": at("13:00")},
            [],
        ),
        # arrival: 14:10 is told as 14:00 to 15:00
        ({"eta": at("14:10")}, {"eta": at("14:59")}, []),
        ({"eta": at("14:10")}, {"eta": at("15:00")}, []),
        ({"eta": at("14:10")}, {"eta": at("15:01")}, ["incident.eta_changed"]),
        ({"eta": at("14:10")}, {"eta": at("13:59")}, ["incident.eta_changed"]),
        ({}, {"eta": at("14:10")}, []),
        ({"eta": at("14:10")}, {"eta": None}, []),
        ({"status": "at_scene", "eta": at("14:10")}, {"status": "at_scene", "eta": at("16:00")}, []),
        # The new band is told with the news that somebody has set out.
        ({"eta": at("14:10")}, {"status": "en_route", "eta": at("16:00")}, ["incident.resource_en_route"]),
        # information
        ({}, {"information_required": "The frame number"}, ["incident.information_required"]),
        ({"information_required": "a"}, {"information_required": "b"}, ["incident.information_required"]),
        ({"information_required": "a"}, {"information_required": "a"}, []),
        ({"information_required": "a"}, {"information_required": None}, []),
        ({}, {"information_required": " "}, []),
        # what a crime has too
        ({}, {"flags": ["sealed"]}, ["flags.changed"]),
        ({"flags": None}, {"flags": []}, ["flags.changed"]),
        ({"flags": None}, {"flags": None}, []),
        ({}, {"people": [VICTIM, SUSPECT]}, ["people.changed"]),
        ({}, {"people": [{**VICTIM, "contact": {}}]}, ["contact.changed"]),
        ({}, {"people": [{**VICTIM, "contact_plan": {"no_contact": True}}]}, ["plan.changed"]),
        ({}, {"people": [{**VICTIM, "language": "cy"}]}, ["needs.format_changed"]),
        ({}, {"appointments": [APPOINTMENT]}, ["appointment.booked"]),
        # wording, and what only gates read
        ({}, {"title": "Burglary, again", "agency": "the council", "suspect_may_see_phone": False}, []),
        ({}, {"group": "theft-other", "channel": "online", "forensic_potential": True}, []),
    ],
)
def test_what_changed_in_an_incident(before: dict[str, Any], now: dict[str, Any], expected: list[str]) -> None:
    assert [change.kind for change in after(before, now)] == expected


@pytest.mark.parametrize(
    ("before", "now", "details"),
    [
        ({}, {"grade": "resolution_without_deployment"}, {"from": "priority", "to": "resolution_without_deployment"}),
        ({}, {"status": "resulted", "result": "no_crime"}, {"result": "no_crime", "attended": False}),
        ({}, {"status": "resulted", "attended_at": at("09:20")}, {"result": None, "attended": True}),
        ({}, {"status": "assigned"}, {"from": "open", "to": "assigned"}),
        (
            {"promised_by": at("12:00")},
            {"promised_by": at("13:00")},
            {"from": "2026-11-20T12:00:00+00:00", "to": "2026-11-20T13:00:00+00:00"},
        ),
        (
            {"eta": at("14:10")},
            {"eta": at("16:00")},
            {"from": "2026-11-20T14:10:00+00:00", "to": "2026-11-20T16:00:00+00:00"},
        ),
    ],
)
def test_the_details_say_which(before: dict[str, Any], now: dict[str, Any], details: dict[str, Any]) -> None:
    (only,) = after(before, now)

    assert only.details == details


def test_small_delays_that_add_up_are_told_once_they_leave_the_band_that_was_told() -> None:
    etas = ["14:10", "14:40", "14:55", "15:10", "15:30", "16:00", "16:05"]
    told: list[str] = []
    prior: AppliedIncident | None = None
    for eta in etas:
        now = applied_incident(prior, status="en_route", eta=at(eta))
        told += [f"{eta} {change.kind}" for change in incident_changes(prior, now) if "eta" in change.kind]
        prior = now

    assert told == ["15:10 incident.eta_changed", "16:05 incident.eta_changed"]


@given(st.lists(st.integers(0, 24 * 60), min_size=1, max_size=8))
def test_whoever_was_told_a_band_is_told_before_it_is_wrong(minutes: list[int]) -> None:
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    prior: AppliedIncident | None = None
    band: tuple[datetime, datetime] | None = None
    for minute in minutes:
        eta = midnight + timedelta(minutes=minute)
        now = applied_incident(prior, status="assigned", eta=eta.isoformat())
        assert now.told_eta is not None
        if band is None or "incident.eta_changed" in {change.kind for change in incident_changes(prior, now)}:
            band = arrival_band(now.told_eta)
        assert band == arrival_band(now.told_eta)
        assert band[0] <= eta <= band[1]
        prior = now


def test_an_incident_first_seen_is_told_from_the_beginning() -> None:
    first = applied_incident(
        status="en_route",
        grade="emergency",
        promised_by=at("12:00"),
        eta=at("10:00"),
        information_required="The frame number",
        flags=["sealed"],
        appointments=[APPOINTMENT],
    )

    assert [change.kind for change in incident_changes(None, first)] == [
        "incident.created",
        "incident.resource_en_route",
        "incident.information_required",
        "appointment.booked",
    ]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(days=7), ["incident.created"]),
        (timedelta(days=7, seconds=1), ["incident.backlog"]),
        (timedelta(days=-1), ["incident.created"]),
    ],
)
def test_an_old_incident_first_seen_is_taken_as_known(age: timedelta, expected: list[str]) -> None:
    first = applied_incident(opened_at=(SEEN_AT - age).isoformat())

    assert [change.kind for change in incident_changes(None, first)] == expected


def test_every_change_says_when_the_force_learned_it() -> None:
    first = applied_incident(opened_at=at("06:00"), status="resulted", people=[VICTIM, SUSPECT])
    old = applied_incident(opened_at="2026-01-01T00:00:00Z")

    for told in (incident_changes(None, first), incident_changes(None, old)):
        assert {change.received_at for change in told} == {UPDATED_AT}


def test_the_published_examples_tell_their_story() -> None:
    first = fold_one(None, example("incident-1-open.json"))
    then = fold_one(first.applied, example("incident-2-en-route.json"))

    assert [change.kind for change in first.changes] == ["incident.created"]
    assert [change.kind for change in then.changes] == ["incident.resource_en_route"]
    assert isinstance(then.applied, AppliedIncident)
    assert then.held == ()


def fold_one(onto: AppliedIncident | AppliedCase | None, document: dict[str, Any]) -> Folded:
    revision = onto.revision if onto else 0
    return fold(parse_incident(document), onto=onto, revision=revision, rules=RULES, seen_at=SEEN_AT)


_REVISIONS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["open", "assigned", "en_route", "at_scene", "resulted", "closed"]),
        "grade": st.sampled_from(["emergency", "priority", "scheduled", "resolution_without_deployment"]),
        "eta": st.sampled_from([None, at("12:10"), at("12:40"), at("13:05"), at("14:00")]),
        "promised_by": st.sampled_from([None, at("12:00"), at("13:00")]),
        "result": st.sampled_from([None, "advice", "crime_recorded"]),
        "flags": st.sampled_from([None, [], ["high_risk"]]),
        "people": st.sampled_from([[VICTIM], [VICTIM, SUSPECT], []]),
    }
)


@given(st.lists(_REVISIONS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_record_is_the_same_in_whatever_order_the_revisions_come(
    said: list[dict[str, Any]], chance: Random
) -> None:
    history = [incident(revision=number, **fields) for number, fields in enumerate(said, start=1)]
    order = chance.sample(history, len(history))
    onto: AppliedIncident | AppliedCase | None = None
    for document in order:
        try:
            onto = fold_one(onto, document).applied
        except Stale:
            continue

    newest = fold_one(None, history[-1]).applied
    assert isinstance(onto, AppliedIncident)
    assert isinstance(newest, AppliedIncident)
    # The band that was told is what depends on what was told.
    assert onto.model_copy(update={"told_eta": None}) == newest.model_copy(update={"told_eta": None})
    assert (onto.told_eta is None) == (onto.eta is None)
    if onto.eta and onto.told_eta:
        assert is_in_band(onto.eta, told=onto.told_eta)


@SLOW
@given(st.lists(incident_snapshots(), min_size=1, max_size=3))
def test_any_history_of_an_incident_can_be_compared_and_holds_no_text(documents: list[dict[str, Any]]) -> None:
    held: list[AppliedIncident] = []
    for document in documents:
        held.append(applied_incident(held[-1] if held else None, **document))
    again = [AppliedIncident.from_json(each.to_json()) for each in held]

    assert again == held
    for before, now in [(None, held[0]), *pairwise(held)]:
        told = compare_incidents(before, now, seen_at=SEEN_AT, backlog_days=1_000_000)
        assert all(change.received_at for change in told)
        assert all(
            len(str(value)) <= 64 for change in told for value in change.details.values() if isinstance(value, str)
        )
        assert compare_incidents(now, now, seen_at=SEEN_AT, backlog_days=7) == ()
