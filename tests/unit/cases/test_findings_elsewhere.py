"""What other cases of the force say about somebody: sharers of a contact, the same human, the same crime twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from waypost.base.values import CaseId, PersonId
from waypost.cases.findings import CaseSeen, Entry, Sharer, findings_elsewhere, sharing
from waypost.cases.humans import human_key, whole_name_key
from waypost.cases.values import CaseKind

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NUMBER, OTHER_NUMBER = "+447700900001", "+447700900002"
AMINA, AMINA_BY_NAME = human_key("Amina", "Sample", date(1988, 4, 12)), whole_name_key("Amina", "Sample", None)
CASE = CaseSeen(
    case_id=CaseId(2),
    reference="B",
    kind=CaseKind.CRIME,
    group="burglary-residential",
    incident_reference="",
    is_open=True,
    is_void=False,
    recorded_at=NOON,
    day=NOON.date(),
)
MINE = Entry(PersonId(1), CASE, ("victim",), AMINA, AMINA_BY_NAME, NUMBER, frozenset({NUMBER}))
EARLIER = replace(CASE, case_id=CaseId(1), reference="A", recorded_at=NOON - timedelta(hours=1))
THERE = replace(MINE, person_id=PersonId(7), case=EARLIER)


def codes(mine: Entry, *others: Entry) -> set[str]:
    return {finding.code for finding in findings_elsewhere(mine, others)}


def elsewhere(case: dict[str, Any] | None = None, **fields: Any) -> Entry:
    aside = {"group": "theft-other", "day": date(2026, 1, 1)}
    return replace(THERE, case=replace(EARLIER, **{**aside, **(case or {})}), **fields)


@pytest.mark.parametrize(
    ("other", "is_found"),
    [
        (elsewhere(roles=("suspect",)), True),
        (elsewhere(roles=("witness", "defendant")), True),
        (elsewhere(roles=()), True),  # of whom no role is known may be the suspect
        (elsewhere(roles=("witness",)), False),
        (elsewhere(case={"is_open": False}, roles=("suspect",)), False),
        (elsewhere(roles=("suspect",), human_key=human_key("Amina", "Sample", date(1990, 1, 1))), False),
        # The same name and number, but no date of birth: too little to call somebody a suspect.
        (elsewhere(roles=("suspect",), human_key=""), False),
    ],
)
def test_a_victim_who_is_a_suspect_in_another_open_crime_is_found(other: Entry, is_found: bool) -> None:
    assert ("accused_elsewhere" in codes(MINE, other)) is is_found


def test_of_a_suspect_here_nothing_is_asked_elsewhere() -> None:
    assert codes(replace(MINE, roles=("suspect",)), elsewhere(roles=("suspect",)), THERE) == set()


LATER = NOON + timedelta(days=31)


@pytest.mark.parametrize(
    ("mine", "other", "is_found"),
    [
        ({}, elsewhere({"recorded_at": LATER}, mobile_key=OTHER_NUMBER, contacts={OTHER_NUMBER}), True),
        ({}, elsewhere({"recorded_at": LATER}), False),  # the same number
        (
            {},
            elsewhere({"recorded_at": NOON + timedelta(days=30)}, mobile_key=OTHER_NUMBER, contacts={OTHER_NUMBER}),
            False,
        ),  # who gives two numbers in a month has two
        ({}, elsewhere(mobile_key=OTHER_NUMBER, contacts={OTHER_NUMBER}), False),  # that one is older
        ({"confirmed_at": LATER}, elsewhere({"recorded_at": LATER}, mobile_key=OTHER_NUMBER), False),
        ({"mobile_key": ""}, elsewhere({"recorded_at": LATER}, mobile_key=OTHER_NUMBER), False),
        ({}, elsewhere({"recorded_at": LATER}, mobile_key=""), False),
        ({}, elsewhere({"recorded_at": LATER}, mobile_key=OTHER_NUMBER, roles=("suspect",)), False),
    ],
)
def test_a_number_of_an_old_case_is_asked_for_again_where_a_newer_one_has_another(
    mine: dict[str, Any], other: Entry, is_found: bool
) -> None:
    assert ("older_number" in codes(replace(MINE, **mine), other)) is is_found


def crime(mine: dict[str, Any], other: dict[str, Any], **fields: Any) -> set[str]:
    entry = replace(MINE, case=replace(CASE, **mine))
    return codes(entry, replace(THERE, case=replace(EARLIER, **other), **fields))


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ({}, {}, {"two_crimes_of_one_day"}),
        ({}, {"day": date(2026, 11, 19)}, set()),
        ({}, {"group": "theft-other"}, set()),
        ({}, {"is_void": True}, set()),
        ({}, {"kind": CaseKind.INCIDENT}, set()),
        ({"incident_reference": "I"}, {"incident_reference": "I", "is_open": False}, {"same_crime_twice"}),
        ({"linked": {"A"}}, {}, set()),  # somebody has looked: they are two
        ({}, {"linked": {"B"}}, set()),
        ({"incident_reference": "I"}, {"incident_reference": "I", "day": date(2026, 1, 1)}, {"same_crime_twice"}),
        ({"incident_reference": "I"}, {"incident_reference": "J", "day": date(2026, 1, 1)}, set()),
        (
            {"incident_reference": "I"},
            {"incident_reference": "I", "group": "criminal-damage"},
            {"two_crimes_of_one_incident"},
        ),
    ],
)
def test_the_second_record_of_a_crime_is_found(mine: dict[str, Any], other: dict[str, Any], expected: set[str]) -> None:
    assert crime(mine, other) == expected


def test_another_number_makes_it_a_question_and_stops_nothing() -> None:
    of_one_incident = {"incident_reference": "I"}

    found = crime(of_one_incident, of_one_incident, mobile_key=OTHER_NUMBER, contacts={OTHER_NUMBER})

    assert found == {"two_crimes_of_one_incident"}


def test_the_first_record_of_a_crime_is_told() -> None:
    assert codes(THERE, MINE) == set()


def test_of_two_recorded_at_one_moment_exactly_one_is_the_second() -> None:
    at_once = replace(THERE, case=replace(EARLIER, recorded_at=NOON, incident_reference="I"))
    mine = replace(MINE, case=replace(CASE, incident_reference="I"))

    assert (codes(mine, at_once), codes(at_once, mine)) == ({"same_crime_twice"}, set())


def test_another_victim_of_the_same_incident_is_told_of_her_own() -> None:
    shared = {"incident_reference": "I"}

    assert crime(shared, shared, human_key=human_key("Bo", "Sample", date(1980, 1, 1)), name_key="x") == set()


def test_a_shop_may_be_stolen_from_twice_a_day() -> None:
    shop: dict[str, Any] = {"human_key": "", "name_key": whole_name_key(None, None, "Sample Ltd")}
    here, there = replace(MINE, is_organisation=True, **shop), replace(THERE, **shop)

    assert codes(here, there) == set()


def sharer(key: str = NUMBER, case: int = 9, person: int = 9, human: str = "", name: str = "") -> Sharer:
    return Sharer(key, PersonId(person), human, name, (CaseId(case), CaseId(case)))


@pytest.mark.parametrize(
    ("sharers", "expected"),
    [
        ([], {}),
        ([sharer()], {NUMBER: 1}),
        ([sharer(case=2)], {}),  # the same case: its own gate looks at that
        ([sharer(human=AMINA, name=AMINA_BY_NAME)], {}),  # she, in another case
        ([sharer(name=AMINA_BY_NAME)], {}),  # her name, and no date of birth
        ([sharer(human="another", name=AMINA_BY_NAME)], {NUMBER: 1}),  # her mother, of the same name
        ([sharer(key=OTHER_NUMBER)], {}),
        ([sharer(human="h", name="n"), sharer(person=10, human="h", name="n")], {NUMBER: 1}),
        ([sharer(human="h", name="n"), sharer(person=10, name="n")], {NUMBER: 1}),
        ([sharer(human="h", name="n"), sharer(person=10, human="i", name="n")], {NUMBER: 2}),
        ([sharer(), sharer(person=10)], {NUMBER: 2}),  # nameless: each entry is somebody
        ([Sharer(NUMBER, PersonId(9), "h", "n", (CaseId(2), CaseId(9)))], {NUMBER: 1}),
    ],
)
def test_other_people_with_the_same_contact_are_counted_once_each(
    sharers: list[Sharer], expected: dict[str, int]
) -> None:
    assert sharing(MINE, sharers) == expected


def test_of_a_business_nobody_is_counted() -> None:
    assert sharing(replace(MINE, is_organisation=True), [sharer(), sharer(person=10)]) == {}
