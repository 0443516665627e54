"""Decisions about writing back: when to try again, what is sent, and to which addresses."""

import ipaddress
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from waypost.base.values import ForceName, JsonValue
from waypost.cases.values import OutboxItemFacts, OutboxKind

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=15)
ALARM_AFTER: Final = timedelta(hours=1)
LONGEST_URL: Final = 500

EVENT_TYPES: Final[Mapping[OutboxKind, str]] = {
    OutboxKind.VICTIM_MESSAGE: "org.waypost.victim-message.v1",
    OutboxKind.TASK: "org.waypost.task.v1",
    OutboxKind.NOTE: "org.waypost.note.v1",
}


class UnusableUrl(ValueError):
    """The address cannot be written back to; the message says why."""


def next_pause(attempts: int, *, jitter: float) -> timedelta:
    """
    Return how long to wait after the try numbered `attempts` (from 1) has failed.

    It doubles up to a quarter of an hour; `jitter` from 0 to 1 takes up to half of it away, so that many that
    failed together do not come back together.
    """
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE) * (1 - jitter / 2)


def event_of(item: OutboxItemFacts, *, force: ForceName) -> bytes:
    """
    Return the CloudEvent that a source is sent; the same bytes at every try.

    *Source:* contract.md, "Write-back".
    """
    data: dict[str, JsonValue] = {
        **item.payload,
        "case": item.reference,
        "waypost_id": str(item.waypost_id),
    }
    event: dict[str, JsonValue] = {
        "specversion": "1.0",
        "id": str(item.waypost_id),
        "source": f"urn:waypost:{force}",
        "type": EVENT_TYPES[item.kind],
        "subject": item.reference,
        "time": item.created_at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def checked_url(url: str) -> str:
    """
    Return the address of a source if we may send to it.

    A force's systems stand in its own network, so private addresses are allowed; link-local ones are not, since
    machines in a cloud give away their keys there.

    :raises UnusableUrl: with what to mend; it repeats nothing of the address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UnusableUrl("the address cannot be read; write it as https://host/path") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise UnusableUrl("write the address as https://host/path")
    if parts.username is not None or parts.password is not None:
        raise UnusableUrl("leave the user name and password out: calls are signed instead")
    if parts.fragment or len(url) > LONGEST_URL or not url.isascii() or any(char <= " " for char in url):
        raise UnusableUrl(f"use at most {LONGEST_URL} plain characters, without blanks and #")
    if _is_never_a_system(host):
        raise UnusableUrl("this is no address of a system that takes messages")
    return url


def _is_never_a_system(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_link_local or address.is_multicast or address.is_unspecified
