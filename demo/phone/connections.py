"""Cut a caller off in the middle of a call, as a failing network does."""

import asyncio
from typing import Any

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connections:
    """The open connections by the caller's address and port, so that one can be cut."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.BaseTransport] = {}

    def protocol(self) -> type[asyncio.Protocol]:
        """Return the HTTP protocol for uvicorn that keeps this list."""
        known = self._open

        class Listed(H11Protocol):
            def connection_made(self, transport: Any) -> None:
                known[transport.get_extra_info("peername")[:2]] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                known.pop(self.transport.get_extra_info("peername")[:2], None)
                super().connection_lost(exc)

        return Listed

    def cut(self, request: Request) -> None:
        """Close the caller's connection without an answer."""
        if request.client:
            transport = self._open.get((request.client.host, request.client.port))
            if isinstance(transport, asyncio.Transport):
                transport.abort()
