"""
A line to one service. Read `Line.ask` first.

Everything that a service says is bounded: how long it may take, how much it may send, how long it may let us wait.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from requests.auth import AuthBase

LONGEST_ANSWER_BYTES = 32 * 1024 * 1024
CONNECT_TIMEOUT_S = 10
READ_TIMEOUT_S = 60
ANSWER_TIMEOUT_S = 120
LONGEST_PAUSE_S = 30.0
"""The longest that one call waits for a service that is too busy; the poll's lease is longer."""

_CHUNK = 65_536
_PAUSE_S = 2.0  # where a busy service names no time


class CallFailed(RuntimeError):
    """The service did not do what was asked. `code` is a word of ours and holds nothing of its answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unanswerable(CallFailed):
    """The service cannot answer just this question, as where a row that it holds is broken."""


@dataclass(frozen=True)
class Request:
    """What is asked: with `json` or a `form` as its body, or neither. `headers` may hold a secret."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Mapping[str, object] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """What was answered, in full."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class _AsTheHeadersSay(AuthBase):
    """Stands where `requests` would look into a password file of the machine's user."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Line:
    """A line to one service. Connections are kept while it is open."""

    def __init__(self, *, sleep_fn: Callable[[float], None]) -> None:
        self._sleep = sleep_fn
        self._session = requests.Session()
        self.present: datetime | None = None
        """The service's own present at its last answer; None before it, and where it does not say."""

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def ask(self, request: Request) -> Answer:
        """
        Return the answer, whatever its status; a service that is busy is asked again when it says.

        :raises CallFailed: if there is none in time, or the service is busy for too long.
        :raises Unanswerable: if it is too long.
        """
        waited = 0.0
        while (answer := self.send(request)).status in {429, 503}:
            pause = _pause(answer)
            waited += pause
            if waited > LONGEST_PAUSE_S:
                raise CallFailed("throttled")
            self._sleep(pause)
        return answer

    def send(self, request: Request) -> Answer:
        """
        Return the answer, whatever its status: the one place where a request leaves.

        :raises CallFailed: if there is none in time.
        :raises Unanswerable: if it is too long.
        """
        until = time.monotonic() + ANSWER_TIMEOUT_S
        try:
            with self._session.request(
                request.method,
                request.address,
                auth=_AsTheHeadersSay(),
                headers={"Accept": "application/json", "User-Agent": "waypost", **request.headers},
                json=request.json,
                data=request.form,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                # A redirect could lead anywhere, and the key would go along.
                allow_redirects=False,
                stream=True,
            ) as answer:
                self.present = _date(answer.headers.get("Date", "")) or self.present
                return Answer(answer.status_code, answer.headers, _body(answer, until))
        except requests.Timeout:
            raise CallFailed("timeout") from None
        except requests.RequestException:
            raise CallFailed("unreachable") from None


class Trail:
    """The pages of one answer, by address: one that leads in a circle, or never ends, is noticed."""

    def __init__(self, *, most: int) -> None:
        self._seen: set[str] = set()
        self._most = most

    def step(self, address: str) -> None:
        """
        Note that a page is asked for.

        :raises CallFailed: if it was before, or it is one too many.
        """
        if address in self._seen:
            raise CallFailed("pages_in_a_circle")
        if len(self._seen) >= self._most:
            raise CallFailed("too_many_pages")
        self._seen.add(address)


def failure_of(answer: Answer) -> CallFailed:
    """Return what an answer means that is not what was wanted."""
    if 300 <= answer.status < 400:
        return CallFailed("redirected")
    code = f"http_{answer.status}"
    return Unanswerable(code) if answer.status == 500 else CallFailed(code)


def _body(answer: requests.Response, until: float) -> bytes:
    parts, size = [], 0
    for part in answer.iter_content(_CHUNK):  # unpacked, so that a small file that swells is counted as it is
        size += len(part)
        if size > LONGEST_ANSWER_BYTES:
            raise Unanswerable("answer_too_long")
        if time.monotonic() > until:
            raise CallFailed("timeout")
        parts.append(part)
    return b"".join(parts)


def _pause(answer: Answer) -> float:
    """*Source:* RFC 9110, 10.2.3 "Retry-After": seconds, or a date."""
    told = answer.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    at = _date(told)
    return max((at - datetime.now(UTC)).total_seconds(), _PAUSE_S) if at else _PAUSE_S


def _date(told: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
