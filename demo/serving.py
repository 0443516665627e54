"""Run one of the demo's web programs: as a program of its own, or in a thread of a test."""

import asyncio
import socket
import threading
import time
from types import TracebackType
from typing import Final, Self

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

START_WITHIN_S: Final = 20


class DidNotStart(RuntimeError):
    """The server was not ready in time."""


def build_server(app: ASGIApp, *, protocol: type[asyncio.Protocol] = H11Protocol) -> uvicorn.Server:
    """Return a quiet server; who runs it says on which sockets."""
    return uvicorn.Server(
        uvicorn.Config(app, http=protocol, log_level="warning", access_log=False, timeout_graceful_shutdown=2)
    )


def serve(server: uvicorn.Server, *, host: str, port: int) -> None:
    """Serve until a signal ends it."""
    server.run(sockets=[socket.create_server((host, port))])


class ServedInThread:
    """A server on a port of loopback (0: a free one) in a thread of its own, for `with`."""

    def __init__(self, server: uvicorn.Server, *, port: int) -> None:
        self._server = server
        self._socket = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Start, and wait until it answers."""
        self._thread.start()
        give_up_at = time.monotonic() + START_WITHIN_S
        while not self._server.started:
            if time.monotonic() > give_up_at or not self._thread.is_alive():
                raise DidNotStart
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.should_exit = True
        self._thread.join(timeout=START_WITHIN_S)
        self._socket.close()
