"""A source, and GOV.UK Notify set up where nobody listens."""

from datetime import datetime

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.messages.world import FakeProvider
from tests.snapshots import a_source
from waypost.cases.values import SourceFacts


@pytest.fixture(autouse=True)
def _providers_are_set_up(settings: Settings) -> None:
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY = DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
    settings.SMTP_URL = "smtp://127.0.0.1:9"


@pytest.fixture
def source(db: None, now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()
