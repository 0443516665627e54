"""A control room that sends messages, and Notify set up where nobody listens."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.connectors.storm.feeds import a_storm_source
from tests.unit.connectors.storm.samples import mapping
from waypost.cases.values import SourceFacts
from waypost.connectors.storm.values import StormMapping, TypeRule


@pytest.fixture(autouse=True)
def _notify_is_set_up(settings: Settings) -> None:
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY = DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID


@pytest.fixture
def source(db: None, now: datetime) -> SourceFacts:
    return a_storm_source(now)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "drops"
    path.mkdir()
    return path


@pytest.fixture
def dropped(db: None, folder: Path, now: datetime) -> SourceFacts:
    """Return a source whose messages are dropped in a folder."""
    return a_storm_source(now, folder=folder)[0]


@pytest.fixture
def wider() -> StormMapping:
    """Return the samples' mapping with one more type of message."""
    return replace(mapping(), types={**mapping().types, "EVACUATE": TypeRule()})
