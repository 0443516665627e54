"""The file of `source add --kind files --config`: what it may say, and how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from waypost.base.values import JsonValue
from waypost.connectors.config_file import (
    LONGEST_POLL_S,
    BadConfig,
    Range,
    Stored,
    kept_secret,
    number,
    read_document,
    read_settings,
    secret_of,
)
from waypost.connectors.files.mapping import DropMapping, mapping_of
from waypost.connectors.files.places import Folder
from waypost.connectors.files.sftp import Server, host_key_of

_KEYS: Final = (
    "folder",
    "sftp",
    "mapping",
    "poll_every_s",
    "settled_after_s",
    "expected_every_hours",
    "largest_file_mb",
)
_NUMBERS: Final = {
    "poll_every_s": Range(60, LONGEST_POLL_S),
    "settled_after_s": Range(60, 86_400),
    "expected_every_hours": Range(26, 24 * 31),  # a day's extract, and two hours for a night that is slow
    "largest_file_mb": Range(500, 20_000),
}
_WORDS: Final = ("host", "user", "host_key", "folder")
_SECRETS: Final = ("password", "private_key")
_PORTS: Final = Range(22, 65_535)


@dataclass(frozen=True)
class FilesConfig:
    """What the configuration of one place says."""

    place: Folder | Server
    mapping: DropMapping
    settled_after: timedelta
    expected_every: timedelta
    largest_bytes: int


def read_config(path: Path) -> dict[str, JsonValue]:
    """
    Return what is kept of a configuration file: the mapping in full, secrets sealed or as names of variables.

    :raises BadConfig: with what to mend.
    :raises BadMapping: likewise, in the mapping file.
    :raises BadYaml: if one of the two files is not YAML.
    """
    told = read_settings(path, known=_KEYS)
    mapping = read_document(path.parent / str(told.get("mapping", "")))
    mapping_of(mapping)
    numbers: dict[str, JsonValue] = {name: number(told, name, allowed) for name, allowed in _NUMBERS.items()}
    return {"mapping": mapping, **numbers, **_kept_place(told)}


def files_config(kept: Stored) -> FilesConfig:
    """
    Return the configuration as it was kept.

    :raises BadConfig: if the environment lacks a secret that it must hold.
    """
    numbers = {name: int(str(kept[name])) for name in _NUMBERS}
    return FilesConfig(
        place=_place(kept),
        mapping=mapping_of(kept["mapping"]),
        settled_after=timedelta(seconds=numbers["settled_after_s"]),
        expected_every=timedelta(hours=numbers["expected_every_hours"]),
        largest_bytes=numbers["largest_file_mb"] * 1024 * 1024,
    )


def _kept_place(told: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    match told.get("folder"), told.get("sftp"):
        case str(folder), None if Path(folder).is_absolute():
            return {"folder": folder}
        case None, dict(server):
            return {"sftp": _kept_server(server)}
    raise BadConfig("folder: write the whole path of a folder, or say under sftp where the server is; one of the two")


def _kept_server(told: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    unknown = sorted(set(told) - {*_WORDS, *_SECRETS, "port"})
    if unknown:
        raise BadConfig(f"sftp.{unknown[0]}: is no setting; use {', '.join((*_WORDS, 'port', *_SECRETS))}")
    missing = [name for name in _WORDS if not str(told.get(name) or "").strip()]
    if missing:
        raise BadConfig(f"sftp.{missing[0]}: is missing")
    secrets = [name for name in _SECRETS if name in told]
    if len(secrets) != 1:
        raise BadConfig("sftp: give a password or a private_key, and not both")
    host_key_of(str(told["host_key"]))
    return {
        **{name: str(told[name]).strip() for name in _WORDS},
        "port": number(told, "port", _PORTS),
        secrets[0]: kept_secret(f"sftp.{secrets[0]}", told[secrets[0]]),
    }


def _place(kept: Stored) -> Folder | Server:
    server = kept.get("sftp")
    if not isinstance(server, dict):
        return Folder(Path(str(kept["folder"])))
    words = {name: str(server[name]) for name in _WORDS}
    secrets = {name: secret_of(server[name]) if name in server else "" for name in _SECRETS}
    return Server(**words, **secrets, port=int(str(server["port"])))
