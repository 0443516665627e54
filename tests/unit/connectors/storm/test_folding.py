"""All messages of an incident, however they come, become one snapshot."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.connectors.storm.samples import mapping, messages, opened, read_spec, spec, unit
from waypost.base.values import ForceName
from waypost.cases.snapshot import parse_incident
from waypost.connectors.mapping.document import Unmappable
from waypost.connectors.storm.folding import fold
from waypost.connectors.storm.values import Message

ANYSHIRE = ForceName("anyshire")


def snapshot(told: list[Message]) -> dict[str, Any]:
    """Return the snapshot of some messages."""
    return fold(told, mapping=mapping(), force=ANYSHIRE)


def of_specs(*specs: dict[str, Any]) -> dict[str, Any]:
    """Return the snapshot of messages as a system would send them."""
    return snapshot([read_spec(each) for each in specs])


def test_sample_in_xml_becomes_a_snapshot_of_the_contract() -> None:
    document = snapshot(messages("burglary.xml"))

    found = parse_incident({**document, "reference": "CS-20261120-0042", "revision": 1})

    assert (found.status, found.grade, found.channel, found.group) == (
        "closed",
        "priority",
        "101",
        "burglary-residential",
    )
    assert found.opened_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 11, 20, 11, 35, tzinfo=UTC)
    assert found.attended_at == datetime(2026, 11, 20, 10, 38, tzinfo=UTC)
    assert found.promised_by == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
    assert (found.flags, found.suspect_may_see_phone, found.result) == ((), False, "attended")
    assert [(person.id, person.roles, person.contact.mobile) for person in found.people] == [
        ("P1", ("victim", "reporter"), "07700 900123")
    ]
    assert [(each.kind, each.person, each.status) for each in found.appointments] == [("phone_call", "P1", "booked")]


def test_sample_in_json_becomes_a_snapshot_of_the_contract() -> None:
    document = snapshot(messages("damage.json"))

    found = parse_incident({**document, "reference": "CS-20261120-0031", "revision": 1})

    assert (found.status, found.result, found.case_reference) == ("resulted", "crime_recorded", "AX/26/0001")
    assert (found.flags, found.suspect_may_see_phone) == (("hate_crime",), None)
    assert found.opened_at == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    # A number that was taken out is gone; the name that nobody spoke of stays.
    assert [(p.id, p.given_name, p.contact.mobile, p.roles) for p in found.people] == [
        ("P1", "Owen", None, ("victim",)),
        ("P2", "Ada", None, ("witness",)),
    ]


@given(st.integers(0, 10**9), st.sampled_from(["burglary.xml", "damage.json"]), st.integers(0, 20))
@settings(max_examples=60)
def test_any_order_and_any_repetition_give_the_same_snapshot(seed: int, name: str, again: int) -> None:
    told, chance = messages(name), random.Random(seed)
    shuffled = [*told, *chance.choices(told, k=again)]
    chance.shuffle(shuffled)

    assert snapshot(shuffled) == snapshot(told)


CODES = ["CREATED", "UPDATED", "ASSIGNED", "ENROUTE", "ARRIVED", "STOODDOWN", "RESULTED", "CLOSED", "REOPENED", "NOTE"]
ANY_MESSAGES = st.lists(
    st.builds(
        lambda number, code, name, grade, eta: spec(
            number,
            code,
            incident={} if grade is None else {"Grade": grade},
            Unit={"CallSign": name, **({} if eta is None else {"ExpectedAt": f"2026-11-20T10:{eta:02}:00+00:00"})},
        ),
        st.integers(1, 6),
        st.sampled_from(CODES),
        st.sampled_from(["AX1", "AX2"]),
        st.sampled_from([None, "1", "2", ""]),
        st.sampled_from([None, 10, 40]),
    ),
    min_size=1,
    max_size=8,
)


@given(ANY_MESSAGES, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_also_messages_with_equal_numbers_have_one_order(specs: list[dict[str, Any]], chance: random.Random) -> None:
    told = [read_spec(each) for each in specs]
    shuffled = [*told, *told]
    chance.shuffle(shuffled)

    assert snapshot(shuffled) == snapshot(told)


@given(ANY_MESSAGES)
@settings(max_examples=100)
def test_nobody_is_on_the_way_to_what_is_over_or_where_somebody_has_come(specs: list[dict[str, Any]]) -> None:
    told = [read_spec(each) for each in specs if each["Header"]["Type"] != "REOPENED"] or [read_spec(opened())]

    document = snapshot(told)

    codes = [each.rule for each in sorted(told, key=lambda each: each.order)]
    last = next((rule.course for rule in reversed(codes) if rule.course), None)
    if (last is not None and last.is_over) or any(rule.unit == "at_scene" for rule in codes):
        assert document.get("status") != "en_route"
        assert document.get("eta") is None


LATE = [
    pytest.param(unit(2, "ENROUTE"), "at_scene", id="an older number"),
    # Some systems number what they send, not what happens.
    pytest.param(unit(9, "ENROUTE"), "at_scene", id="a newer number"),
    pytest.param(unit(9, "ENROUTE", name="AX2"), "at_scene", id="a second unit"),
]


@pytest.mark.parametrize(("late", "status"), LATE)
def test_late_message_that_a_unit_set_out_does_not_undo_that_somebody_came(late: dict[str, Any], status: str) -> None:
    document = of_specs(opened(), unit(3, "ARRIVED"), late)

    assert (document["status"], document.get("eta")) == (status, None)


@pytest.mark.parametrize("number", [2, 9])
@pytest.mark.parametrize("end", ["RESULTED", "CLOSED"])
def test_late_message_that_a_unit_set_out_does_not_undo_the_end(end: str, number: int) -> None:
    late = unit(number, "ENROUTE", ExpectedAt="2026-11-20T10:00:00+00:00")

    document = of_specs(opened(), spec(5, end), late)

    assert (document["status"], document.get("eta")) == (end.lower(), None)


def test_unit_that_is_stood_down_takes_its_time_of_arrival_along() -> None:
    first = unit(2, "ENROUTE", ExpectedAt="2026-11-20T10:00:00+00:00")
    second = unit(3, "ENROUTE", name="AX2", ExpectedAt="2026-11-20T10:30:00+00:00")

    both = of_specs(opened(), first, second)
    one = of_specs(opened(), first, second, unit(4, "STOODDOWN"))
    none = of_specs(opened(), first, second, unit(4, "STOODDOWN"), unit(5, "STOODDOWN", name="AX2"))

    assert (both["status"], both["eta"]) == ("en_route", "2026-11-20T10:00:00+00:00")
    assert (one["status"], one["eta"]) == ("en_route", "2026-11-20T10:30:00+00:00")
    assert (none["status"], none.get("eta")) == ("open", None)


def test_time_of_arrival_that_is_taken_back_does_not_stand() -> None:
    said = unit(2, "ENROUTE", ExpectedAt="2026-11-20T10:00:00+00:00")

    document = of_specs(opened(), said, unit(3, "ENROUTE", ExpectedAt=None))

    assert (document["status"], document.get("eta")) == ("en_route", None)


def test_reopened_incident_waits_anew() -> None:
    before = [opened(), unit(2, "ENROUTE"), unit(3, "ARRIVED"), spec(4, "CLOSED"), spec(5, "REOPENED")]

    assert of_specs(*before)["status"] == "open"
    assert of_specs(*before, unit(6, "ASSIGNED"))["status"] == "assigned"


def test_flags_of_which_nobody_spoke_are_not_taken_for_none() -> None:
    silent = of_specs(opened())
    none = of_specs(opened(Markers={"Marker": []}))
    unsaid = of_specs(opened(Markers={"Marker": None}))
    some = of_specs(opened(Markers={"Marker": ["DA"]}), spec(2, "UPDATED"))

    assert (silent["flags"], none["flags"], unsaid["flags"]) == (None, [], None)
    assert some["flags"] == ["domestic_abuse"]


def test_code_that_the_mapping_does_not_list_is_passed_on_as_unknown() -> None:
    document = of_specs(opened(Grade="9", OpeningCode="XXXX", Markers={"Marker": ["DA", "QQ"]}))

    assert document["grade"] == "unknown:9"
    assert document["group"] == "unknown-xxxx"
    assert document["flags"] == ["domestic_abuse", "unknown:QQ"]


def test_person_who_was_taken_out_is_gone() -> None:
    person = {"Ref": "P1", "Roles": {"Role": "VIC"}}
    removed = spec(2, "UPDATED", incident={"Persons": {"Person": {"Ref": "P1", "Removed": "Y"}}})

    document = of_specs(opened(Persons={"Person": person}), removed)

    assert document["people"] == []


def test_incident_whose_beginning_is_missing_has_no_beginning_made_up() -> None:
    document = of_specs(unit(2, "ENROUTE"))

    assert "opened_at" not in document
    assert "status" not in document


def test_time_that_is_none_costs_the_snapshot_and_not_the_truth() -> None:
    with pytest.raises(Unmappable, match="promised_by"):
        of_specs(opened(PromisedBy="soon"))
