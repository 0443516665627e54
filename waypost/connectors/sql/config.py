"""The file of `source add --kind sql --config`: what it may say, and how it is kept."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from waypost.base.sealing import seal, unseal
from waypost.base.values import JsonValue
from waypost.connectors.sql.client import open_engine
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.values import SqlConfig
from waypost.connectors.sql.yaml_file import read_yaml

Stored = Mapping[str, JsonValue]

_KEYS = ("database", "write_database", "mapping", "poll_every_s", "overlap_minutes")
_POLL_EVERY_S = 10
_OVERLAP_MINUTES = 15  # ten for a clock that is wrong, five for a transaction that is slow
_LONGEST_POLL_S = 86_400
_LONGEST_OVERLAP_MINUTES = 7 * 24 * 60


class BadConfig(ValueError):
    """The configuration of a polled source cannot be used; the message says what to do."""


@dataclass(frozen=True)
class _Range:
    default: int
    most: int


def read_config(path: Path) -> dict[str, JsonValue]:
    """
    Return what is kept of a configuration file: the mapping in full, so that every worker has the same one.

    An address that is written out is kept encrypted; `{env: NAME}` keeps only the name.

    :raises BadConfig: with what to mend.
    :raises BadMapping: likewise, in the mapping file.
    :raises BadYaml: if one of the two files is not YAML.
    """
    told = _read(path)
    unknown = sorted(set(told) - set(_KEYS))
    if unknown:
        raise BadConfig(f"{unknown[0]}: is no setting; use {', '.join(_KEYS)}")
    mapping = _read(path.parent / str(told.get("mapping", "")))
    mapping_of(mapping)
    kept: dict[str, JsonValue] = {
        "database": _kept_address("database", told.get("database")),
        "mapping": mapping,
        "poll_every_s": _number(told, "poll_every_s", _Range(_POLL_EVERY_S, _LONGEST_POLL_S)),
        "overlap_minutes": _number(told, "overlap_minutes", _Range(_OVERLAP_MINUTES, _LONGEST_OVERLAP_MINUTES)),
    }
    if "write_database" in told:
        kept["write_database"] = _kept_address("write_database", told["write_database"])
    return kept


def sql_config(kept: Stored) -> SqlConfig:
    """
    Return the configuration as it was kept.

    :raises BadConfig: if the environment lacks an address that it must hold.
    """
    database_url = _address(kept["database"])
    write_address = kept.get("write_database")
    return SqlConfig(
        database_url=database_url,
        write_database_url=_address(write_address) if write_address else database_url,
        mapping=mapping_of(kept["mapping"]),
        poll_every=poll_every(kept),
        overlap=timedelta(minutes=float(str(kept["overlap_minutes"]))),
    )


def poll_every(kept: Stored) -> timedelta:
    """Return how long to wait between two polls."""
    return timedelta(seconds=float(str(kept["poll_every_s"])))


def _read(path: Path) -> dict[str, JsonValue]:
    try:
        document = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BadConfig(f"{path.name or 'mapping'}: the file cannot be read") from None
    if not isinstance(document, dict):
        raise BadConfig(f"{path.name}: the file holds no settings")
    return document


def _kept_address(name: str, told: object) -> dict[str, JsonValue]:
    match told:
        case {"env": str(variable), **others} if variable and not others:
            return {"env": variable}
        case str(url) if "://" in url:
            open_engine(url).dispose()
            return {"sealed": seal(url).decode("ascii")}
    raise BadConfig(f"{name}: write the database's address, or {{env: NAME}} with the variable that holds it")


def _address(kept: JsonValue) -> str:
    match kept:
        case {"sealed": str(sealed)}:
            return unseal(sealed.encode("ascii"))
        case {"env": str(variable)}:
            address = os.environ.get(variable)
            if address:
                return address
            raise BadConfig(f"the environment has no {variable}: set it to the crime database's address")
    raise BadConfig("the source has no database's address: add it again")


def _number(told: Mapping[str, JsonValue], name: str, allowed: _Range) -> int:
    text = str(told.get(name, allowed.default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= allowed.most:
        raise BadConfig(f"{name}: write a whole number from 1 to {allowed.most}")
    return int(text)
