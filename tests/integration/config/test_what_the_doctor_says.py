"""The doctor names what a force has set that means nothing."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.values import ForceName
from waypost.config.doctor import findings

pytestmark = pytest.mark.django_db
FORCE = ForceName("anyshire")


def said() -> str:
    return " ".join(finding.sentence for finding in findings())


def test_names_that_are_known_are_no_finding() -> None:
    assert "is called that" not in said()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"groups": "shop-theft,martian"}, "has switched martian on: no offence group is called that."),
        ({"journeys": "crime-recordet=shadow"}, "has set crime-recordet to shadow: no journey is called that"),
    ],
)
def test_a_misspelt_name_in_a_forces_settings_is_found(changes: dict[str, str], sentence: str, now: datetime) -> None:
    change_force(FORCE, changes=changes, by=OPERATOR, now=now)

    assert sentence in said()


def test_a_staffs_door_that_is_not_set_up_is_found(settings: Settings) -> None:
    settings.STAFF_OIDC_ISSUER = ""

    assert "Staff sign-in is not set up: set WAYPOST_STAFF_OIDC_ISSUER" in said()


def test_staff_may_not_sign_in_over_an_open_line(settings: Settings) -> None:
    settings.STAFF_OIDC_ISSUER = "http://login.example.org"

    fatal = [finding.sentence for finding in findings() if finding.is_fatal]
    assert any("WAYPOST_STAFF_OIDC_ISSUER is not https" in sentence for sentence in fatal)


def test_a_provider_on_this_machine_is_found(settings: Settings) -> None:
    settings.STAFF_OIDC_ISSUER, settings.BASE_URL = "http://localhost:8005", "http://localhost:8000"

    assert "for no real case" in said()


def test_a_map_of_groups_that_cannot_be_read_is_found(settings: Settings, tmp_path: Path) -> None:
    settings.CONTENT_DIR = shutil.copytree(settings.CONTENT_DIR, tmp_path / "content")
    (settings.CONTENT_DIR / "staff" / "sign-in.yaml").write_text("groups: [", encoding="utf-8")

    assert any("content/staff/sign-in.yaml" in finding.sentence for finding in findings() if finding.is_fatal)


def test_a_staffs_door_that_is_set_up_is_no_finding(settings: Settings) -> None:
    settings.STAFF_OIDC_ISSUER = "https://login.example.org"

    assert "taff" not in said()
