"""What every provider that is called over HTTP reads the same way: was there a connection at all, and when again?"""

from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from waypost.base import clock

_LONGEST_RETRY_AFTER_S = 3600.0


def never_connected(error: BaseException | None) -> bool:
    """Whether the connection itself failed, so that not a byte of ours can have arrived."""
    if isinstance(error, requests.ConnectionError) and error.args:
        wrapped = error.args[0]
        error = wrapped.reason if isinstance(wrapped, MaxRetryError) else None
    return isinstance(error, (NewConnectionError, ConnectTimeoutError))


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a `Retry-After` asks for, given as seconds or a date; garbage asks for nothing."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - clock.now()).total_seconds()
        except (TypeError, ValueError):
            return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)
