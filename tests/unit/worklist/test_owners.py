"""Whose an item is, and who covers: in every case somebody, or a desk."""

from itertools import product
from typing import Any

import pytest

from tests.unit.worklist.people import DEPUTY, NOW, OIC, SUPERVISOR, TOMORROW, a_case, directory, staff
from waypost.access.values import Directory
from waypost.cases.values import CaseFacts
from waypost.worklist.rules import Circumstances, Holder, holder, is_settled
from waypost.worklist.values import Desk

NOBODY = Directory()
GONE = {"is_active": False}
AWAY = {"away_until": TOMORROW}
SEALED = {"flags": ("sealed",)}


def held(desk: Desk, case: CaseFacts | None, known: Directory = NOBODY, *, level: int = 0) -> tuple[str, Any, str]:
    """Return owner, desk and cover."""
    found = holder(desk, level, Circumstances(case, known, Desk.SUPERVISOR, NOW))
    return found.owner, found.at_desk, found.cover


@pytest.mark.parametrize(
    ("case", "known", "expected"),
    [
        (a_case(), NOBODY, ("4471", None, "")),
        (a_case(officer=None), NOBODY, ("2210", None, "")),
        (a_case(officer=None, supervisor=None), NOBODY, ("", Desk.SUPERVISOR, "")),
        (None, NOBODY, ("", Desk.SUPERVISOR, "")),
        # Who has left has nothing: the deputy does, else the supervisor, else the desk.
        (a_case(), directory(staff("4471", **GONE)), ("2210", None, "")),
        (a_case(), directory(staff("4471", deputy=DEPUTY, **GONE), staff(DEPUTY)), (DEPUTY, None, "")),
        (a_case(), directory(staff("4471", deputy=DEPUTY, **GONE), staff(DEPUTY, **GONE)), ("2210", None, "")),
        (a_case(supervisor=None), directory(staff("4471", **GONE)), ("", Desk.SUPERVISOR, "")),
        (a_case(), directory(staff("4471", **GONE), staff("2210", **GONE)), ("", Desk.SUPERVISOR, "")),
        # Who is away keeps it: the deputy covers, else the team, else the supervisor.
        (a_case(), directory(staff("4471", deputy=DEPUTY, **AWAY), staff(DEPUTY)), ("4471", None, DEPUTY)),
        (a_case(), directory(staff("4471", deputy=DEPUTY, **AWAY), staff(DEPUTY, **AWAY)), ("4471", None, "2210")),
        (a_case(), directory(staff("4471", **AWAY), staff("9001")), ("4471", None, "")),
        (a_case(), directory(staff("4471", **AWAY), staff("9001", team="North")), ("4471", None, "2210")),
        (a_case(), directory(staff("4471", deputy="4471", **AWAY)), ("4471", None, "2210")),
        (a_case(supervisor=None), directory(staff("4471", **AWAY)), ("4471", None, "")),
        # Back since a moment ago.
        (a_case(), directory(staff("4471", away_until=NOW, deputy=DEPUTY), staff(DEPUTY)), ("4471", None, "")),
    ],
)
def test_an_officers_matter_is_somebodys(
    case: CaseFacts | None, known: Directory, expected: tuple[str, Desk | None, str]
) -> None:
    assert held(Desk.OIC, case, known) == expected


@pytest.mark.parametrize("desk", [Desk.RECORDS, Desk.WITNESS_CARE, Desk.CONTENT, Desk.SYSTEM])
def test_a_desks_matter_stands_at_the_desk(desk: Desk) -> None:
    assert held(desk, a_case()) == ("", desk, "")


def test_what_a_clerk_may_not_see_is_the_supervisors() -> None:
    assert held(Desk.RECORDS, a_case(**SEALED)) == ("2210", None, "")
    assert held(Desk.RECORDS, a_case(**SEALED, supervisor=None)) == ("", Desk.SUPERVISOR, "")


def test_only_the_supervisor_covers_a_sealed_case() -> None:
    away = directory(staff("4471", deputy=DEPUTY, **AWAY), staff(DEPUTY))
    gone = directory(staff("4471", deputy=DEPUTY, **GONE), staff(DEPUTY))

    assert held(Desk.OIC, a_case(**SEALED), away) == ("4471", None, "2210")
    assert held(Desk.OIC, a_case(**SEALED), gone) == ("2210", None, "")


@pytest.mark.parametrize(
    ("desk", "case", "first", "second"),
    [
        (Desk.OIC, a_case(), "2210", Desk.SUPERVISOR),
        (Desk.OIC, a_case(supervisor=None), Desk.SUPERVISOR, Desk.SUPERVISOR),
        # The supervisor has it already: going to her again would be no step.
        (Desk.OIC, a_case(officer=None), Desk.SUPERVISOR, Desk.SUPERVISOR),
        (Desk.SUPERVISOR, a_case(), Desk.SUPERVISOR, Desk.SUPERVISOR),
        (Desk.RECORDS, a_case(), Desk.SUPERVISOR, Desk.SUPERVISOR),
    ],
)
def test_what_is_late_goes_to_the_supervisor_and_then_to_the_last_desk(
    desk: Desk, case: CaseFacts, first: str | Desk, second: Desk
) -> None:
    steps = [held(desk, case, level=level) for level in (1, 2)]

    assert [owner or at_desk for owner, at_desk, _ in steps] == [first, second]


def test_an_item_never_has_neither_owner_nor_desk() -> None:
    states: list[dict[str, Any]] = [{}, GONE, AWAY]
    cases = [None, *(a_case(officer=o, supervisor=s) for o, s in product((OIC, None), (SUPERVISOR, None)))]
    for desk, case, level, mine, hers, deputys in product(Desk, cases, range(3), states, states, states):
        known = directory(staff("4471", deputy=DEPUTY, **mine), staff("2210", **hers), staff(DEPUTY, **deputys))
        found = holder(desk, level, Circumstances(case, known, Desk.SUPERVISOR, NOW))

        assert bool(found.owner) != (found.at_desk is not None)
        assert found.at_desk is not Desk.OIC
        assert not found.cover or found.cover != found.owner
        owner = known.by_collar(found.owner)
        assert owner is None or owner.is_active


def test_an_owner_whom_the_directory_still_fits_is_left_alone() -> None:
    here, away = staff("4471", deputy=DEPUTY), staff("4471", deputy=DEPUTY, **AWAY)
    deputy, mine = staff(DEPUTY), Holder("4471", team="South")
    covered = Holder("4471", team="South", cover=DEPUTY)

    assert is_settled(mine, NOBODY, now=NOW)
    assert is_settled(mine, directory(here, deputy), now=NOW)
    assert is_settled(covered, directory(away, deputy), now=NOW)
    # Left, gone off, come back; the deputy left.
    assert not is_settled(mine, directory(staff("4471", **GONE)), now=NOW)
    assert not is_settled(mine, directory(away, deputy), now=NOW)
    assert not is_settled(covered, directory(here, deputy), now=NOW)
    assert not is_settled(covered, directory(away, staff(DEPUTY, **GONE)), now=NOW)
