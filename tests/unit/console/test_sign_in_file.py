"""The file that says which groups give which roles: the shipped one is whole, and a broken one is named."""

from pathlib import Path

import pytest
from pytest_django import Settings

from waypost.access.values import StaffRole
from waypost.console.sign_in.claims import BadSignInFile, claim_rules, is_on_this_machine


def test_the_shipped_file_gives_each_role_to_somebody() -> None:
    given = claim_rules().roles.values()

    assert frozenset().union(*given) == frozenset(StaffRole)


def test_the_shipped_file_demands_more_than_a_password() -> None:
    rules = claim_rules()

    assert rules.amr == {"mfa"}
    assert rules.acr == frozenset()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("groups: {a: [chief]}\nsecond_factor: {amr: [mfa], acr: []}", "groups.a.0"),
        ("groups: {}\n", "second_factor"),
        ("groups: {}\nsecond_factor: {amr: [mfa], acr: [], none: yes}", "second_factor.none"),
        ("groups: [", "no YAML"),
        (None, "not there"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_fault(
    tmp_path: Path, settings: Settings, text: str | None, fault: str
) -> None:
    if text is not None:
        (tmp_path / "staff").mkdir()
        (tmp_path / "staff" / "sign-in.yaml").write_text(text, encoding="utf-8")
    settings.CONTENT_DIR = tmp_path

    with pytest.raises(BadSignInFile, match=fault):
        claim_rules()


@pytest.mark.parametrize(
    ("issuer", "base_url", "is_admitted"),
    [
        ("http://localhost:8005", "http://localhost:8000", True),
        ("http://127.0.0.1:8005", "http://localhost:8000", True),
        ("http://localhost:8005", "https://waypost.example.org", False),
        ("https://login.example.org", "http://localhost:8000", False),
        ("http://localhost.example.org", "http://localhost:8000", False),
        ("http://localhost@example.org", "http://localhost:8000", False),
    ],
)
def test_a_provider_that_proves_nothing_is_admitted_on_one_machine_only(
    settings: Settings, issuer: str, base_url: str, is_admitted: bool
) -> None:
    settings.STAFF_OIDC_ISSUER, settings.BASE_URL = issuer, base_url

    assert claim_rules().admits_demonstration is is_admitted


def test_loopback_has_three_names() -> None:
    assert [is_on_this_machine(f"http://{name}:1/") for name in ("localhost", "127.0.0.1", "[::1]", "10.0.0.1")] == [
        True, True, True, False,
    ]  # fmt: skip
