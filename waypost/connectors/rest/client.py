"""Ask a service for a page, for the page after it, and post to it once. Read `Client.pages` first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from requests.utils import parse_header_links

from waypost.base.values import JsonValue
from waypost.cases.snapshot import NotJson, decode_json
from waypost.cases.snapshot.parsing import RepeatedKey
from waypost.connectors.calling.addresses import BadAddress, checked_link
from waypost.connectors.calling.line import Answer, CallFailed, Line, Request, Trail, failure_of
from waypost.connectors.mapping.nested import Ambiguous, scalar_at, steps_of
from waypost.connectors.polling.cursor import source_time
from waypost.connectors.rest.values import Paging, Service

MOST_PAGES = 20_000
_TICK = timedelta(seconds=1)  # whether the moment itself is meant by `since`, services differ


@dataclass(frozen=True)
class Page:
    """The records of one answer with the times of change that can be read, and the address of the next page."""

    records: tuple[JsonValue, ...]
    times: tuple[datetime, ...]
    following: str | None


class Client:
    """One service. Connections are kept while it is open."""

    def __init__(self, service: Service, *, sleep_fn: Callable[[float], None]) -> None:
        self._service = service
        self._line = Line(sleep_fn=sleep_fn)

    def close(self) -> None:
        """Close all connections."""
        self._line.close()

    def pages(self, since: datetime | None) -> Iterator[Page]:
        """
        Yield all pages of what has changed since a time; from the start where there is none.

        :raises CallFailed: if a page cannot be read, or the pages never end.
        """
        trail = Trail(most=MOST_PAGES)
        address: str | None = self._first(since)
        number = 1
        while address is not None:
            trail.step(address)
            page = self._page(address, number=number)
            yield page
            reached = self._reached(page)
            if page.following and reached is not None and (since is None or reached > since):
                since, number, address = reached, 1, self._first(reached)
            else:
                number, address = number + 1, page.following

    def post(self, to: str, body: Mapping[str, object], *, headers: Mapping[str, str]) -> None:
        """
        Post a body to an address within the service; one that it has already (409) is there.

        :raises CallFailed: if it was not taken, or we cannot know.
        """
        address = self._own(to, base=self._service.url)
        answer = self._line.ask(Request("POST", address, {**self._service.headers, **headers}, json=body))
        if not (200 <= answer.status < 300 or answer.status == 409):
            raise failure_of(answer)

    def _page(self, address: str, *, number: int) -> Page:
        answer = self._line.ask(Request("GET", address, self._service.headers))
        if answer.status != 200:
            raise failure_of(answer)
        document = _document(answer)
        records = _records(document, self._service)
        times = tuple(at for each in records if (at := changed_at(each, self._service)) is not None)
        if records and not times:
            # The position would never move, and everything be read at each poll.
            raise CallFailed("no_time_of_change")
        link = _link(answer, document, self._service)
        if link is not None:
            return Page(records, times, self._own(link, base=address))
        is_numbered = self._service.paging is Paging.NUMBER and records
        return Page(records, times, _with(address, {self._service.named: str(number + 1)}) if is_numbered else None)

    def _reached(self, page: Page) -> datetime | None:
        """Return the time up to which everything is read after a page, None where that cannot be known."""
        if not self._service.is_oldest_first or not page.times:
            return None
        if list(page.times) != sorted(page.times):
            raise CallFailed("not_oldest_first")
        return (page.times[-1] - _TICK).replace(microsecond=0)

    def _first(self, since: datetime | None) -> str:
        asked = {} if since is None else {self._service.since: written(since)}
        if self._service.paging is Paging.NUMBER:
            asked[self._service.named] = "1"
        return _with(self._service.url, asked)

    def _own(self, link: object, *, base: str) -> str:
        try:
            return checked_link(link, root=urljoin(self._service.url, "/"), base=base)
        except BadAddress:
            raise CallFailed("foreign_link") from None


def written(at: datetime) -> str:
    """Return a time as services are asked: in UTC where it has an offset, else as it is."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at.tzinfo else at.strftime("%Y-%m-%dT%H:%M:%S")


def changed_at(record: JsonValue, service: Service) -> datetime | None:
    """Return a record's time of change by the service's clock, or None where it has none that can be read."""
    try:
        at = datetime.fromisoformat(str(scalar_at(record, service.changed)))
    except (ValueError, Ambiguous):
        return None
    if at.tzinfo is None and service.zone is None:
        return None
    return source_time(at, zone=service.zone)


def _document(answer: Answer) -> JsonValue:
    try:
        return decode_json(answer.body)
    except NotJson:
        raise CallFailed("no_json") from None


def _records(document: JsonValue, service: Service) -> tuple[JsonValue, ...]:
    node = document
    for step in service.records:
        # Of a list that stands there twice nobody knows which one holds.
        if not isinstance(node, dict) or isinstance(node, RepeatedKey):
            raise CallFailed("no_list")
        node = node.get(step)
    if not isinstance(node, list):
        raise CallFailed("no_list")
    return tuple(node)


def _link(answer: Answer, document: JsonValue, service: Service) -> str | None:
    if service.paging is Paging.HEADER:
        links = parse_header_links(answer.headers.get("Link", ""))
        return next((each["url"] for each in links if each.get("rel") == "next"), None)
    if service.paging is not Paging.LINK:
        return None
    try:
        link = scalar_at(document, steps_of(service.named, by="."))
    except Ambiguous:
        raise CallFailed("no_link") from None
    if link is not None and not isinstance(link, str):
        raise CallFailed("no_link")
    return link or None


def _with(address: str, asked: Mapping[str, str]) -> str:
    """Return an address with these parameters, instead of what it says of them."""
    parts = urlsplit(address)
    others = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in asked]
    return urlunsplit(parts._replace(query=urlencode([*others, *asked.items()])))
