"""Whether anything of ours can have arrived, and when a provider wants to be asked again."""

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from waypost.messages.providers.over_http import never_connected, retry_after

POOL = HTTPConnectionPool("example.org")
LINE = HTTPConnection("example.org")
NO_LINE = [NewConnectionError(LINE, "refused"), ConnectTimeoutError(LINE, "no answer")]
BROKEN = [ReadTimeoutError(POOL, "/", "slow"), ProtocolError("reset")]


@pytest.mark.parametrize("error", NO_LINE)
def test_without_a_connection_nothing_can_have_arrived(error: HTTPError) -> None:
    assert never_connected(error)
    assert never_connected(requests.ConnectionError(MaxRetryError(POOL, "/", error)))


@pytest.mark.parametrize("error", BROKEN)
def test_where_a_connection_broke_nobody_knows(error: HTTPError) -> None:
    assert not never_connected(error)
    assert not never_connected(requests.ConnectionError(MaxRetryError(POOL, "/", error)))


@pytest.mark.parametrize(
    "error", [None, OSError(), TimeoutError(), requests.ConnectionError(), requests.ConnectionError(ProtocolError())]
)
def test_of_anything_else_nobody_knows_either(error: BaseException | None) -> None:
    assert not never_connected(error)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, None), ("", None), ("soon", None), ("7", 7.0), ("-3", 0.0), ("86400", 3600.0),
        ("Fri, 20 Nov 2020 12:00:00 GMT", 0.0), ("Fri, 20 Nov 2099 12:00:00 GMT", 3600.0),
    ],
)  # fmt: skip
def test_a_pause_is_read_as_seconds_or_a_date_and_has_its_bounds(said: str | None, seconds: float | None) -> None:
    assert retry_after(said) == seconds
