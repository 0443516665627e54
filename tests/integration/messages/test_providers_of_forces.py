"""A force's own keys to its provider go before the environment's."""

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.messages.world import FORCE
from waypost.access.provider_keys import keep_provider_keys
from waypost.messages.providers.notify import NotifySettings, notify_settings
from waypost.messages.providers.set_up import channels_set_up, providers_set_up
from waypost.messages.values import Channel

pytestmark = pytest.mark.django_db
OWN_KEY = DEMO_API_KEY.replace("anyshire_demo", "own_key")


def test_the_environments_key_is_used_where_the_force_has_none() -> None:
    assert how({}).api_key == DEMO_API_KEY
    assert channels_set_up(FORCE) == {Channel.SMS}


def test_a_key_of_the_forces_own_goes_before_the_environments() -> None:
    keep_provider_keys(FORCE, keys={"notify_api_key": OWN_KEY, "notify_template_sms": "own"})

    own = how({"notify_api_key": OWN_KEY, "notify_template_sms": "own"})

    assert (own.api_key, own.sms_template) == (OWN_KEY, "own")
    assert set(providers_set_up(FORCE)) == {Channel.SMS}


def test_a_force_with_its_own_key_has_a_provider_where_the_environment_names_none(settings: Settings) -> None:
    settings.NOTIFY_API_KEY = ""
    assert channels_set_up(FORCE) == frozenset()

    keep_provider_keys(FORCE, keys={"notify_api_key": OWN_KEY, "notify_template_sms": SMS_TEMPLATE_ID})

    assert channels_set_up(FORCE) == {Channel.SMS}


def how(own: dict[str, str]) -> NotifySettings:
    found = notify_settings(own)
    assert found is not None
    return found
