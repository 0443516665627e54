"""What the mapping of a database says beside the fields: where a change shows, and which tables take what we write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.cases.values import OutboxKind
from waypost.connectors.mapping.values import Outgoing, RecordMapping


@dataclass(frozen=True)
class Change:
    """Rows that say which occurrences to read again: those with `at` in the window."""

    table: str
    at: str
    occurrence: str


@dataclass(frozen=True)
class WriteTarget:
    """The table that takes one kind of what we write back; `own_id` is its column for our id."""

    table: str
    own_id: str
    values: Mapping[str, Outgoing]


@dataclass(frozen=True, kw_only=True)
class SourceMapping(RecordMapping):
    """The mapping file of a database."""

    changes: tuple[Change, ...]
    write_back: Mapping[OutboxKind, WriteTarget]


@dataclass(frozen=True)
class SqlConfig:
    """What `source add --config` says of one crime database."""

    database_url: str
    write_database_url: str
    mapping: SourceMapping
    poll_every: timedelta
    overlap: timedelta


@dataclass(frozen=True)
class Changed:
    """An occurrence to read again, and the newest time of its rows in the source's own clock."""

    key: object
    at: datetime
