"""The file of `source add --kind rest --config`: what it may say, and how it is kept."""

import re
from collections.abc import Mapping
from pathlib import Path

from waypost.base.values import JsonValue
from waypost.connectors.config_file import (
    LONGEST_POLL_S,
    OVERLAP_MINUTES,
    BadConfig,
    Range,
    Stored,
    address,
    kept_secret,
    number,
    overlap,
    read_document,
    read_settings,
    secret_of,
    switch,
    text,
)
from waypost.connectors.mapping.nested import steps_of
from waypost.connectors.rest.mapping import mapping_of
from waypost.connectors.rest.values import Paging, RestConfig, Service

_PAGING = tuple(each.value for each in Paging if each.value)
_PLAIN = ("header", "since", "records", "changed", "idempotency_header", *_PAGING)
_KEYS = ("url", "key", "oldest_first", "mapping", "poll_every_s", "overlap_minutes", *_PLAIN)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_POLL_EVERY_S = 60


def read_config(path: Path) -> dict[str, JsonValue]:
    """
    Return what is kept of a configuration file: the mapping in full, so that every worker has the same one.

    A key that is written out is kept encrypted; `{env: NAME}` keeps only the name.

    :raises BadConfig: with what to mend.
    :raises BadMapping: likewise, in the mapping file.
    :raises BadYaml: if one of the two files is not YAML.
    """
    told = read_settings(path, known=_KEYS)
    mapping = read_document(path.parent / str(told.get("mapping", "")))
    kept: dict[str, JsonValue] = {
        "url": address("url", told),
        "mapping": mapping,
        "poll_every_s": number(told, "poll_every_s", Range(_POLL_EVERY_S, LONGEST_POLL_S)),
        "overlap_minutes": number(told, "overlap_minutes", OVERLAP_MINUTES),
        "oldest_first": switch("oldest_first", told),
        **{name: text(name, told) for name in _PLAIN if name in told or name in {"since", "changed"}},
    }
    if "key" in told:
        kept["key"] = kept_secret("key", told["key"])
    _refuse_what_cannot_work(kept, zone=mapping_of(mapping).zone)
    return kept


def rest_config(kept: Stored) -> RestConfig:
    """
    Return the configuration as it was kept.

    :raises BadConfig: if the environment lacks a key that it must hold.
    :raises SealBroken: if a key was sealed with another key.
    """
    mapping = mapping_of(kept["mapping"])
    paging = next((Paging(name) for name in _PAGING if name in kept), Paging.NONE)
    service = Service(
        url=str(kept["url"]),
        headers={str(kept["header"]): _sendable(secret_of(kept["key"]))} if "header" in kept else {},
        since=str(kept["since"]),
        records=steps_of(str(kept.get("records", "")), by="."),
        changed=steps_of(str(kept["changed"]), by="."),
        zone=mapping.zone,
        paging=paging,
        named=str(kept.get(paging.value, "")),
        is_oldest_first=bool(kept["oldest_first"]),
    )
    return RestConfig(service, mapping, overlap(kept), str(kept.get("idempotency_header", "Idempotency-Key")))


def _refuse_what_cannot_work(kept: Mapping[str, JsonValue], *, zone: object) -> None:
    if ("header" in kept) != ("key" in kept):
        raise BadConfig("key: write header and key both, or neither of them")
    for name in ("header", "idempotency_header"):
        if name in kept and not _HEADER.fullmatch(str(kept[name])):
            raise BadConfig(f"{name}: is no name of a header; write for example X-Api-Key")
    named = [name for name in _PAGING if name in kept]
    if len(named) > 1:
        raise BadConfig(f"{named[1]}: say in one way where the next page is, not in two")
    if "next_page" in kept and not kept["oldest_first"]:
        # A case that changes while pages are counted moves the others, and one of them would never be read.
        raise BadConfig("next_page: pages can be counted only where the oldest change comes first: oldest_first: true")
    if kept["oldest_first"] and zone is not None:
        raise BadConfig("oldest_first: needs times with an offset: the hour that comes twice in autumn has no order")
    if kept.get("next_header", "Link") != "Link":
        raise BadConfig("next_header: write Link, or leave it out")


def _sendable(key: str) -> str:
    if not key.isascii() or not key.isprintable():
        raise BadConfig("the key holds what no header can hold: was it copied with its line's end?")
    return key
