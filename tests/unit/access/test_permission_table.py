"""The permission map is read aloud as it is: by the command, and on the page of the documentation."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from waypost.access.permission_map import MAY, Scope, scope_of
from waypost.access.permission_table import as_markdown, permission_lines, roles
from waypost.access.permissions import PERMISSIONS, Permission
from waypost.access.staff_commands import staff
from waypost.access.values import StaffRole

PAGE = Path(__file__).parents[3] / "docs" / "security" / "permissions.md"
OUTSIDE_THE_MAP = {
    Permission.ANYBODY, Permission.SIGNED_IN, Permission.OWN_CASE, Permission.MACHINE, Permission.INTEGRATOR,
    Permission.SOURCE_KEY, Permission.PROVIDER_TOKEN,
}  # fmt: skip
"""What is given to nobody for a role: it is proven otherwise, or needs no proof."""


def test_the_page_of_the_documentation_says_what_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), (
        "write it anew: waypost staff permissions --markdown > docs/security/permissions.md"
    )


def test_every_permission_of_staff_is_given_to_some_role_and_stands_in_the_table() -> None:
    assert {line.what for line in permission_lines()} == {one.value for one in set(Permission) - OUTSIDE_THE_MAP}


def test_no_address_is_given_to_a_role_and_to_everybody_alike() -> None:
    by_role = {permission for given in MAY.values() for permission in given}

    assert by_role & OUTSIDE_THE_MAP == set()
    assert {needed for name, needed in PERMISSIONS.items() if name.startswith("console:")} <= {
        Permission.ANYBODY, *by_role
    }  # fmt: skip


@pytest.mark.parametrize("permission", sorted(set(Permission) - OUTSIDE_THE_MAP))
def test_the_table_says_of_each_role_how_far_it_reaches(permission: Permission) -> None:
    (line,) = [one for one in permission_lines() if one.what == permission.value]
    names = {Scope.OWN: "own", Scope.TEAM: "team", Scope.FORCE: "force", None: ""}

    assert line.reach == tuple(names[scope_of([role], permission)] for role in StaffRole)


def test_only_the_auditor_reads_the_log_and_the_auditor_opens_no_case() -> None:
    assert {role for role in StaffRole if scope_of([role], Permission.AUDIT)} == {StaffRole.AUDITOR}
    assert scope_of([StaffRole.AUDITOR], Permission.SEE_CASE) is None


def test_the_command_says_it_in_words_as_a_page_and_for_machines() -> None:
    said = CliRunner().invoke(staff, ["permissions"]).output
    page = CliRunner().invoke(staff, ["permissions", "--markdown"]).output
    values = json.loads(CliRunner().invoke(staff, ["permissions", "--json"]).output)

    assert "See who looked at what and who did what\n    force auditor\n" in said
    assert page == as_markdown()
    (audit,) = [one for one in values if one["what"] == Permission.AUDIT.value]
    assert audit["reach"] == {role.value: "force" if role is StaffRole.AUDITOR else "" for role in StaffRole}
    assert "console:audit" in audit["addresses"]
    assert len(roles()) == len(StaffRole)
