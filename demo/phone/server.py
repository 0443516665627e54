"""Run the phone: inside a test on a free port, or as a program."""

import socket
import threading
import time
from types import TracebackType
from typing import Final

import uvicorn

from demo.phone.app import create_app
from demo.phone.config import PhoneConfig
from demo.phone.connections import Connections

START_WITHIN_S: Final = 20


class PhoneDidNotStart(RuntimeError):
    """The phone's server was not ready in time."""


def build_server(config: PhoneConfig, *, log_level: str) -> uvicorn.Server:
    """Return a server for the phone; who runs it says on which sockets."""
    connections = Connections()
    return uvicorn.Server(
        uvicorn.Config(
            create_app(config, connections=connections),
            http=connections.protocol(),
            log_level=log_level,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )


class PhoneServer:
    """A phone on a port of loopback (0: a free one) in a thread of its own, for `with`."""

    def __init__(self, config: PhoneConfig, *, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self._server = build_server(config, log_level="warning")
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="phone", daemon=True
        )

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> "PhoneServer":
        """Start, and wait until it answers."""
        self._thread.start()
        give_up_at = time.monotonic() + START_WITHIN_S
        while not self._server.started:
            if time.monotonic() > give_up_at or not self._thread.is_alive():
                raise PhoneDidNotStart
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.should_exit = True
        self._thread.join(timeout=START_WITHIN_S)
        self._socket.close()
