"""What the readers of files give: records with the bytes that they were made of, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from waypost.base.values import JsonValue


class Format(StrEnum):
    """How the records of a file are written."""

    CSV = "csv"
    JSON = "json"
    JSON_LINES = "jsonl"
    XML = "xml"


class Encoding(StrEnum):
    """How the text of a file without a mark of its own is written as bytes; the values are Python's codecs."""

    UTF_8 = "utf-8"
    CP1252 = "cp1252"


@dataclass(frozen=True)
class Found:
    """One record of a file. `line` is where it begins, from 1; `raw` is it as it came."""

    line: int
    raw: bytes
    value: Mapping[str, JsonValue]


@dataclass(frozen=True)
class Broken:
    """
    A piece of a file that is no record, from `line` on; `error` holds nothing of it.

    `maybe` is what may stand in a column of it, by heading: only to find out whose case it may be.
    """

    line: int
    raw: bytes
    error: str
    maybe: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)


class UnusableFile(ValueError):
    """The file as a whole cannot be read; the message says what to do and holds nothing of the file."""


@dataclass(frozen=True)
class Limits:
    """How much one file may hold. What is larger is refused, so that no file can fill the memory."""

    record_bytes: int = 1024 * 1024
    depth: int = 32
    nodes: int = 20_000
    document_bytes: int = 32 * 1024 * 1024


LIMITS = Limits()
KEPT_BYTES = 64 * 1024
"""How much of what cannot be read is kept."""
