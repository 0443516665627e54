"""What is told of a report and of its record, for each kind of reader: which of the texts, and never two of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.case_life import CHILD, DEAD, ENHANCED, FAMILY, GUARDIAN, happens, wanted
from tests.unit.journeys.second_half import ADULT, BUSINESS, a_case, an_incident
from waypost.journeys.facts import JourneyFacts, PersonCodes

OURS = ("alloc_", "contact_", "crime_", "portal_", "support_")
AT_RISK = replace(ADULT, safe_to_write=False)
DISCREET = replace(ADULT, discreet=True)
YOUNG = replace(CHILD, audience="young_person")
ALONE = replace(CHILD, stand_ins=())
HOME, OTHER = "burglary-residential", "theft-other"

Told = list[tuple[str, str]]


def confirmed(*people: PersonCodes, group: str = OTHER, flags: Sequence[str] = (), is_bereaved: bool = False) -> Told:
    facts = a_case(*people, group=group, status="recorded", flags=tuple(flags), is_bereaved=is_bereaved)
    return wanted(facts, happens("crime.recorded"), of=("crime_",))


@pytest.mark.parametrize(
    ("people", "group", "expected"),
    [
        ((ADULT,), OTHER, ("crime_recorded_adult", "p1")),
        ((ADULT,), HOME, ("crime_recorded_burglary", "p1")),
        ((ADULT,), "vehicle-theft", ("crime_recorded_vehicle", "p1")),
        ((ADULT,), "hate-crime", ("crime_recorded_hate", "p1")),
        # What the Code gives more for comes before what was done.
        ((ENHANCED,), HOME, ("crime_recorded_enhanced", "p1")),
        ((ENHANCED,), "hate-crime", ("crime_recorded_hate", "p1")),
        # Where writing may do harm nothing else counts.
        ((AT_RISK,), "hate-crime", ("crime_recorded_safe_route", "p1")),
        ((replace(AT_RISK, enhanced=True),), HOME, ("crime_recorded_safe_route", "p1")),
        ((BUSINESS,), HOME, ("crime_recorded_business", "b1")),
        ((replace(BUSINESS, safe_to_write=False),), HOME, ("crime_recorded_business", "b1")),
        ((CHILD, GUARDIAN), HOME, ("crime_recorded_parent", "g1")),
        ((CHILD, replace(GUARDIAN, safe_to_write=False)), "hate-crime", ("crime_recorded_parent", "g1")),
        # Nobody is on record for the child: a gate holds it.
        ((ALONE,), "hate-crime", ("crime_recorded_adult", "c1")),
    ],
)
def test_a_crime_is_confirmed_once_in_the_words_that_fit(
    people: Sequence[PersonCodes], group: str, expected: tuple[str, str]
) -> None:
    assert confirmed(*people, group=group) == [expected]


def test_a_flag_makes_a_crime_of_any_kind_a_hate_crime() -> None:
    assert confirmed(ADULT, group=HOME, flags=["hate_crime"]) == [("crime_recorded_hate", "p1")]
    assert confirmed(ADULT, group=HOME, flags=["high_risk"]) == [("crime_recorded_burglary", "p1")]


def test_a_family_is_told_in_its_own_words_and_whoever_survived_by_nobody_but_an_officer() -> None:
    survivor = replace(AT_RISK, enhanced=True)

    assert confirmed(DEAD, FAMILY, group="homicide", is_bereaved=True) == [("crime_recorded_bereaved", "f1")]
    # What is for an adult is held wherever somebody has died.
    assert confirmed(survivor, group="homicide", is_bereaved=True) == [("crime_recorded_adult", "p1")]


def test_a_victim_of_12_to_17_is_told_beside_the_guardian_and_only_where_the_force_writes_to_them() -> None:
    both = [("crime_recorded_parent", "g1"), ("crime_recorded_young_person", "c1")]

    assert confirmed(YOUNG, GUARDIAN) == both
    assert confirmed(CHILD, GUARDIAN) == both[:1]


@pytest.mark.parametrize(
    ("people", "fields", "expected"),
    [
        ((ADULT,), {}, [("contact_asb_report_received", "p1")]),
        ((DISCREET,), {}, [("contact_report_received_discreet", "p1")]),
        ((DISCREET,), {"channel": "online"}, [("contact_report_received_discreet", "p1")]),
        ((CHILD, GUARDIAN), {}, [("contact_report_received_parent", "g1")]),
        ((DEAD, FAMILY), {}, []),
    ],
)
def test_a_report_is_confirmed_to_who_stands_in_and_with_discretion(
    people: Sequence[PersonCodes], fields: dict[str, str], expected: Told
) -> None:
    facts = an_incident(*people, status="open", result=None, **fields)

    assert wanted(facts, happens("incident.created"), of=("contact_",)) == expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [("antisocial-behaviour", "contact_asb_no_crime"), ("assault-no-injury", "contact_no_crime_recorded")],
)
def test_that_no_crime_was_recorded_is_explained_unless_one_is_after_all(group: str, expected: str) -> None:
    facts = an_incident(ADULT, group=group, status="resulted", result="no_crime")

    assert wanted(facts, happens("incident.resulted"), of=("contact_",)) == [(expected, "p1")]
    assert wanted(facts, happens("incident.resulted", "incident.crime_recorded"), of=("contact_",)) == []


@pytest.mark.parametrize(
    ("kind", "expected", "undone_by"),
    [
        ("crime.reclassified", "crime_reclassified", "crime.merged"),
        ("crime.cancelled", "crime_cancelled", "crime.reopened"),
        ("crime.transferred", "crime_transferred_force", "crime.merged"),
        ("crime.linked", "crime_linked_series", "crime.cancelled"),
    ],
)
def test_what_becomes_of_a_record_is_told_while_it_is_so(kind: str, expected: str, undone_by: str) -> None:
    assert (expected, "p1") in wanted(a_case(), happens(kind), of=OURS)
    assert expected not in {name for name, _ in wanted(a_case(), happens(kind, undone_by), of=OURS)}


def test_of_two_corrections_in_a_row_only_the_last_is_told() -> None:
    twice = happens("crime.reclassified", "crime.reclassified")

    assert wanted(a_case(), twice, of=("crime_",)) == [("crime_reclassified", "p1")]


def test_a_series_that_grows_is_told_once_and_never_to_a_shop() -> None:
    grows = {timedelta(days=9): "crime.linked", timedelta(days=20): "crime.linked"}

    assert wanted(a_case(), happens("crime.linked"), later=grows, of=("crime_",)) == [("crime_linked_series", "p1")]
    assert wanted(a_case(BUSINESS), happens("crime.linked"), of=("crime_",)) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (a_case(ADULT), ("alloc_not_investigated_standard", "p1")),
        (a_case(ENHANCED), ("alloc_not_investigated_enhanced", "p1")),
        (a_case(AT_RISK), ("alloc_not_investigated_enhanced", "p1")),
        (a_case(ADULT, flags=("domestic_abuse",)), ("alloc_not_investigated_enhanced", "p1")),
        (a_case(CHILD, GUARDIAN), ("alloc_not_investigated_parent", "g1")),
        (a_case(BUSINESS), ("alloc_not_investigated_business", "b1")),
        # Where somebody was put in fear, a person calls a business too.
        (a_case(BUSINESS, group="robbery-business"), ("alloc_not_investigated_business_called", "b1")),
    ],
)
def test_who_is_called_before_reading_that_nothing_is_looked_into(
    facts: JourneyFacts, expected: tuple[str, str]
) -> None:
    assert wanted(facts, happens("crime.not_investigated"), of=("alloc_",)) == [expected]
