"""A server that takes the phone's delivery receipts, as a force's would."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CALLBACK_TOKEN = "a token for tests only"


@dataclass
class CallbackServer:
    """What was received. `answers` are the next statuses to answer with; after them it is 204."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    received: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, authorisation: str, receipt: dict[str, Any]) -> int:
        """Keep a receipt and return the status to answer with."""
        with self.changed:
            self.received.append((authorisation, receipt))
            self.changed.notify_all()
            return self.answers.pop(0) if self.answers else 204

    def wait_for(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Return what was received once it is `count` receipts; fail when they do not come."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.received) >= count, timeout=20), self.received
            return list(self.received)


@contextmanager
def callback_server() -> Iterator[CallbackServer]:
    """Run a server for receipts on a free port."""
    kept = CallbackServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(kept.take(self.headers["Authorization"], body))
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()
