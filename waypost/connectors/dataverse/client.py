"""
Talk to a service that speaks OData: sign in, wait where it asks for it, read page by page, add a row once.

Everything that it says is bounded: how long it may take, how much it may send, where its links lead.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from requests.auth import AuthBase

from waypost.connectors.dataverse.addresses import BadAddress, Question, address_of, checked_link, row_address
from waypost.connectors.dataverse.answers import NotOData, Page, error_code_of, object_of, page_of
from waypost.connectors.dataverse.values import BasicSignIn, ClientCredentials, Service

PAGE_ROWS = 1_000
LONGEST_ANSWER_BYTES = 32 * 1024 * 1024
MOST_PAGES = 20_000
CONNECT_TIMEOUT_S = 10
READ_TIMEOUT_S = 60
ANSWER_TIMEOUT_S = 120
LONGEST_PAUSE_S = 30.0
"""The longest that one call waits for a service that is too busy; the poll's lease is longer."""

_CHUNK = 65_536
_PAUSE_S = 2.0  # where a busy service names no time
_EXPIRED = "0x80044352"


class ServiceFailed(RuntimeError):
    """The service did not do what was asked. `code` is a word of ours and holds nothing of its answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LinkExpired(ServiceFailed):
    """The service no longer knows what has changed since the link was given: everything is to be read again."""


class Unanswerable(ServiceFailed):
    """The service cannot answer just this question, as where a row that it holds is broken."""


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Bearer(AuthBase):
    """Sets the header itself, so that no password file of the machine's user is looked into."""

    def __init__(self, header: str) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header:
            request.headers["Authorization"] = self._header
        return request


class Client:
    """One service, as one user. Connections are kept while it is open."""

    def __init__(self, service: Service, *, sleep_fn: Callable[[float], None]) -> None:
        self._service = service
        self._sleep = sleep_fn
        self._session = requests.Session()
        self._auth: _Bearer | None = None
        self.present: datetime | None = None
        """The service's own present at its last answer; None before it, and where it does not say."""

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def pages(self, question: Question, *, track: bool = False) -> Iterator[Page]:
        """
        Yield all pages of an answer; with `track` the last one has a link to what changes from now on.

        *Source:* OData Version 4.0 Part 1, 8.2.8.6 "Preference odata.track-changes"; 11.3 "Requesting Changes".
        :raises ServiceFailed: if a page cannot be read, or the pages never end.
        """
        return self._follow(address_of(question, root=self._service.root), track=track)

    def pages_from(self, link: str) -> Iterator[Page]:
        """
        Yield all pages from a link on that the service gave earlier.

        :raises LinkExpired: if it knows the link no more.
        :raises ServiceFailed: if a page cannot be read, or the pages never end.
        """
        return self._follow(self._own(link), track=False)

    def rows(self, question: Question) -> Iterator[Mapping[str, object]]:
        """
        Yield all rows of an answer.

        :raises ServiceFailed: if a page cannot be read, or the pages never end.
        """
        for page in self.pages(question):
            yield from page.rows

    def put_new(self, table: str, key: str, row: Mapping[str, object]) -> None:
        """
        Add a row under a key of ours; one that is there already stays as it is.

        *Source:* Dataverse developer guide, "Prevent update in upsert".
        :raises ServiceFailed: if it was not added, or we cannot know.
        """
        address = row_address(table, key, root=self._service.root)
        answer = self._ask("PATCH", address, {"If-None-Match": "*"}, row)
        if answer.status not in {200, 201, 204, 412}:
            raise self._failure(answer)

    def add(self, table: str, row: Mapping[str, object]) -> None:
        """
        Add a row under a key of the service's.

        :raises ServiceFailed: if it was not added, or we cannot know.
        """
        answer = self._ask("POST", self._service.root + table, {}, row)
        if answer.status not in {200, 201, 204}:
            raise self._failure(answer)

    def _follow(self, address: str, *, track: bool) -> Iterator[Page]:
        prefer = f"odata.maxpagesize={PAGE_ROWS}" + (",odata.track-changes" if track else "")
        seen: set[str] = set()
        following: str | None = address
        while following is not None:
            if following in seen:
                raise ServiceFailed("pages_in_a_circle")
            if len(seen) >= MOST_PAGES:
                raise ServiceFailed("too_many_pages")
            seen.add(following)
            page = self._page(following, prefer)
            following = self._own(page.next_link) if page.next_link is not None else None
            yield Page(page.rows, page.gone, following, self._own(page.delta_link) if page.delta_link else None)

    def _page(self, address: str, prefer: str) -> Page:
        answer = self._ask("GET", address, {"Prefer": prefer}, None)
        if answer.status != 200:
            raise self._failure(answer)
        try:
            return page_of(answer.body)
        except NotOData as error:
            raise Unanswerable(error.code) from None

    def _own(self, link: object) -> str:
        try:
            return checked_link(link, root=self._service.root)
        except BadAddress:
            raise ServiceFailed("foreign_link") from None

    def _failure(self, answer: _Answer) -> ServiceFailed:
        if 300 <= answer.status < 400:
            return ServiceFailed("redirected")
        if answer.status == 410 or error_code_of(answer.body) == _EXPIRED:
            return LinkExpired("link_expired")
        code = f"http_{answer.status}"
        return Unanswerable(code) if answer.status == 500 else ServiceFailed(code)

    def _ask(self, method: str, address: str, headers: Mapping[str, str], row: Mapping[str, object] | None) -> _Answer:
        waited, is_renewed = 0.0, False
        while True:
            answer = self._send(method, address, auth=self._signed_in(), headers=headers, json=row)
            if answer.status == 401 and self._service.sign_in is not None and not is_renewed:
                # Access ends in the middle of a long read; what was refused was not done.
                self._auth, is_renewed = None, True
            elif answer.status in {429, 503}:
                pause = _pause(answer)
                waited += pause
                if waited > LONGEST_PAUSE_S:
                    raise ServiceFailed("throttled")
                self._sleep(pause)
            else:
                return answer

    def _signed_in(self) -> _Bearer:
        if self._auth is None:
            self._auth = _Bearer(self._authorisation())
        return self._auth

    def _authorisation(self) -> str:
        match self._service.sign_in:
            case ClientCredentials() as asked:
                return f"Bearer {self._token(asked)}"
            case BasicSignIn() as basic:
                return basic.header
        return ""

    def _token(self, asked: ClientCredentials) -> str:
        """*Source:* RFC 6749, 4.4 "Client Credentials Grant"."""
        form = {
            "grant_type": "client_credentials",
            "client_id": asked.client_id,
            "client_secret": asked.client_secret,
            "scope": asked.scope,
        }
        answer = self._send("POST", asked.token_endpoint, auth=_Bearer(""), data=form)
        if answer.status != 200:
            raise ServiceFailed(f"sign_in_{answer.status}")
        try:
            token = object_of(answer.body).get("access_token")
        except NotOData:
            token = None
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise ServiceFailed("sign_in_unusable")
        return token

    def _send(  # one place where a request leaves
        self,
        method: str,
        address: str,
        *,
        auth: AuthBase,
        headers: Mapping[str, str] | None = None,
        json: Mapping[str, object] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> _Answer:
        until = time.monotonic() + ANSWER_TIMEOUT_S
        try:
            with self._session.request(
                method,
                address,
                auth=auth,
                headers={"Accept": "application/json", "OData-MaxVersion": "4.0", "OData-Version": "4.0"}
                | dict(headers or {}),
                json=json,
                data=data,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                # A redirect could lead anywhere, and the key would go along.
                allow_redirects=False,
                stream=True,
            ) as answer:
                self.present = _date(answer.headers.get("Date", "")) or self.present
                return _Answer(answer.status_code, answer.headers, _body(answer, until))
        except requests.Timeout:
            raise ServiceFailed("timeout") from None
        except requests.RequestException:
            raise ServiceFailed("unreachable") from None


def _body(answer: requests.Response, until: float) -> bytes:
    parts, size = [], 0
    for part in answer.iter_content(_CHUNK):  # unpacked, so that a small file that swells is counted as it is
        size += len(part)
        if size > LONGEST_ANSWER_BYTES:
            raise Unanswerable("answer_too_long")
        if time.monotonic() > until:
            raise ServiceFailed("timeout")
        parts.append(part)
    return b"".join(parts)


def _pause(answer: _Answer) -> float:
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
