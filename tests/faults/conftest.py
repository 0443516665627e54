"""A world whose transactions commit, and a phone to deliver to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID, ApiKey, PhoneConfig
from demo.phone.server import PhoneServer
from tests.faults.drill import Drill, settings_of_workers
from tests.integration.messages.world import World, a_world
from waypost.base import clock


@pytest.fixture
def drill(tmp_path: Path, settings: Settings) -> Iterator[Drill]:
    settings.NOTIFY_API_KEY = DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
    config = PhoneConfig(data_dir=tmp_path, api_key=ApiKey.parse(DEMO_API_KEY))
    with PhoneServer(config, port=0) as phone:
        settings.NOTIFY_BASE_URL = phone.url
        settings.SMTP_URL = f"smtp://127.0.0.1:{phone.mail_port}"
        drill = Drill(phone.url, settings_of_workers(phone.url, mail_port=phone.mail_port))
        drill.order()
        yield drill


@pytest.fixture
def world(committed_db: None, drill: Drill) -> World:
    # Faults happen in real time.
    return a_world(clock.now())
