"""What a replay holds: valid snapshots in order, the same for one seed, made up where it does not say real."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import jsonschema
import pytest

from tests.unit.connectors.police_uk.rows import BOOK, NOW, ROOT, every_kind_of_row, replayed, street_row
from waypost.cases.snapshot import parse_case, parse_incident
from waypost.connectors.police_uk.classify import classify
from waypost.connectors.police_uk.replay import as_line, sort_rows
from waypost.connectors.police_uk.values import SkippedRow, SkipReason

CONTRACT = ROOT / "waypost" / "cases" / "contract"
HOUR = timedelta(minutes=60)
ROWS = every_kind_of_row(600)


@pytest.fixture(scope="module")
def events() -> list[dict[str, Any]]:
    return list(replayed(ROWS))


@pytest.fixture(scope="module")
def pressed() -> list[dict[str, Any]]:
    return list(replayed(ROWS, press=HOUR))


def validator(name: str) -> jsonschema.protocols.Validator:
    schema = json.loads((CONTRACT / name).read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def last_snapshots(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {event["subject"]: event["data"] for event in events}


def moments(value: Any, path: str = "") -> Iterator[tuple[str, datetime]]:
    """Yield every date-time in a snapshot with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from moments(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from moments(inner, path)
    elif isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:", value):
        yield path, datetime.fromisoformat(value)


def test_every_snapshot_is_valid_by_the_published_schemas(
    events: list[dict[str, Any]], pressed: list[dict[str, Any]]
) -> None:
    schemas = {
        "org.waypost.case.v1": validator("case.schema.json"),
        "org.waypost.incident.v1": validator("incident.schema.json"),
    }

    # One in seven: validating is far slower than making, and 7 shares no factor with the order of the rows.
    for event in (events + pressed)[::7]:
        schemas[event["type"]].validate(event["data"])


def test_every_crime_and_incident_is_one_that_intake_takes(events: list[dict[str, Any]]) -> None:
    parse = {"org.waypost.case.v1": parse_case, "org.waypost.incident.v1": parse_incident}

    for event in events:
        parse[event["type"]](event["data"])


def test_events_are_structured_cloudevents_in_order_of_time(events: list[dict[str, Any]]) -> None:
    assert all(earlier["time"] <= later["time"] for earlier, later in pairwise(events))
    assert len({event["id"] for event in events}) == len(events)
    for event in events:
        data = event["data"]
        assert event["specversion"] == "1.0"
        assert event["datacontenttype"] == "application/json"
        assert event["source"] == "urn:police-uk:anyshire"
        assert (event["subject"], event["time"]) == (data["reference"], data["updated_at"])


def test_revisions_of_a_reference_count_from_one_without_gaps(events: list[dict[str, Any]]) -> None:
    revisions = defaultdict(list)
    for event in events:
        revisions[event["subject"]].append(event["data"]["revision"])

    assert all(found == list(range(1, len(found) + 1)) for found in revisions.values())


def test_a_type_and_an_outcome_become_what_the_mapping_says(events: list[dict[str, Any]]) -> None:
    last = last_snapshots(events)
    for row in ROWS:
        reference = f"ANY-2401-{row.number:06}"
        groups = BOOK.mapping.crime_types[row.crime_type]
        if row.crime_type == "Anti-social behaviour":
            assert last[f"A-{reference}"]["group"] == "antisocial-behaviour"
            continue
        codes = BOOK.mapping.outcomes[row.last_outcome].codes
        outcome = last[reference]["outcome"]
        assert last[reference]["offence"]["group"] in groups
        assert outcome["code"] in codes if codes else outcome is None


def test_only_incidents_come_of_antisocial_behaviour_and_all_are_closed(events: list[dict[str, Any]]) -> None:
    incidents = [event for event in events if event["type"] == "org.waypost.incident.v1"]
    last = last_snapshots(incidents)

    assert len(last) == sum(row.crime_type == "Anti-social behaviour" for row in ROWS)
    assert {data["status"] for data in last.values()} == {"closed"}


def test_drugs_and_weapons_are_cases_that_have_no_victim() -> None:
    kinds = [("Drugs", "Offender given a caution"), ("Possession of weapons", "Awaiting court outcome")]
    rows = [
        street_row(index, crime_type=kind, last_outcome=outcome)
        for index, (kind, outcome) in enumerate(kinds * 20, start=1)
    ]

    people = [person for event in replayed(rows) for person in event["data"]["people"]]

    assert people
    assert {role for person in people for role in person["roles"]} == {"suspect"}


def test_a_business_is_told_through_a_named_contact_if_there_is_one() -> None:
    rows = [street_row(index, crime_type="Shoplifting") for index in range(1, 101)]

    contacts: Counter[int] = Counter()
    for data in last_snapshots(list(replayed(rows))).values():
        organisation, *others = data["people"]
        contacts[len(others)] += 1
        assert organisation["kind"] == "organisation"
        assert all(other["roles"] == ["business_contact"] for other in others)
        assert all(other["acts_for"] == [organisation["id"]] for other in others)

    assert contacts[1] > contacts[0] > 0


def test_all_that_is_made_up_says_so(events: list[dict[str, Any]]) -> None:
    for event in events:
        data = event["data"]
        assert (data.get("summary") or data["title"]).startswith("Made-up: ")
        assert (data.get("outcome") or {"reason": "Made-up: "})["reason"].startswith("Made-up: ")
        for officer in filter(None, (data.get("officer"), data.get("supervisor"))):
            assert re.fullmatch(r"\S+ Specimen\d+", officer["name"])
            assert officer["email"].endswith("@anyshire.example.org")


def test_no_contact_detail_can_be_anybodys(events: list[dict[str, Any]]) -> None:
    nobodys_number = re.compile(r"7700900\d{2,3}|1632960\d{3}|7000000000|7777777777|7123456789|101|999")
    nobodys_address = re.compile(r"[^@]+@(\w+\.)?(example\.org|example\.con|gmial\.con|exampleorg)")
    for contact in (person["contact"] for event in events for person in event["data"]["people"]):
        for detail in filter(None, (contact["mobile"], contact["phone"], contact["email"])):
            if "@" in detail:
                assert all(nobodys_address.fullmatch(part) for part in detail.split("; ")), detail
            elif detail not in {"unknown", "n/a"}:
                digits = re.sub(r"^(44|0)", "", re.sub(r"\D", "", detail.split(" or ")[0]))
                assert nobodys_number.fullmatch(digits), detail
        assert (contact["postcode"] or "ZZ").startswith("ZZ")


def test_nothing_tells_where_exactly_or_which_published_crime(events: list[dict[str, Any]]) -> None:
    case = next(event["data"] for event in events if event["type"] == "org.waypost.case.v1")

    assert case["occurred"]["ward"] == "Anyshire 001A"
    assert case["occurred"]["postcode_district"] is None
    assert "on or near Example Road" in case["summary"]


def test_without_press_everything_but_appointments_lies_in_the_rows_month(
    events: list[dict[str, Any]],
) -> None:
    for event in events:
        outside = {
            path
            for path, at in moments(event["data"])
            if (at.year, at.month) != (2024, 1) and not path.startswith("/appointments")
        }
        assert not outside


def test_pressed_all_past_times_lie_in_the_minutes_before_now(pressed: list[dict[str, Any]]) -> None:
    for event in pressed:
        for path, at in moments(event["data"]):
            assert path.startswith("/appointments") or NOW - HOUR <= at <= NOW, path


def test_pressed_appointments_stay_booked_days_ahead_of_now(pressed: list[dict[str, Any]]) -> None:
    appointments = [each for event in pressed for each in event["data"].get("appointments", [])]

    assert appointments
    assert {each["status"] for each in appointments} == {"booked", "cancelled"}
    for each in appointments:
        assert datetime.fromisoformat(each["starts_at"]) > NOW + timedelta(days=1)


def test_in_its_month_a_visit_is_booked_ahead_and_ends_after_its_time() -> None:
    rows = [street_row(index) for index in range(1, 400)]
    seen: Counter[str] = Counter()

    for event in replayed(rows):
        for visit in event["data"]["appointments"]:
            at, starts = datetime.fromisoformat(event["time"]), datetime.fromisoformat(visit["starts_at"])
            seen[visit["status"]] += 1
            if visit["status"] in {"attended", "missed"}:
                assert at > starts
            elif visit["status"] == "booked" and event["data"]["status"] == "allocated":
                # Another step may fall into the hour of the visit.
                assert at < datetime.fromisoformat(visit["ends_at"])

    assert seen["attended"] > 0
    assert seen["missed"] > 0
    assert seen["cancelled"] > 0


def test_pressing_keeps_the_order_of_each_story(pressed: list[dict[str, Any]]) -> None:
    assert all(earlier["time"] <= later["time"] for earlier, later in pairwise(pressed))
    times = defaultdict(list)
    for event in pressed:
        times[event["subject"]].append(datetime.fromisoformat(event["time"]))
    assert all(earlier < later for found in times.values() for earlier, later in pairwise(found))


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others() -> None:
    first, again, other = ([as_line(event) for event in replayed(ROWS[:100], seed=seed)] for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_the_first_rows_tell_the_same_stories_alone_or_in_the_whole_file(
    events: list[dict[str, Any]],
) -> None:
    alone = {event["id"] for event in replayed(ROWS[:50])}

    assert alone < {event["id"] for event in events}


def test_facts_and_appointments_are_about_somebody_who_is_in_the_case(events: list[dict[str, Any]]) -> None:
    for data in (event["data"] for event in events):
        ids = {person["id"] for person in data["people"]}
        for item in [*data.get("facts", []), *data.get("appointments", [])]:
            assert item["person"] is None or item["person"] in ids


def test_an_outcome_of_a_suspect_comes_after_an_arrest_or_interview(events: list[dict[str, Any]]) -> None:
    for data in last_snapshots(events).values():
        outcome = data.get("outcome")
        kinds = {fact["kind"] for fact in data.get("facts", [])}
        questioned = bool(kinds & {"suspect.arrested", "suspect.interviewed_voluntary"})
        assert questioned == bool(outcome and BOOK.mapping.codes[outcome["code"]].suspect)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"crime_type": "Piracy"}, SkipReason.CRIME_TYPE),
        ({"last_outcome": "Walked the plank"}, SkipReason.OUTCOME),
    ],
)
def test_a_name_that_the_mapping_does_not_list_is_skipped_and_not_guessed(
    fields: dict[str, str], reason: SkipReason
) -> None:
    row = street_row(1, **fields)

    assert classify(row, book=BOOK, seed=1) == SkippedRow(1, reason)
    assert sort_rows([row], book=BOOK, seed=1).skipped == {reason: 1}
