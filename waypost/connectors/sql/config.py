"""The file of `source add --kind sql --config`: what it may say, and how it is kept."""

from pathlib import Path

from waypost.base.values import JsonValue
from waypost.connectors.config_file import (
    LONGEST_POLL_S,
    OVERLAP_MINUTES,
    BadConfig,
    Range,
    Stored,
    kept_secret,
    number,
    overlap,
    poll_every,
    read_document,
    read_settings,
    secret_of,
)
from waypost.connectors.sql.client import open_engine
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.values import SqlConfig

_KEYS = ("database", "write_database", "mapping", "poll_every_s", "overlap_minutes")
_POLL_EVERY_S = 10


def read_config(path: Path) -> dict[str, JsonValue]:
    """
    Return what is kept of a configuration file: the mapping in full, so that every worker has the same one.

    An address that is written out is kept encrypted; `{env: NAME}` keeps only the name.

    :raises BadConfig: with what to mend.
    :raises BadDatabaseUrl: for an address that no database can have.
    :raises BadMapping: likewise, in the mapping file.
    :raises BadYaml: if one of the two files is not YAML.
    """
    told = read_settings(path, known=_KEYS)
    mapping = read_document(path.parent / str(told.get("mapping", "")))
    mapping_of(mapping)
    kept: dict[str, JsonValue] = {
        "database": _kept_address("database", told.get("database")),
        "mapping": mapping,
        "poll_every_s": number(told, "poll_every_s", Range(_POLL_EVERY_S, LONGEST_POLL_S)),
        "overlap_minutes": number(told, "overlap_minutes", OVERLAP_MINUTES),
    }
    if "write_database" in told:
        kept["write_database"] = _kept_address("write_database", told["write_database"])
    return kept


def sql_config(kept: Stored) -> SqlConfig:
    """
    Return the configuration as it was kept.

    :raises BadConfig: if the environment lacks an address that it must hold.
    :raises SealBroken: if an address was sealed with another key.
    """
    database_url = secret_of(kept["database"])
    write_address = kept.get("write_database")
    return SqlConfig(
        database_url=database_url,
        write_database_url=secret_of(write_address) if write_address else database_url,
        mapping=mapping_of(kept["mapping"]),
        poll_every=poll_every(kept),
        overlap=overlap(kept),
    )


def _kept_address(name: str, told: object) -> dict[str, JsonValue]:
    if isinstance(told, str):
        if "://" not in told:
            raise BadConfig(f"{name}: write the database's address, or {{env: NAME}} with the variable that holds it")
        open_engine(told).dispose()
    return kept_secret(name, told)
