"""Which pages the navigation of the console offers."""

import pytest

from waypost.access.permission_map import scope_of
from waypost.access.permissions import PERMISSIONS, permission_for
from waypost.access.values import StaffRole
from waypost.console.navigation import ENTRIES, entries_for, first_page, is_here


def words_for(*roles: StaffRole) -> list[str]:
    return [entry.text for entry in entries_for(roles)]


@pytest.mark.parametrize(
    ("role", "has", "lacks"),
    [
        (StaffRole.CALL_HANDLER, "Find", "Audit log"),
        (StaffRole.WITNESS_CARE, "Hearings", "Records"),
        (StaffRole.DATA_QUALITY, "Records", "Hearings"),
        (StaffRole.AUDITOR, "Audit log", "Find"),
    ],
)
def test_only_what_a_role_may_open_is_offered(role: StaffRole, has: str, lacks: str) -> None:
    assert has in words_for(role)
    assert lacks not in words_for(role)


def test_somebody_with_two_roles_is_offered_the_pages_of_both_each_once() -> None:
    words = words_for(StaffRole.WITNESS_CARE, StaffRole.DATA_QUALITY)

    assert {"Hearings", "Records"} <= set(words)
    assert len(words) == len(set(words))


def test_every_page_that_it_names_is_an_address_of_the_console() -> None:
    named = {address for entry in ENTRIES for address in (entry.address, *entry.below)}

    assert named - set(PERMISSIONS) == set()


def test_a_page_below_another_marks_that_one_as_here() -> None:
    worklist = ENTRIES[0]

    assert is_here(worklist, "console:item")
    assert not is_here(worklist, "console:find")


@pytest.mark.parametrize("role", StaffRole)
def test_the_day_of_everybody_begins_on_a_page_that_they_may_open(role: StaffRole) -> None:
    assert scope_of({role}, permission_for(first_page({role}))) is not None


def test_what_the_administrators_own_page_leads_to_is_not_offered_to_them_a_second_time() -> None:
    assert "New here" in words_for(StaffRole.APPROVER)
    assert "New here" not in words_for(StaffRole.ADMINISTRATOR)
    assert {"Message log"} <= set(words_for(StaffRole.AUDITOR)) - set(words_for(StaffRole.ADMINISTRATOR))


def test_what_is_asked_of_a_supervisor_comes_before_the_pages_of_another_role() -> None:
    assert first_page({StaffRole.ADMINISTRATOR, StaffRole.SUPERVISOR}) == "console:worklist"
    assert first_page({StaffRole.CALL_HANDLER}) == "console:find"
