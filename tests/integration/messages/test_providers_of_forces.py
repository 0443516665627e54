"""A force's own keys to its providers go before the environment's; each channel has its own."""

import logging

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.messages.world import FORCE
from waypost.access.provider_keys import keep_provider_keys
from waypost.messages.providers.notify import NotifySettings, notify_settings
from waypost.messages.providers.set_up import channels_set_up, providers_set_up, smtp_settings
from waypost.messages.values import Channel

pytestmark = pytest.mark.django_db
OWN_KEY = DEMO_API_KEY.replace("anyshire_demo", "own_key")
OWN_SMTP = "smtps://waypost:secret@mail.own.example.org"


def test_the_environments_key_is_used_where_the_force_has_none() -> None:
    assert how({}).api_key == DEMO_API_KEY
    assert channels_set_up(FORCE) == {Channel.SMS, Channel.EMAIL}


def test_a_key_of_the_forces_own_goes_before_the_environments() -> None:
    keep_provider_keys(FORCE, keys={"notify_api_key": OWN_KEY, "notify_template_sms": "own", "smtp_url": OWN_SMTP})

    own = how({"notify_api_key": OWN_KEY, "notify_template_sms": "own"})
    mail = smtp_settings({"smtp_url": OWN_SMTP})

    assert (own.api_key, own.sms_template) == (OWN_KEY, "own")
    assert mail is not None
    assert (mail.host, mail.port, mail.user) == ("mail.own.example.org", 465, "waypost")
    assert set(providers_set_up(FORCE)) == {Channel.SMS, Channel.EMAIL}


def test_a_force_with_its_own_key_has_a_provider_where_the_environment_names_none(settings: Settings) -> None:
    settings.NOTIFY_API_KEY = settings.SMTP_URL = ""
    assert channels_set_up(FORCE) == frozenset()

    keep_provider_keys(FORCE, keys={"notify_api_key": OWN_KEY, "notify_template_sms": SMS_TEMPLATE_ID})
    assert channels_set_up(FORCE) == {Channel.SMS}

    keep_provider_keys(FORCE, keys={"smtp_url": OWN_SMTP})
    assert channels_set_up(FORCE) == {Channel.SMS, Channel.EMAIL}


def test_an_address_that_cannot_be_right_takes_only_its_own_channel_away(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMTP_URL = "smtp://waypost:secret@mail.example.org:port"

    with caplog.at_level(logging.ERROR):
        found = providers_set_up(FORCE)

    assert set(found) == {Channel.SMS}
    assert "SMTP_URL cannot be read" in caplog.text
    assert "secret" not in caplog.text


def how(own: dict[str, str]) -> NotifySettings:
    found = notify_settings(own)
    assert found is not None
    return found
