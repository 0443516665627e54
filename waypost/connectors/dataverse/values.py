"""A service, how one signs in to it, and a mapping file of it as values."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from waypost.cases.values import OutboxKind
from waypost.connectors.mapping.values import Condition, Outgoing, RecordMapping


@dataclass(frozen=True)
class ClientCredentials:
    """An application's own sign-in, as Microsoft Entra ID and others have it."""

    token_endpoint: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str


@dataclass(frozen=True)
class BasicSignIn:
    """A name and a password, for services of other makers."""

    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """Return the value of the header that signs in."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


@dataclass(frozen=True)
class Service:
    """Where a service is, with a slash at the end, and as whom we ask; None where anybody may."""

    root: str
    sign_in: ClientCredentials | BasicSignIn | None


@dataclass(frozen=True)
class Through:
    """How a row that is no case's own leads to cases: rows of `table` whose `column` is its key name `occurrence`."""

    table: str
    column: str
    occurrence: str


@dataclass(frozen=True)
class Change:
    """
    A table in which a change shows.

    `at` is its time of change; `occurrence` the column that names the case, or `through` the way to it. One that
    `is_tracked` is asked for its changes by the service's own links, the others by time.
    """

    table: str
    key: str
    at: str
    occurrence: str | Through
    is_tracked: bool


@dataclass(frozen=True)
class Reference:
    """Another row that a row we add refers to: one of `table` whose key is in `field` of what we send."""

    table: str
    field: str


@dataclass(frozen=True)
class WriteTarget:
    """
    The table that takes one kind of what we write back.

    `bind`: navigation property -> what it refers to. Without `own_id` our id becomes the row's key; with it, it
    stands in that column.
    """

    table: str
    values: Mapping[str, Outgoing]
    bind: Mapping[str, Reference]
    own_id: str | None


@dataclass(frozen=True, kw_only=True)
class ServiceMapping(RecordMapping):
    """
    One mapping file of a service.

    `key_kind` is guid, number or text. `where`: the other rows of the case's table are no cases of ours. `several`
    and `rich_text`: columns, as the mapping names them, whose text holds several codes, or HTML; by table.
    """

    changes: tuple[Change, ...]
    key_kind: str
    where: tuple[Condition, ...]
    several: Mapping[str, tuple[str, ...]]
    rich_text: Mapping[str, tuple[str, ...]]
    write_back: Mapping[OutboxKind, WriteTarget]


@dataclass(frozen=True)
class ServiceConfig:
    """What `source add --config` says of one service."""

    service: Service
    mapping: ServiceMapping
    overlap: timedelta
