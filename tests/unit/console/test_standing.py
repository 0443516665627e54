"""Who may open which case: in reach, for a reason, behind glass, or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.console.facts import delivery
from waypost.access.case_reasons import Reasons
from waypost.access.permissions import Permission
from waypost.access.values import Staff, StaffRole
from waypost.base.values import CaseId, ForceName
from waypost.cases.values import CaseFacts, Officer
from waypost.console.standing import Looker, Standing, covered_by, standing

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
OWNER, TEAM, OTHER_TEAM = "4471", "North CID", "South CID"
OPEN, REASON, GLASS, HIDDEN = Standing.OPEN, Standing.NEEDS_REASON, Standing.NEEDS_GLASS, Standing.HIDDEN
OFFICER, SERGEANT = frozenset({StaffRole.OFFICER}), frozenset({StaffRole.OFFICER, StaffRole.SUPERVISOR})
HANDLER, AUDITOR = frozenset({StaffRole.CALL_HANDLER}), frozenset({StaffRole.AUDITOR})


def somebody(roles: frozenset[StaffRole], *, number: str = "9000", team: str = OTHER_TEAM) -> Staff:
    return Staff("00000000-0000-0000-0000-000000000001", ForceName("anyshire"), number, "Somebody", team, roles)


def the_case(*flags: str) -> CaseFacts:
    return replace(
        delivery().case, flags=flags, officer=Officer(OWNER, "PC Hall", team=TEAM), supervisor=None, flo=None
    )


@pytest.mark.parametrize(
    ("roles", "team", "flags", "expected"),
    [
        (OFFICER, TEAM, (), OPEN),
        (OFFICER, TEAM, ("domestic_abuse",), OPEN),
        (OFFICER, OTHER_TEAM, (), REASON),
        (OFFICER, OTHER_TEAM, ("domestic_abuse",), HIDDEN),
        (SERGEANT, OTHER_TEAM, ("domestic_abuse",), GLASS),
        (OFFICER, TEAM, ("sealed",), HIDDEN),
        (SERGEANT, TEAM, ("sealed",), GLASS),
        (SERGEANT, TEAM, ("undercover_or_protected",), GLASS),
        (HANDLER, OTHER_TEAM, (), OPEN),
        (HANDLER, OTHER_TEAM, ("domestic_abuse",), OPEN),
        (HANDLER, OTHER_TEAM, ("sealed",), HIDDEN),
        (AUDITOR, TEAM, (), HIDDEN),
    ],
)
def test_a_case_opens_as_far_as_a_role_reaches(
    roles: frozenset[StaffRole], team: str, flags: tuple[str, ...], expected: Standing
) -> None:
    looker = Looker(somebody(roles, team=team))

    assert standing(looker, the_case(*flags), permission=Permission.SEE_CASE) is expected


@pytest.mark.parametrize("flags", [(), ("domestic_abuse",), ("sealed",)])
def test_what_is_in_somebodys_own_hands_is_open_to_them(flags: tuple[str, ...]) -> None:
    case = the_case(*flags)

    for looker in (Looker(somebody(OFFICER, number=OWNER)), Looker(somebody(OFFICER), holds=frozenset({case.case_id}))):
        assert standing(looker, case, permission=Permission.SEE_CASE) is OPEN


def test_who_covers_has_the_cases_of_who_is_away_but_for_those_that_are_sealed() -> None:
    deputy, sergeant = (Looker(somebody(roles), covers=frozenset({OWNER})) for roles in (OFFICER, SERGEANT))

    assert standing(deputy, the_case("domestic_abuse"), permission=Permission.SEE_CASE) is OPEN
    for flag in ("sealed", "undercover_or_protected"):
        assert standing(deputy, the_case(flag), permission=Permission.SEE_CASE) is HIDDEN
        assert standing(sergeant, the_case(flag), permission=Permission.SEE_CASE) is GLASS


def test_a_reason_opens_a_case_that_is_not_flagged_and_no_other() -> None:
    case, other = the_case(), replace(the_case(), case_id=CaseId(99))
    looker = Looker(somebody(OFFICER), reasons=Reasons(cases=frozenset({case.case_id})))

    assert standing(looker, case, permission=Permission.SEE_CASE) is OPEN
    assert standing(looker, other, permission=Permission.SEE_CASE) is REASON


def test_a_plain_reason_does_not_open_a_case_that_was_flagged_since() -> None:
    case = the_case("domestic_abuse")
    looker = Looker(somebody(SERGEANT), reasons=Reasons(cases=frozenset({case.case_id})))

    assert standing(looker, case, permission=Permission.SEE_CASE) is GLASS
    broken = replace(looker, reasons=Reasons(frozenset({case.case_id}), frozenset({case.case_id})))
    assert standing(broken, case, permission=Permission.SEE_CASE) is OPEN


def test_who_has_left_opens_nothing() -> None:
    gone = replace(somebody(OFFICER, number=OWNER), is_active=False)

    assert standing(Looker(gone), the_case(), permission=Permission.SEE_CASE) is HIDDEN


def test_somebody_covers_only_while_the_other_is_away() -> None:
    away = replace(somebody(OFFICER, number=OWNER), away_until=NOW + timedelta(hours=1), deputy="5128")
    back = replace(away, away_until=NOW)

    assert covered_by("5128", [away], now=NOW) == {OWNER}
    assert covered_by("5128", [back], now=NOW) == frozenset()
    assert covered_by("9000", [away], now=NOW) == frozenset()
