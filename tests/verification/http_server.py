"""A web server of a test: whatever it is given answers, or fails in the ways that a line fails."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

_RECORDED = Path(__file__).parent / "recorded"


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Say:
    """One answer. `body` goes as JSON, or as it is where it is bytes."""

    status: int
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Fail:
    """What a line does instead of an answer."""

    HANG_UP = "hang up"
    SAY_NOTHING = "say nothing"


Answering = Callable[[Call], Say | str]


@contextmanager
def http_server(answer: Answering) -> Iterator[str]:
    """Yield the address of a server that answers every call by `answer`."""
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            said = answer(Call(self.command, self.path, dict(self.headers), body))
            if isinstance(said, str):
                self._fail(said)
                return
            data = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {"Content-Type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self.do_POST()

        def _fail(self, how: str) -> None:
            if how == Fail.SAY_NOTHING:
                done.wait(5)
            # A reset, not a farewell.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            # The server flushes and closes it.
            self.wfile = BytesIO()

        def log_message(self, *args: object) -> None:
            """Keep silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        done.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Exchange:
    """One recorded question with its answer. `means` is what our provider makes of it."""

    name: str
    request: Mapping[str, Any]
    answer: Say
    means: str


def recorded(name: str) -> list[Exchange]:
    """Return a recorded conversation: made-up people, the provider's documented shapes."""
    kept = json.loads((_RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return [
        Exchange(
            one["name"],
            one["request"],
            Say(one["answer"]["status"], one["answer"]["body"], one["answer"].get("headers", {})),
            one["means"],
        )
        for one in kept["conversation"]
    ]
