"""Read a street file, plain or gzipped, row by row; a fault says what is wrong and what to do."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from waypost.connectors.police_uk.values import SkippedRow, SkipReason, StreetRow

COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)

_GZIP_MARK = b"\x1f\x8b"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_LINE = 64 * 1024
"""Characters; a published line has some 250. What is longer is no CSV, or a gzip bomb of one endless line."""
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class StreetFileFault(ValueError):
    """The file is not a street-level crime file as data.police.uk publishes it."""


def read_rows(path: Path, *, limit: int | None) -> Iterator[StreetRow | SkippedRow]:
    """
    Yield the rows in the order of the file, at most `limit` of them.

    A single bad row is yielded as skipped.

    :raises StreetFileFault: when the file as a whole cannot be read; its text is a sentence for the person at
        the terminal.
    :raises OSError: when the file cannot be opened.
    """
    with path.open("rb") as raw:
        try:
            with _as_text(raw, name=path.name) as text:
                yield from islice(_parsed(text, name=path.name), limit)
        except UnicodeDecodeError:
            raise StreetFileFault(f"{path.name} is not UTF-8: save it as UTF-8 and try again.") from None
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise StreetFileFault(f"{path.name} is a damaged gzip file: download it again.") from None
        except csv.Error as error:
            raise StreetFileFault(f"{path.name} is a damaged CSV file ({error}): download it again.") from None


def _as_text(raw: BinaryIO, *, name: str) -> TextIO:
    mark = raw.read(2)
    raw.seek(0)
    if mark in _UTF_16_MARKS:
        raise StreetFileFault(f"{name} is UTF-16: save it as UTF-8 and try again.")
    # By its first bytes, not by its name: a browser may unpack a .gz and leave the name.
    content = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if mark == _GZIP_MARK else raw
    return io.TextIOWrapper(content, encoding="utf-8-sig", newline="")


def _parsed(text: TextIO, *, name: str) -> Iterator[StreetRow | SkippedRow]:
    rows = csv.reader(_lines(text, name=name), strict=True)
    _check_heading(next(rows, []), name=name)
    # A blank line is no row, as for csv.DictReader.
    for number, fields in enumerate(filter(None, rows), start=1):
        yield _row(number, fields)


def _lines(text: TextIO, *, name: str) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise StreetFileFault(f"{name} has an endless line: it is not a street-level crime file.")
        yield line


def _check_heading(heading: list[str], *, name: str) -> None:
    missing = [column for column in COLUMNS if column not in heading]
    if missing:
        raise StreetFileFault(
            f"{name} lacks the column {missing[0]}: take a street-level crime file of data.police.uk."
            if len(missing) < len(COLUMNS)
            else f"{name} has none of the columns of a street-level crime file of data.police.uk."
        )
    if tuple(heading) != COLUMNS:
        raise StreetFileFault(f"{name} has other columns, or another order, than a street-level crime file.")


def _row(number: int, fields: list[str]) -> StreetRow | SkippedRow:
    if len(fields) != len(COLUMNS):
        return SkippedRow(number, SkipReason.COLUMNS)
    if any(_CONTROL.search(field) for field in fields):
        return SkippedRow(number, SkipReason.CONTROL_CHARACTER)
    values = dict(zip(COLUMNS, (field.strip() for field in fields), strict=True))
    if not _MONTH.fullmatch(values["Month"]):
        return SkippedRow(number, SkipReason.MONTH)
    return StreetRow(
        number=number,
        month=values["Month"],
        reported_by=values["Reported by"],
        place=values["Location"],
        area=values["LSOA name"],
        crime_type=values["Crime type"],
        last_outcome=values["Last outcome category"],
    )
