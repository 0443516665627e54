"""The staff's door decides: which claims count, which groups give which roles, how long a session lasts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.access.staff_rules import (
    DEMONSTRATION,
    SESSION_IDLE,
    SESSION_LONGEST,
    Bond,
    Claimed,
    ClaimRules,
    Refusal,
    is_session_over,
    read_claims,
    reason_to_refuse,
    roles_of,
)
from waypost.access.values import Staff, StaffRole
from waypost.base.values import ForceName

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
RULES = ClaimRules(
    force="",
    force_claim="force",
    collar_claim="collar_number",
    groups_claim="groups",
    amr=frozenset({"mfa"}),
    acr=frozenset({"phr"}),
    roles={"officers": frozenset({StaffRole.OFFICER}), "records": frozenset({StaffRole.DATA_QUALITY})},
    admits_demonstration=False,
)
CLAIMS = {
    "iss": "https://login.example.org",
    "sub": "a3f1",
    "force": "anyshire",
    "collar_number": "4471",
    "groups": ["officers", "canteen"],
    "amr": ["pwd", "mfa"],
}
HALL = Staff("1", ForceName("anyshire"), "4471", "PC Jo Hall", "North CID", frozenset({StaffRole.OFFICER}))


def claimed(**changes: object) -> Claimed:
    return read_claims(CLAIMS | changes, rules=RULES)


def test_claims_are_read_as_the_environment_names_them() -> None:
    assert claimed() == Claimed(
        "https://login.example.org", "a3f1", "anyshire", "4471", frozenset({StaffRole.OFFICER}), has_second_factor=True
    )
    other = replace(RULES, collar_claim="employeeid", force="northshire", groups_claim="")
    assert read_claims({**CLAIMS, "employeeid": 4471}, rules=other) == Claimed(
        "https://login.example.org", "a3f1", "northshire", "4471", None, has_second_factor=True
    )


def test_a_provider_of_one_force_cannot_name_another() -> None:
    assert read_claims(CLAIMS, rules=replace(RULES, force="northshire")).force == "northshire"


@pytest.mark.parametrize("value", [None, True, 4.5, ["4471"], {"value": "4471"}, "  "])
def test_what_is_no_text_is_nobody(value: object) -> None:
    assert claimed(collar_number=value).collar_number == ""


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        (["officers"], {StaffRole.OFFICER}),
        (["officers", "records"], {StaffRole.OFFICER, StaffRole.DATA_QUALITY}),
        ("records", {StaffRole.DATA_QUALITY}),  # some providers send one group as a text
        (["Officers"], set()),  # names of groups are compared as they are
        (["administrator"], set()),  # the name of a role is no group
        ([], set()),
        (None, set()),
        ({"officers": True}, set()),
        ([["officers"]], set()),
    ],
)
def test_groups_give_the_roles_of_the_map_and_no_others(groups: object, roles: set[StaffRole]) -> None:
    assert set(claimed(groups=groups).roles or ()) == roles


@given(st.lists(st.text()))
def test_groups_that_are_not_in_the_map_give_nothing(groups: list[str]) -> None:
    assert roles_of(groups, roles={}) == frozenset()


@pytest.mark.parametrize(
    ("says", "has_it"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": None}, False),
        ({"amr": None, "acr": "phr"}, True),
        ({"amr": None, "acr": "1"}, False),
        ({"amr": None, "acr": DEMONSTRATION}, False),
        ({"acr": DEMONSTRATION}, False),  # who says that nothing is proven is not believed the rest
    ],
)
def test_a_second_factor_must_be_shown(says: dict[str, object], has_it: bool) -> None:
    assert claimed(**says).has_second_factor is has_it


def test_the_demonstration_is_believed_only_where_it_is_admitted() -> None:
    here = replace(RULES, admits_demonstration=True)

    assert read_claims({**CLAIMS, "amr": None, "acr": DEMONSTRATION}, rules=here).has_second_factor
    assert not read_claims({**CLAIMS, "amr": ["pwd"]}, rules=here).has_second_factor


GONE = replace(HALL, is_active=False)
NO_ROLES = replace(HALL, roles=frozenset())


@pytest.mark.parametrize(
    ("changes", "found", "bond", "refusal"),
    [
        ({}, HALL, Bond(), None),
        ({}, HALL, Bond("1", "a3f1"), None),
        ({"amr": None}, HALL, Bond(), Refusal.NO_SECOND_FACTOR),
        ({"amr": None}, None, Bond(), Refusal.NO_SECOND_FACTOR),  # before it is said whether anybody is known
        ({"sub": None}, HALL, Bond(), Refusal.NOT_SAID_WHO),
        ({"force": None}, HALL, Bond(), Refusal.NOT_SAID_WHO),
        ({"collar_number": None}, HALL, Bond(), Refusal.NOT_SAID_WHO),
        ({}, None, Bond(), Refusal.UNKNOWN),
        ({}, GONE, Bond(), Refusal.UNKNOWN),
        ({}, HALL, Bond("2", None), Refusal.SOMEBODY_ELSE),  # the account was another person before
        ({}, HALL, Bond(None, "b7e0"), Refusal.SOMEBODY_ELSE),  # the person was another account before
        ({"groups": []}, HALL, Bond(), Refusal.NO_ROLE),
        ({}, NO_ROLES, Bond(), None),  # the provider says the roles
    ],
)
def test_who_comes_in(changes: dict[str, object], found: Staff | None, bond: Bond, refusal: Refusal | None) -> None:
    assert reason_to_refuse(claimed(**changes), found=found, bond=bond) is refusal


def test_where_roles_are_kept_here_somebody_without_one_stays_out() -> None:
    no_groups = read_claims(CLAIMS, rules=replace(RULES, groups_claim=""))

    assert reason_to_refuse(no_groups, found=HALL, bond=Bond()) is None
    assert reason_to_refuse(no_groups, found=NO_ROLES, bond=Bond()) is Refusal.NO_ROLE


@pytest.mark.parametrize(
    ("signed_in", "seen", "is_over"),
    [
        (timedelta(0), timedelta(0), False),
        (SESSION_IDLE - timedelta(seconds=1), SESSION_IDLE - timedelta(seconds=1), False),
        (timedelta(hours=1), SESSION_IDLE, True),
        (SESSION_LONGEST - timedelta(seconds=1), timedelta(0), False),
        (SESSION_LONGEST, timedelta(0), True),  # however busy it was
    ],
)
def test_a_session_ends_when_nobody_uses_it_and_at_the_latest_after_a_shift(
    signed_in: timedelta, seen: timedelta, is_over: bool
) -> None:
    assert is_session_over(NOW - signed_in, seen_at=NOW - seen, now=NOW) is is_over
