"""A world with one case, and GOV.UK Notify set up, for the tests of this room."""

from datetime import datetime

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.messages.world import FakeProvider, World, a_world


@pytest.fixture(autouse=True)
def notify(settings: Settings) -> None:
    """Set Notify and a mail server up, at addresses where nobody listens."""
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY = DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
    settings.NOTIFY_CALLBACK_TOKEN = "a token for tests"
    settings.SMTP_URL = "smtp://127.0.0.1:9"


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return a_world(now)


@pytest.fixture
def mail() -> FakeProvider:
    """Return a mail server that takes everything."""
    return FakeProvider(name="smtp", timeout_s=5.0, reconcile_after_s=0.0)


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()
