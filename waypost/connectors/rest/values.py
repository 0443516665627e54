"""A service, and a mapping file of it as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from waypost.cases.values import OutboxKind
from waypost.connectors.mapping.nested import Steps
from waypost.connectors.mapping.values import Outgoing, RecordMapping


class Paging(StrEnum):
    """How a service says where the next page is; the values are the settings' names."""

    LINK = "next_link"
    NUMBER = "next_page"
    HEADER = "next_header"
    NONE = ""


@dataclass(frozen=True)
class Service:
    """
    How a service is asked. `headers` let us in; `since` is the parameter that says since when.

    `records` is where the list is in an answer, `changed` where a record's time of change is, `named` the parameter or
    path that `paging` needs. One that `is_oldest_first` is asked anew from the last time of each page: there, a record
    that changes meanwhile cannot push another over the edge of a page that was read.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    since: str
    records: Steps
    changed: Steps
    zone: ZoneInfo | None
    paging: Paging
    named: str
    is_oldest_first: bool


@dataclass(frozen=True)
class WriteTarget:
    """Where one kind of what we write back is posted to; `values`: dotted name in the body -> what stands there."""

    to: str
    values: Mapping[str, Outgoing]


@dataclass(frozen=True, kw_only=True)
class RestMapping(RecordMapping):
    """
    One mapping file of a service; a column is a path.

    `always`: what no record may lack; `may_lack`: lists that are empty where they are not there; `several`: what holds
    several codes.
    """

    always: tuple[str, ...]
    may_lack: frozenset[str]
    several: frozenset[str]
    write_back: Mapping[OutboxKind, WriteTarget]


@dataclass(frozen=True)
class RestConfig:
    """What `source add --config` says of one service."""

    service: Service
    mapping: RestMapping
    overlap: timedelta
    idempotency_header: str
