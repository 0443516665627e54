"""
CSV as Excel and others write it, row by row, each with its line and its bytes. Read `read_csv` first.

A value is passed on as it stands: a number that Excel has spoiled is for the rules of contact to find. A row
that has not exactly the columns of the header is never shifted to fit.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from waypost.connectors.files.encoding import MARK, refuse_packed, text_encoding
from waypost.connectors.files.values import LIMITS, Broken, Encoding, Found, UnusableFile

DELIMITERS = (",", ";", "\t", "|")

_MOST_LINES = 2_000
_EXCEL_HINT = re.compile(r"sep=(.)\r?\n?")


@dataclass
class _Lines:
    """The lines of a text, and which of them have been read since the last `taken`."""

    text: io.TextIOWrapper
    line: int = 0
    pulled: list[str] = field(default_factory=list)
    size: int = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.text.readline(LIMITS.record_bytes)
        if not line:
            raise StopIteration
        self.line += 1
        self.size += len(line)
        self.pulled.append(line)
        if self.size >= LIMITS.record_bytes:
            raise _TooLong
        return line

    def taken(self) -> tuple[int, str]:
        """Return where the lines read since the last call begin, and their text."""
        text, first = "".join(self.pulled), self.line - len(self.pulled) + 1
        self.pulled, self.size = [], 0
        return first, text


class _TooLong(Exception):
    """One row has more than a row may have: most often a quotation mark that is never closed."""


def read_csv(stream: BinaryIO, *, columns: Collection[str], encoding: Encoding | None) -> Iterator[Found | Broken]:
    """
    Yield every row by the names of its columns; blank cells are null, and blank lines are skipped.

    The delimiter is the one with which the header holds all of `columns`. `encoding` is what the
    configuration says, or None. The stream must be seekable; it is read twice.

    :raises UnusableFile: if the file has no such header, or is no text.
    """
    refuse_packed(stream)
    codec = text_encoding(stream, told=encoding)
    text = io.TextIOWrapper(stream, encoding=codec, newline="")
    try:
        lines = _Lines(text)
        header_line = _header_line(lines)
        delimiter, header = _header(header_line, columns)
        lines.taken()
        yield from _rows(lines, _Form(header, columns, delimiter), kept=lambda row: row.encode(codec))
    finally:
        text.detach()


def _header_line(lines: _Lines) -> str:
    try:
        first = next(lines, "").removeprefix(MARK)
        if _EXCEL_HINT.fullmatch(first):
            lines.taken()
            first = next(lines, "")
    except _TooLong:
        raise UnusableFile("the first line is too long for a header: is it a CSV file?") from None
    if "\0" in first:
        raise UnusableFile("the file holds NUL characters: save it as UTF-8, or as Unicode text with its mark")
    return first


def _header(line: str, columns: Collection[str]) -> tuple[str, list[str]]:
    readings = {delimiter: _cells(line, delimiter) for delimiter in DELIMITERS}
    fitting = [each for each, header in readings.items() if set(columns) <= set(header)]
    if not fitting:
        raise UnusableFile(f"the header lacks the column {_missing(readings, columns)}: mend the file or the mapping")
    if len({tuple(readings[each]) for each in fitting}) > 1:
        raise UnusableFile("the header can be read with two delimiters: map one more column of it")
    header = readings[fitting[0]]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UnusableFile(f"the header names the column {_place(header, twice[0])} twice: rename one of them")
    return fitting[0], header


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return []
    return [cell.strip() for cell in rows[0]] if rows else []


def _missing(readings: dict[str, list[str]], columns: Collection[str]) -> str:
    # A header may be a row of people by mistake: only names that the mapping has are told.
    nearest = max(readings.values(), key=lambda header: len(set(header) & set(columns)))
    return sorted(set(columns) - set(nearest))[0]


def _place(header: Sequence[str], name: str) -> str:
    return f"number {header.index(name) + 1}"


@dataclass(frozen=True)
class _Form:
    """How the rows of one file are written."""

    header: Sequence[str]
    columns: Collection[str]
    delimiter: str

    def maybe(self, raw: str) -> dict[str, tuple[str, ...]]:
        """Return what may stand in each mapped column of lines that are no row."""
        lines = raw.splitlines()[:_MOST_LINES]
        rows = [[cell.strip(' "') for cell in line.split(self.delimiter)] for line in lines]
        return {
            name: tuple(row[place] for row in rows if place < len(row) and row[place])
            for place, name in enumerate(self.header)
            if name in self.columns
        }


def _rows(lines: _Lines, form: _Form, *, kept: Callable[[str], bytes]) -> Iterator[Found | Broken]:
    mapped = [(place, name) for place, name in enumerate(form.header) if name in form.columns]
    rows = csv.reader(lines, delimiter=form.delimiter, strict=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            line, raw = lines.taken()
            if len(raw) > csv.field_size_limit():
                raise _without_end(line) from None
            maybe = form.maybe(raw)
            yield Broken(line, kept(raw), "the quotation marks of the row do not pair", maybe)
            continue
        except _TooLong:
            line, _ = lines.taken()
            raise _without_end(line) from None
        line, raw = lines.taken()
        if any(cell.strip() for cell in row):
            error = _error(row, form.header, raw)
            if error:
                yield Broken(line, kept(raw), error, form.maybe(raw))
            else:
                yield Found(line, kept(raw), _named(row, mapped))


def _without_end(line: int) -> UnusableFile:
    return UnusableFile(f"the row from line {line} on has no end: close its quotation mark")


def _error(row: Sequence[str], header: Sequence[str], raw: str) -> str:
    if "\0" in raw:
        return "the row holds a NUL character"
    if len(row) != len(header):
        return f"the row has {len(row)} columns and the header {len(header)}"
    return ""


def _named(row: Sequence[str], mapped: Sequence[tuple[int, str]]) -> dict[str, str | None]:
    return {name: row[place] if row[place].strip() else None for place, name in mapped}
