"""
Kept lines to one web server, shared by all threads: what a provider's own client speaks through at speed.

A call ends within its time-out as a whole: connecting, sending, and each piece of the answer count together, so that a
server which drips its answer cannot hold a lease open. Proxies and certificates come from the environment as `requests`
reads them. Nothing is sent again by itself and no redirect is followed: either could send twice.
"""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse as PlainResponse
from io import BufferedReader
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi
import orjson
import requests
from requests.utils import select_proxy
from urllib3 import HTTPConnectionPool, PoolManager, ProxyManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ProtocolError

_MOST_LINES = 64
_LONGEST_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True)
class Reply:
    """What came back, with the names that `requests` has for it, since Notify's client knows those."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """
        Return the body's data.

        :raises ValueError: if it is not JSON.
        """
        return orjson.loads(self.content)


class Lines:
    """Lines to the server of one address; each waits for the next call once it is free."""

    def __init__(self, base_url: str, *, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._pool = _pool(base_url)
        server = urlsplit(base_url)
        # A proxy is asked for the whole address; to a server it would only be work to take apart.
        self._known = "" if self._pool.proxy else f"{server.scheme}://{server.netloc}"

    def call(self, method: str, url: str, *, headers: Mapping[str, str], body: str | None) -> Reply:
        """
        Ask and return the whole answer, whatever its status.

        :raises urllib3.exceptions.HTTPError: if none came, or not all of it in time.
        """
        response = self._pool.urlopen(
            method,
            url.removeprefix(self._known),
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            timeout=Timeout(total=self._timeout_s),
            preload_content=False,
            decode_content=False,
        )
        content = response.read(_LONGEST_ANSWER)
        if response.read(1):
            response.close()
            raise ProtocolError("the answer has no end")
        response.release_conn()
        return Reply(response.status, response.headers, content)


class _Hasty(socket.SocketIO):
    """Reads from a socket until a moment, however small the pieces are in which something comes."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock, "r")
        self._socket = sock
        left_s = sock.gettimeout()
        self._until = None if left_s is None else time.monotonic() + left_s

    def readinto(self, buffer: Any) -> int | None:
        if self._until is not None:
            left_s = self._until - time.monotonic()
            if left_s <= 0:
                raise TimeoutError("timed out")
            self._socket.settimeout(left_s)
        return super().readinto(buffer)


class _HastyResponse(PlainResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        # Ours takes the place of the one that was made, which is kept: it counts as the socket's reader, and without
        # one a server's "Connection: close" would shut the socket before the body has been read.
        self._counted = self.fp.detach()
        self.fp = BufferedReader(_Hasty(sock))


class _WholeRequest(HTTPConnection):
    """Sends head and body in one piece: two would be two calls of the kernel, and two packets."""

    response_class = _HastyResponse
    _pieces: list[bytes] | None = None

    def request(self, *arguments: Any, **options: Any) -> None:
        pieces: list[bytes] = []
        self._pieces = pieces
        try:
            super().request(*arguments, **options)
        finally:
            self._pieces = None
        super().send(b"".join(pieces))

    def send(self, data: Any) -> None:
        if self._pieces is None:
            super().send(data)
        else:
            self._pieces.append(data)


class _SafeWholeRequest(_WholeRequest, HTTPSConnection):
    pass


def _pool(base_url: str) -> HTTPConnectionPool:
    """Return the pool for an address, by way of the environment's proxy and with its certificates."""
    said = requests.Session().merge_environment_settings(base_url, {}, None, None, None)
    options: dict[str, Any] = {"maxsize": _MOST_LINES, **_trusted(said["verify"])}
    proxy = select_proxy(base_url, said["proxies"])
    manager = ProxyManager(proxy, **options) if proxy else PoolManager(**options)
    pool = manager.connection_from_url(base_url)
    pool.ConnectionCls = _SafeWholeRequest if pool.scheme == "https" else _WholeRequest
    return pool


def _trusted(verify: str | bool | None) -> Mapping[str, str]:
    where = verify if isinstance(verify, str) else certifi.where()
    return {"cert_reqs": "CERT_REQUIRED", "ca_cert_dir" if Path(where).is_dir() else "ca_certs": where}
