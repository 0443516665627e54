"""A phone that texts really come to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID, ApiKey, PhoneConfig
from demo.phone.server import PhoneServer


@pytest.fixture
def phone(tmp_path: Path, settings: Settings) -> Iterator[str]:
    """Yield the address of a phone that this installation sends its texts to."""
    config = PhoneConfig(data_dir=tmp_path / "phone", api_key=ApiKey.parse(DEMO_API_KEY))
    with PhoneServer(config, port=0) as server:
        settings.NOTIFY_BASE_URL = server.url
        settings.NOTIFY_API_KEY = DEMO_API_KEY
        settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
        yield server.url
