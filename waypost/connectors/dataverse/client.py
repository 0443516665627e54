"""
Talk to a service that speaks OData: sign in, wait where it asks for it, read page by page, add a row once.

Everything that it says is bounded: how long it may take, how much it may send, where its links lead.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from waypost.connectors.calling.addresses import BadAddress, checked_link
from waypost.connectors.calling.line import Answer, CallFailed, Line, Request, Trail, Unanswerable, failure_of
from waypost.connectors.dataverse.addresses import Question, address_of, row_address
from waypost.connectors.dataverse.answers import NotOData, Page, error_code_of, object_of, page_of
from waypost.connectors.dataverse.values import BasicSignIn, ClientCredentials, Service

PAGE_ROWS = 1_000
MOST_PAGES = 20_000
_EXPIRED = "0x80044352"
_VERSION = {"OData-MaxVersion": "4.0", "OData-Version": "4.0"}


class LinkExpired(CallFailed):
    """The service no longer knows what has changed since the link was given: everything is to be read again."""


class Client:
    """One service, as one user. Connections are kept while it is open."""

    def __init__(self, service: Service, *, sleep_fn: Callable[[float], None]) -> None:
        self._service = service
        self._line = Line(sleep_fn=sleep_fn)
        self._authorised: Mapping[str, str] | None = None

    @property
    def present(self) -> datetime | None:
        """The service's own present at its last answer; None before it, and where it does not say."""
        return self._line.present

    def close(self) -> None:
        """Close all connections."""
        self._line.close()

    def pages(self, question: Question, *, track: bool = False) -> Iterator[Page]:
        """
        Yield all pages of an answer; with `track` the last one has a link to what changes from now on.

        *Source:* OData Version 4.0 Part 1, 8.2.8.6 "Preference odata.track-changes"; 11.3 "Requesting Changes".
        :raises CallFailed: if a page cannot be read, or the pages never end.
        """
        return self._follow(address_of(question, root=self._service.root), track=track)

    def pages_from(self, link: str) -> Iterator[Page]:
        """
        Yield all pages from a link on that the service gave earlier.

        :raises LinkExpired: if it knows the link no more.
        :raises CallFailed: if a page cannot be read, or the pages never end.
        """
        return self._follow(self._own(link), track=False)

    def rows(self, question: Question) -> Iterator[Mapping[str, object]]:
        """
        Yield all rows of an answer.

        :raises CallFailed: if a page cannot be read, or the pages never end.
        """
        for page in self.pages(question):
            yield from page.rows

    def put_new(self, table: str, key: str, row: Mapping[str, object]) -> None:
        """
        Add a row under a key of ours; one that is there already stays as it is.

        *Source:* Dataverse developer guide, "Prevent update in upsert".
        :raises CallFailed: if it was not added, or we cannot know.
        """
        address = row_address(table, key, root=self._service.root)
        answer = self._ask("PATCH", address, {"If-None-Match": "*"}, row)
        if answer.status not in {200, 201, 204, 412}:
            raise self._failure(answer)

    def add(self, table: str, row: Mapping[str, object]) -> None:
        """
        Add a row under a key of the service's.

        :raises CallFailed: if it was not added, or we cannot know.
        """
        answer = self._ask("POST", self._service.root + table, {}, row)
        if answer.status not in {200, 201, 204}:
            raise self._failure(answer)

    def _follow(self, address: str, *, track: bool) -> Iterator[Page]:
        prefer = f"odata.maxpagesize={PAGE_ROWS}" + (",odata.track-changes" if track else "")
        trail = Trail(most=MOST_PAGES)
        following: str | None = address
        while following is not None:
            trail.step(following)
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
            return checked_link(link, root=self._service.root, base=self._service.root)
        except BadAddress:
            raise CallFailed("foreign_link") from None

    def _failure(self, answer: Answer) -> CallFailed:
        if answer.status == 410 or error_code_of(answer.body) == _EXPIRED:
            return LinkExpired("link_expired")
        return failure_of(answer)

    def _ask(self, method: str, address: str, headers: Mapping[str, str], row: Mapping[str, object] | None) -> Answer:
        answer = self._line.ask(Request(method, address, self._headers(headers), json=row))
        if answer.status == 401 and self._service.sign_in is not None:
            # Access ends in the middle of a long read; what was refused was not done.
            self._authorised = None
            answer = self._line.ask(Request(method, address, self._headers(headers), json=row))
        return answer

    def _headers(self, more: Mapping[str, str]) -> Mapping[str, str]:
        if self._authorised is None:
            written = self._authorisation()
            self._authorised = {"Authorization": written} if written else {}
        return {**_VERSION, **self._authorised, **more}

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
        answer = self._line.send(Request("POST", asked.token_endpoint, _VERSION, form=form))
        if answer.status != 200:
            raise CallFailed(f"sign_in_{answer.status}")
        try:
            token = object_of(answer.body).get("access_token")
        except NotOData:
            token = None
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise CallFailed("sign_in_unusable")
        return token
