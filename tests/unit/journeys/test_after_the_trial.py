"""Who is told what after the sentence: the contact scheme, orders that end, property. Played on made-up cases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.journeys.after_court import (
    ADULT,
    OTHER_VICTIM,
    RESTRAINING,
    a_hearing,
    a_world,
    at_court,
    event,
    facts_of,
    told_at_once,
    told_within,
    wanted,
    with_fact,
    with_property,
)
from tests.unit.journeys.first_half import NOON, a_case
from waypost.cases.values import CourtOrder, Property


@pytest.mark.parametrize(
    ("kind", "adult", "family"),
    [
        ("vcs.referred", "post_vcs_referral_made", "post_vcs_referral_bereaved"),
        ("vcs.not_eligible", "post_vcs_not_eligible", "post_vcs_not_eligible_bereaved"),
        ("vcs.contact_overdue", "post_vcs_no_contact_check", "post_vcs_no_contact_bereaved"),
        ("case.handover", "post_handover_to_probation", "post_handover_bereaved"),
    ],
)
def test_the_scheme_is_told_to_people_and_to_no_business(kind: str, adult: str, family: str) -> None:
    def told(reader: str) -> object:
        return told_at_once(with_fact(reader, kind, to="probation"), kind, "f1")

    assert (told("adult"), told("guardian"), told("family"), told("business")) == ([adult], [adult], [family], [])


def test_a_handover_to_somebody_else_is_not_told_as_one_to_probation() -> None:
    assert told_at_once(with_fact("adult", "case.handover", to="other"), "case.handover", "f1") == []


def test_a_referral_takes_back_that_the_scheme_is_not_open() -> None:
    world = a_world(with_fact("adult", "vcs.not_eligible"))
    world.look(event(1, "vcs.not_eligible", "f1"))

    world.look(event(2, "vcs.referred", "f2"))

    assert wanted(world) == ["post_vcs_referral_made"]


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "post_order_expiry_warning"),
        ("guardian", "post_order_expiry_warning_parent"),
        ("family", "post_order_expiry_bereaved"),
        ("business", "post_order_expiry_business"),
    ],
)
def test_somebody_calls_six_weeks_before_an_order_ends(reader: str, expected: str) -> None:
    world = a_world(at_court(reader, a_hearing("guilty", orders=(RESTRAINING,))))
    world.look(event(1, "court.order_made", "h1"))

    world.let_pass(NOON + timedelta(days=322))
    before = wanted(world)
    world.let_pass(NOON + timedelta(days=324))

    assert expected not in before
    assert expected in wanted(world)


@pytest.mark.parametrize(
    ("order", "days", "is_called"),
    [
        # It holds for four weeks: not in the week in which it is explained.
        (replace(RESTRAINING, ends_on=date(2026, 12, 18)), 6, False),
        (replace(RESTRAINING, ends_on=date(2026, 12, 18)), 8, True),
        # It holds for so short a time that its end is past by then, or for ever.
        (replace(RESTRAINING, ends_on=date(2026, 11, 23)), 30, False),
        (replace(RESTRAINING, ends_on=None), 700, False),
        (CourtOrder("other", date(2026, 12, 18), "Not to drive"), 700, False),
    ],
)
def test_an_order_that_ends_soon_never_or_protects_nobody(order: CourtOrder, days: int, is_called: bool) -> None:
    case = at_court("adult", a_hearing("guilty", orders=(order,)))

    found = told_within(case, "court.order_made", "h1", days=days)

    assert ("post_order_expiry_warning" in found) is is_called


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (
            "released",
            {
                "adult": "post_property_available",
                "guardian": "post_property_available",
                "family": "post_property_bereaved",
                "business": "post_property_business",
            },
        ),
        (
            "retained",
            {
                "adult": "post_property_kept",
                "family": "post_property_kept_bereaved",
                "business": "post_property_kept_business",
            },
        ),
        (
            "disposal_due",
            {
                "adult": "post_property_disposal_warning",
                "family": "post_property_disposal_bereaved",
                "business": "post_property_disposal_business",
            },
        ),
        (
            "recovered",
            {
                "adult": "post_stolen_item_found",
                "family": "post_stolen_item_found_bereaved",
                "business": "post_stolen_item_found_business",
            },
        ),
    ],
)
def test_each_reader_is_told_where_their_property_is(status: str, expected: dict[str, str]) -> None:
    for reader, template in expected.items():
        assert told_at_once(with_property(reader, status), f"property.{status}", "i1") == [template]


def test_ten_things_on_one_day_are_one_message() -> None:
    things = tuple(Property(f"i{number}", "A made-up tool", "released") for number in range(1, 11))
    world = a_world(a_case(ADULT, property_items=things))

    world.look(*(event(number, "property.released", f"i{number}") for number in range(1, 11)))

    assert wanted(world) == ["post_property_available"]


def test_where_a_thing_is_now_takes_back_where_it_was() -> None:
    world = a_world(with_property("adult", "released"))
    world.look(event(1, "property.released", "i1"))

    world.look(event(2, "property.retained", "i1"))

    assert wanted(world) == ["post_property_kept"]


def test_of_several_victims_none_is_told_of_a_thing_that_may_be_another_s() -> None:
    case = a_case(ADULT, OTHER_VICTIM, property_items=(Property("i1", "A made-up phone", "released"),))

    assert told_at_once(case, "property.released", "i1") == []


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "sentence_order_changed"),
        ("guardian", "sentence_order_changed_parent"),
        ("family", "sentence_order_changed_bereaved"),
        ("business", "sentence_order_changed_business"),
    ],
)
def test_an_order_that_is_lifted_early_is_told_at_once(reader: str, expected: str) -> None:
    lifted = at_court(reader, a_hearing("sentenced"))

    assert told_at_once(lifted, "hearing.order_changed", "h1") == [expected]


def test_an_order_that_changes_before_anybody_called_is_told_as_it_stands_now() -> None:
    world = a_world(at_court("adult", a_hearing("guilty", orders=(RESTRAINING,))))

    world.look(event(1, "court.order_made", "h1"))
    world.look(event(2, "hearing.order_changed", "h1"))

    assert wanted(world) == ["sentence_order_changed"]


def test_the_call_before_an_order_ends_moves_with_an_end_that_is_known_later() -> None:
    world = a_world(at_court("adult", a_hearing("guilty", orders=(replace(RESTRAINING, ends_on=None),))))
    world.look(event(1, "court.order_made", "h1"))
    world.let_pass(NOON + timedelta(days=30))

    world.facts = facts_of(at_court("adult", a_hearing("guilty", orders=(RESTRAINING,))))
    world.look(event(2, "hearing.order_changed", "h1"), now=NOON + timedelta(days=31))
    world.let_pass(NOON + timedelta(days=330))

    assert wanted(world).count("post_order_expiry_warning") == 1
