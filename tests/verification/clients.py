"""GOV.UK Notify's own Python client, which the phone is tested against."""

from typing import Any, TypeAlias

import pytest
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from demo.phone.config import DEMO_API_KEY
from demo.phone.server import PhoneServer

# The package says that it is typed and annotates almost nothing.
NotifyClient: TypeAlias = Any


def notify_client(phone: PhoneServer, *, key: str = DEMO_API_KEY, timeout_s: float = 5) -> NotifyClient:
    """Return the client, pointed at the phone."""
    return NotificationsAPIClient(key, base_url=phone.url, timeout=timeout_s)  # type: ignore[no-untyped-call]


def errors_of(refused: pytest.ExceptionInfo[HTTPError]) -> list[dict[str, str]]:
    """Return the errors that the client reads out of an answer."""
    message = refused.value.message
    assert isinstance(message, list)
    return message
