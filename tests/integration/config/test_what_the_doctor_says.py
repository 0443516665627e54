"""The doctor names what a force has set that means nothing."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from waypost.access.forces import BadSetting, change_force
from waypost.access.values import OPERATOR
from waypost.base.values import ForceName, JsonValue
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.sources import pause
from waypost.cases.values import SourceState
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


def test_a_source_that_is_silent_or_paused_is_found_and_one_that_only_adds_hearings_needs_no_way_back(
    now: datetime,
) -> None:
    day = timedelta(days=1)
    hearings: dict[str, JsonValue] = {"mapping": {"record": "hearings"}}
    for name, kind, config in (("rms", "push", None), ("crm", "push", None), ("court", "files", hearings)):
        new = NewSource(FORCE, name, kind, SourceState.LIVE, config=config, fresh_within_minutes=60)
        source = source_by_id(add_source(new, now=now - day).id)
        if name == "crm":
            pause(source, by=OPERATOR, now=now)

    assert "Source rms of force anyshire has not been heard of yet, and promises to be every 60 minutes" in said()
    assert "Source crm of force anyshire is paused since " in said()
    assert "waypost source resume --force anyshire --name crm" in said()
    assert "Source crm of force anyshire has not been heard of" not in said()
    assert "Source court of force anyshire takes nothing back" not in said()


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


EMAIL = {"NOTIFY_BASE_URL": "http://127.0.0.1:9", "NOTIFY_API_KEY": "x" * 73, "NOTIFY_TEMPLATE_EMAIL": "a template"}
SERVICE = {"EMAIL_SERVICE": "postmark", "EMAIL_SERVICE_FROM": "no-reply@police.example.org"}
WHATSAPP = {"WHATSAPP_BASE_URL": "http://127.0.0.1:9", "WHATSAPP_PHONE_NUMBER_ID": "1", "WHATSAPP_TOKEN": "secret"}


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        ({}, ["No mail server: set SMTP_URL, or NOTIFY_TEMPLATE_EMAIL, or WAYPOST_EMAIL_SERVICE"]),
        (EMAIL, ["NOTIFY_EMAIL_FROM does not name a sender"]),
        (SERVICE, ["which shows the police", "Nobody tells what became of e-mails by postmark"]),
        ({**SERVICE, "EMAIL_SERVICE": "pigeon"}, ["WAYPOST_EMAIL_SERVICE: there is no pigeon"]),
        ({**WHATSAPP, "WHATSAPP_TEMPLATE": "a"}, ["WHATSAPP_APP_SECRET is not set"]),
    ],
)
def test_ways_out_that_are_missing_or_unsafe_are_found(
    given: dict[str, str], sentences: list[str], settings: Settings
) -> None:
    settings.SMTP_URL = ""
    for name, value in given.items():
        setattr(settings, name, value)

    told = said()

    assert [sentence for sentence in sentences if sentence not in told] == []
    assert "secret" not in told


def test_a_force_that_has_switched_whatsapp_on_needs_somebody_to_carry_it(now: datetime) -> None:
    assert "WhatsApp" not in said()

    change_force(FORCE, changes={"channels": "whatsapp"}, by=OPERATOR, now=now)

    assert "has switched WhatsApp on and nobody carries it" in said()
    with pytest.raises(BadSetting, match="whatsapp"):
        change_force(FORCE, changes={"channels": "pigeon"}, by=OPERATOR, now=now)
