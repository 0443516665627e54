"""The file of `source add --config`: what all kinds of system have in common."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from waypost.base.sealing import seal, unseal
from waypost.base.values import JsonValue
from waypost.connectors.calling.addresses import BadAddress, checked_endpoint
from waypost.connectors.mapping.yaml_file import read_yaml

Stored = Mapping[str, JsonValue]
"""What is kept of a configuration file with the source: the mapping in full, secrets sealed."""

LONGEST_POLL_S: Final = 86_400


class BadConfig(ValueError):
    """The configuration of a polled source cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Range:
    """A whole number that may be left out, and the most that it may be."""

    default: int
    most: int


OVERLAP_MINUTES: Final = Range(15, 7 * 24 * 60)
"""Ten for a clock that is wrong, five for a transaction that is slow."""


def read_settings(path: Path, *, known: Collection[str]) -> dict[str, JsonValue]:
    """
    Return what a configuration file says.

    :raises BadConfig: if it cannot be read or holds a setting that is not `known`.
    :raises BadYaml: if it is not YAML.
    """
    told = read_document(path)
    unknown = sorted(set(told) - set(known))
    if unknown:
        raise BadConfig(f"{unknown[0]}: is no setting; use {', '.join(known)}")
    return told


def read_document(path: Path) -> dict[str, JsonValue]:
    """
    Return what a YAML file says, such as a mapping beside the configuration.

    :raises BadConfig: if it cannot be read or holds nothing.
    :raises BadYaml: if it is not YAML.
    """
    try:
        document = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BadConfig(f"{path.name or 'mapping'}: the file cannot be read") from None
    if not isinstance(document, dict):
        raise BadConfig(f"{path.name}: the file holds no settings")
    return document


def kept_secret(name: str, told: object) -> dict[str, JsonValue]:
    """
    Return what is kept of a secret or an address: only the variable's name of `{env: NAME}`, anything else sealed.

    :raises BadConfig: if it is neither.
    """
    match told:
        case {"env": str(variable), **others} if variable and not others:
            return {"env": variable}
        case str(written) if written.strip():
            return {"sealed": seal(written).decode("ascii")}
    raise BadConfig(f"{name}: write it out, or {{env: NAME}} with the variable that holds it")


def secret_of(kept: JsonValue) -> str:
    """
    Return a secret that `kept_secret` kept.

    :raises BadConfig: if the environment lacks it.
    :raises SealBroken: if it was sealed with another key.
    """
    match kept:
        case {"sealed": str(sealed)}:
            return unseal(sealed.encode("ascii"))
        case {"env": str(variable)}:
            value = os.environ.get(variable)
            if value:
                return value
            raise BadConfig(f"the environment has no {variable}: set it to what the source's configuration means")
    raise BadConfig("the source lacks an address or a secret: add it again")


def number(told: Mapping[str, JsonValue], name: str, allowed: Range) -> int:
    """
    Return a whole number from 1 to the most that is allowed, or its default.

    :raises BadConfig: if it is anything else.
    """
    text = str(told.get(name, allowed.default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= allowed.most:
        raise BadConfig(f"{name}: write a whole number from 1 to {allowed.most}")
    return int(text)


def text(name: str, told: Mapping[str, JsonValue]) -> str:
    """
    Return a setting that is text.

    :raises BadConfig: if it is blank or anything else.
    """
    written = told.get(name)
    if not isinstance(written, str) or not written.strip() or not written.isprintable():
        raise BadConfig(f"{name}: write it as text")
    return written


def switch(name: str, told: Mapping[str, JsonValue]) -> bool:
    """
    Return a setting that is true or false, and false where it is left out.

    :raises BadConfig: if it is anything else.
    """
    written = told.get(name, False)
    if not isinstance(written, bool):
        raise BadConfig(f"{name}: write true or false")
    return written


def address(name: str, told: Mapping[str, JsonValue]) -> str:
    """
    Return the address of a service that is asked over HTTP.

    :raises BadConfig: unless it is https; http is for this machine only.
    """
    try:
        return checked_endpoint(text(name, told))
    except BadAddress as error:
        raise BadConfig(f"{name}: {error}") from None


def poll_every(kept: Stored) -> timedelta:
    """Return how long to wait between two polls: every kind that is polled keeps `poll_every_s`."""
    return timedelta(seconds=float(str(kept["poll_every_s"])))


def overlap(kept: Stored) -> timedelta:
    """Return how long before its position a source that is polled by time is read again: `OVERLAP_MINUTES`."""
    return timedelta(minutes=float(str(kept["overlap_minutes"])))
