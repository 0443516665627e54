"""JSON, one record a line or one document with a list: what two readers would understand differently is refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from waypost.base.values import JsonValue
from waypost.cases.snapshot import NotJson, decode_json
from waypost.connectors.files.encoding import refuse_packed
from waypost.connectors.files.values import KEPT_BYTES, LIMITS, Broken, Found, UnusableFile
from waypost.connectors.mapping.nested import Ambiguous as SeveralThere
from waypost.connectors.mapping.nested import steps_of, value_at
from waypost.connectors.push.parsing import Ambiguous, canonical


def read_json_lines(stream: BinaryIO) -> Iterator[Found | Broken]:
    """
    Yield the object on each line; blank lines are skipped.

    *Source:* JSON Lines (https://jsonlines.org): UTF-8, one value a line.
    """
    refuse_packed(stream)
    line = 0
    while raw := stream.readline(LIMITS.record_bytes):
        line += 1
        if len(raw) == LIMITS.record_bytes and not raw.endswith(b"\n"):
            _skip_line(stream)
            yield Broken(line, raw[:KEPT_BYTES], "the line is too long")
        elif raw.strip():
            yield _record(raw, line)


def read_json(stream: BinaryIO, *, record: str) -> Iterator[Found | Broken]:
    """
    Yield the objects at the path `record` of one document, such as `export/cases`.

    :raises UnusableFile: if the file is not one JSON document of at most 32 MiB, or has nothing there.
    """
    refuse_packed(stream)
    raw = stream.read(LIMITS.document_bytes + 1)
    if len(raw) > LIMITS.document_bytes:
        raise UnusableFile("the file is too large for one JSON document: write one record a line (jsonl)")
    try:
        document = decode_json(raw)
    except NotJson as error:
        raise UnusableFile(str(error)) from None
    for place, value in enumerate(_records(document, record), start=1):
        yield _checked(value, line=place)


def _records(document: JsonValue, path: str) -> Sequence[JsonValue]:
    try:
        found = value_at(document, steps_of(path))
    except SeveralThere:
        found = None
    if not isinstance(found, list):
        raise UnusableFile("the document has no list where the mapping says that the records are")
    return found


def _record(raw: bytes, line: int) -> Found | Broken:
    try:
        value = decode_json(raw)
    except NotJson:
        return Broken(line, raw, "the line is not JSON in UTF-8")
    checked = _checked(value, line=line)
    return Broken(line, raw, checked.error) if isinstance(checked, Broken) else Found(line, raw, checked.value)


def _checked(value: JsonValue, *, line: int) -> Found | Broken:
    try:
        raw = canonical(value)
    except Ambiguous as error:
        return Broken(line, b"", str(error).replace("The event", "the record"))
    except RecursionError:
        return Broken(line, b"", "the record is nested too deep")
    if not isinstance(value, Mapping):
        return Broken(line, raw[:KEPT_BYTES], "the record is not an object")
    return Found(line, raw, value)


def _skip_line(stream: BinaryIO) -> None:
    while (raw := stream.readline(LIMITS.record_bytes)) and not raw.endswith(b"\n"):
        pass
