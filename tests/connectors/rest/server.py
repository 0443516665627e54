"""A made-up service that lists cases over HTTP, in every way to name the next page, and fails as it is told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Fault = Callable[["Answer"], None]
Case = dict[str, Any]
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class Answer:
    """What is sent; a fault changes it."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    """Instead of the body."""
    cut: int = 0
    """Bytes that are announced and never come."""
    slow_s: float = 0


@dataclass
class CaseList:
    """All that the service has. `pages_by`: link, number or header."""

    cases: dict[int, Case] = field(default_factory=dict)
    pages_by: str = "link"
    page_size: int = 2
    key: str = "made-up-key"
    faults: list[Fault | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    posted: dict[str, tuple[str, Any]] = field(default_factory=dict)
    is_newest_first: bool = False

    def put(self, number: int, *, at: datetime, **more: Any) -> None:
        """Add a case, or change it."""
        known = self.cases.get(number, case(number))
        self.cases[number] = {**known, **more, "dates": {**known["dates"], "changed": at.isoformat()}}

    def get(self, address: str) -> Answer:
        """Answer one page of what has changed since the time that is asked for, that time included."""
        parts = urlsplit(address)
        told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        since = datetime.fromisoformat(told.get("since", "0001-01-01T00:00:00Z"))
        fitting = [each for each in self.cases.values() if changed(each) >= since]
        fitting.sort(key=lambda each: (changed(each), each["id"]), reverse=self.is_newest_first)
        number = int(told.get("page", "1"))
        shown = fitting[(number - 1) * self.page_size : number * self.page_size]
        rest = f"since={told['since'].replace('+', '%2B')}&" if "since" in told else ""
        following = f"/api/cases?{rest}page={number + 1}" if number * self.page_size < len(fitting) else None
        answer = Answer(200, {"data": {"items": shown}})
        if self.pages_by == "link":
            answer.body["paging"] = {"next": following}
        if self.pages_by == "header" and following:
            answer.headers["Link"] = f'</api>; rel="up", <{following}>; rel="next"'
        return answer

    def post(self, address: str, key: str, body: Any) -> Answer:
        """Take what is posted once."""
        if key in self.posted:
            return Answer(409, {"error": "known"})
        self.posted[key] = (address, body)
        return Answer(201, {})


def case(number: int) -> Case:
    """Return a made-up case."""
    return {
        "id": number,
        "crime-ref": f"MADEUP/{number}/26",
        "dates": {"recorded": START.isoformat(), "changed": START.isoformat()},
        "state": "REC",
        "offence": {"group": "BUR", "title": "Burglary - residential"},
        "warnings": [],
        "people": [{"id": "p1", "roles": ["V"], "name": {"given": "Mary"}, "contact": {"mobile": "07700 900001"}}],
    }


def changed(each: Case) -> datetime:
    """Return when a case changed; one of which that cannot be read was changed now."""
    try:
        return datetime.fromisoformat(each["dates"]["changed"])
    except (KeyError, TypeError, ValueError):
        return START + timedelta(days=1)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a caller who has heard enough may go."""


@contextmanager
def serving(cases: Callable[[], CaseList]) -> Iterator[str]:
    """Serve whatever `cases` returns at each call; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(lambda service: service.get(self.path))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = self.headers["Idempotency-Key"]
            self._answer(lambda service: service.post(self.path, key, body))

        def _answer(self, work: Callable[[CaseList], Answer]) -> None:
            service = cases()
            service.asked.append(f"{self.command} {self.path}")
            is_known = self.headers.get("X-Api-Key") == service.key
            answer = work(service) if is_known else Answer(401, {})
            fault = service.faults.pop(0) if service.faults else None
            if fault is not None:
                fault(answer)
            time.sleep(answer.slow_s)
            raw = json.dumps(answer.body).encode() if answer.raw is None else answer.raw
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw) + answer.cut))
                self.end_headers()
                self.wfile.write(raw)
            except OSError:
                self.close_connection = True
            self.close_connection = self.close_connection or bool(answer.cut)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
