"""A phone of its own for each test, and what a force's server would receive from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.phone.config import DEMO_API_KEY, ApiKey, Callback, PhoneConfig
from demo.phone.server import PhoneServer
from tests.verification.clients import NotifyClient, notify_client
from tests.verification.receipts import CALLBACK_TOKEN, CallbackServer, callback_server


@pytest.fixture
def callbacks() -> Iterator[CallbackServer]:
    """Return a running server for receipts."""
    with callback_server() as running:
        yield running


@pytest.fixture
def phone_config(tmp_path: Path, callbacks: CallbackServer) -> PhoneConfig:
    """Return a phone's settings that send receipts at once, and repeat them soon."""
    return PhoneConfig(
        data_dir=tmp_path / "phone",
        api_key=ApiKey.parse(DEMO_API_KEY),
        callback=Callback(f"http://127.0.0.1:{callbacks.port}/receipts", CALLBACK_TOKEN),
        receipt_delay_s=0,
        retry_pause_s=0,
    )


@pytest.fixture
def phone(phone_config: PhoneConfig) -> Iterator[PhoneServer]:
    """Return a running phone."""
    with PhoneServer(phone_config, port=0) as running:
        yield running


@pytest.fixture
def client(phone: PhoneServer) -> NotifyClient:
    """Return GOV.UK Notify's own Python client, pointed at the phone."""
    return notify_client(phone)
