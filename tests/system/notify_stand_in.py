"""The least of GOV.UK Notify's API, told apart from the demo's phone: no receipts, a short memory of nothing else."""

import json
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Notify:
    """What was handed over, in order, and where."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)

    def texts(self, to: str) -> list[str]:
        """Return the words of each text to a number, in order."""
        return [text["personalisation"]["body"] for text in list(self.taken) if text["phone_number"] == to]


@contextmanager
def notify_stand_in() -> Iterator[Notify]:
    """Serve on a free port until left."""
    notify = Notify()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken = asked | {"id": str(uuid.uuid4())}
            notify.taken.append(taken)
            self._answer(201, _sent(taken))

        def do_GET(self) -> None:
            wanted = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
            found = [_known(taken) for taken in notify.taken if taken["reference"] == wanted]
            self._answer(200, {"notifications": found, "links": {}})

        def _answer(self, status: int, body: Mapping[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    notify.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield notify
    finally:
        server.shutdown()
        server.server_close()


def _sent(taken: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "id": taken["id"],
        "reference": taken["reference"],
        "content": {"body": taken["personalisation"]["body"], "from_number": "STANDIN"},
        "uri": "",
        "template": {"id": taken["template_id"], "version": 1, "uri": ""},
    }


def _known(taken: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"id": taken["id"], "reference": taken["reference"], "type": "sms", "status": "sending"}
