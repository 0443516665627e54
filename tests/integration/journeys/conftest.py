"""A source, Notify set up where nobody listens, and journeys of the tests' own."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.journeys.stories import STORIES, in_force_for_a_while, put_in_force
from tests.snapshots import a_source
from waypost.cases.values import SourceFacts


@pytest.fixture(autouse=True)
def _notify_is_set_up(settings: Settings) -> None:
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY = DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID


@pytest.fixture
def stories(db: None, now: datetime) -> None:
    """Put the tests' own journeys in force, until the test ends."""
    put_in_force(STORIES, now=now)


@pytest.fixture
def source(stories: None, now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


@pytest.fixture
def committed_stories(committed_db: None, now: datetime) -> Iterator[None]:
    """Put the tests' own journeys in force where transactions commit."""
    with in_force_for_a_while(STORIES, now=now):
        yield
