"""
Every kind of source: how its configuration is read, how it is polled, and what takes what is written back.

A new connector is a folder and one entry here: `docs/howto/add-a-connector.md`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from waypost.base.sealing import SealBroken
from waypost.base.values import JsonValue
from waypost.cases.operations import signing_secrets
from waypost.cases.values import SourceFacts
from waypost.connectors.config_file import BadConfig
from waypost.connectors.dataverse.config import dataverse_config
from waypost.connectors.dataverse.config import read_config as read_dataverse_config
from waypost.connectors.dataverse.system import open_dataverse
from waypost.connectors.dataverse.taker import DataverseTaker
from waypost.connectors.files.config import read_config as read_files_config
from waypost.connectors.files.system import open_files
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.yaml_file import BadYaml
from waypost.connectors.polling.values import CannotRead, PolledSystem
from waypost.connectors.push.taker import PushTaker
from waypost.connectors.rest.config import read_config as read_rest_config
from waypost.connectors.rest.config import rest_config
from waypost.connectors.rest.system import open_rest
from waypost.connectors.rest.taker import RestTaker
from waypost.connectors.sql.client import BadDatabaseUrl
from waypost.connectors.sql.config import read_config as read_sql_config
from waypost.connectors.sql.config import sql_config
from waypost.connectors.sql.system import open_sql
from waypost.connectors.sql.taker import SqlTaker
from waypost.connectors.storm.config import read_config as read_storm_config
from waypost.connectors.storm.system import open_storm
from waypost.connectors.values import SourceKind
from waypost.connectors.writeback.values import Absent, Taker

BAD_SETTINGS: Final = (BadConfig, BadDatabaseUrl, BadMapping, BadYaml)
"""What is wrong with a configuration, in sentences for whoever wrote it."""

NowFn = Callable[[], datetime]


@dataclass(frozen=True)
class Kind:
    """
    One kind of source.

    `read_config` returns what is kept of the file of `source add --config`, with `poll_every_s` in it where the source
    is polled, and raises one of `BAD_SETTINGS`; None where there is no such file. `open` returns the system to poll,
    None where it sends by itself, and raises `CannotRead` or one of `BAD_SETTINGS`. `taker` returns what takes items,
    and may raise one of `BAD_SETTINGS`. `has_way_back` says whether it takes any. `has_key`: it may send by itself,
    and is given a key for our doors. `is_posted_to`: items go to it as signed POSTs.
    """

    read_config: Callable[[Path], dict[str, JsonValue]] | None
    open: Callable[[SourceFacts], PolledSystem] | None
    taker: Callable[[SourceFacts, NowFn], Taker]
    has_way_back: Callable[[SourceFacts], bool]
    has_key: bool = False
    is_posted_to: bool = False


def taker_of(source: SourceFacts, *, now_fn: NowFn) -> Taker:
    """Return what takes the source's items; one that cannot take any says why at each try."""
    try:
        return KINDS[SourceKind(source.kind)].taker(source, now_fn)
    except (*BAD_SETTINGS, SealBroken) as error:
        return Absent(type(error).__name__)


def open_system(source: SourceFacts) -> PolledSystem:
    """
    Return the system of a polled source.

    :raises CannotRead: if its settings cannot be used here.
    :raises LookupError: for a source that sends by itself.
    """
    opener = KINDS[SourceKind(source.kind)].open
    if opener is None:
        raise LookupError(f"source {source.id} is not polled")
    try:
        return opener(source)
    except (*BAD_SETTINGS, SealBroken) as error:
        raise CannotRead(type(error).__name__) from error


def _posted(source: SourceFacts, now_fn: NowFn) -> Taker:
    if not source.write_back_url:
        return Absent("no_write_back_url")
    return PushTaker(source.write_back_url, signing_secrets(source.id, now=now_fn()), now_fn)


def _has_url(source: SourceFacts) -> bool:
    return bool(source.write_back_url)


def _into_tables(source: SourceFacts, _now_fn: NowFn) -> Taker:
    return SqlTaker(sql_config(source.config))


def _into_service(source: SourceFacts, _now_fn: NowFn) -> Taker:
    return DataverseTaker(dataverse_config(source.config))


def _to_addresses(source: SourceFacts, _now_fn: NowFn) -> Taker:
    return RestTaker(rest_config(source.config))


def _has_mapped_way_back(source: SourceFacts) -> bool:
    mapping = source.config.get("mapping")
    return isinstance(mapping, dict) and bool(mapping.get("write_back"))


def _nowhere(_source: SourceFacts, _now_fn: NowFn) -> Taker:
    return Absent("files_take_nothing")


def _has_none(_source: SourceFacts) -> bool:
    return False


KINDS: Final[Mapping[SourceKind, Kind]] = {
    SourceKind.PUSH: Kind(None, None, _posted, _has_url, has_key=True, is_posted_to=True),
    SourceKind.SQL: Kind(read_sql_config, open_sql, _into_tables, _has_mapped_way_back),
    SourceKind.DATAVERSE: Kind(read_dataverse_config, open_dataverse, _into_service, _has_mapped_way_back),
    SourceKind.REST: Kind(read_rest_config, open_rest, _to_addresses, _has_mapped_way_back),
    SourceKind.FILES: Kind(read_files_config, open_files, _nowhere, _has_none),
    SourceKind.STORM: Kind(read_storm_config, open_storm, _posted, _has_url, has_key=True, is_posted_to=True),
}
