"""A world with one case, and a call handler who has signed in."""

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.console.case_page.handling import CHRIS
from tests.integration.console.desk import Browser, signed_in
from tests.integration.messages.world import World, a_world
from waypost.base import clock


@pytest.fixture(autouse=True)
def providers(settings: Settings) -> None:
    """Set Notify and a mail server up, at addresses where nobody listens."""
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = "http://127.0.0.1:9", DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS, settings.SMTP_URL = SMS_TEMPLATE_ID, "smtp://127.0.0.1:9"


@pytest.fixture
def world(db: None) -> World:
    return a_world(clock.now())


@pytest.fixture
def handler(db: None) -> Browser:
    return signed_in(clock.now(), CHRIS)
