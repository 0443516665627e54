"""Reading a street file: what is taken, what is skipped, what is refused and in which words."""

import gzip
from pathlib import Path

import pytest

from tests.unit.connectors.police_uk.rows import SAMPLE
from waypost.connectors.police_uk.reader import COLUMNS, StreetFileFault, read_rows
from waypost.connectors.police_uk.values import SkippedRow, SkipReason, StreetRow

HEADING = ",".join(COLUMNS)
ROW = ",2024-01,Anyshire Police,Anyshire Police,0,0,On or near Example Road,E0,Anyshire 001A,Burglary,,"


def test_the_sample_is_read_with_its_quoted_comma_and_its_row_without_a_place() -> None:
    rows = list(read_rows(SAMPLE, limit=None))

    assert [row.number for row in rows] == list(range(1, 10))
    assert rows[8] == StreetRow(
        number=9,
        month="2024-01",
        reported_by="Anyshire Police",
        place="On or near Yard, Example Mill",
        area="Anyshire 001A",
        crime_type="Robbery",
        last_outcome="Local resolution",
    )
    assert isinstance(rows[6], StreetRow)
    assert rows[6].place == "No Location"


def test_a_gzipped_file_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    packed = tmp_path / "street.csv"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    unpacked = tmp_path / "street.csv.gz"
    unpacked.write_bytes(SAMPLE.read_bytes())

    assert list(read_rows(packed, limit=None)) == list(read_rows(SAMPLE, limit=None))
    assert list(read_rows(unpacked, limit=None)) == list(read_rows(SAMPLE, limit=None))


def test_a_byte_order_mark_and_blank_lines_are_no_part_of_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "street.csv"
    file.write_bytes(f"\ufeff{HEADING}\r\n{ROW}\r\n\r\n{ROW}\r\n".encode())

    assert [row.number for row in read_rows(file, limit=None)] == [1, 2]


def test_the_limit_counts_bad_rows_too(tmp_path: Path) -> None:
    file = tmp_path / "street.csv"
    file.write_text(f"{HEADING}\nragged\n{ROW}\n{ROW}\n", encoding="utf-8")

    assert len(list(read_rows(file, limit=2))) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ragged,row", SkipReason.COLUMNS),
        (ROW + ",one too many", SkipReason.COLUMNS),
        (ROW.replace("2024-01", "2024-13"), SkipReason.MONTH),
        (ROW.replace("2024-01", "01/2024"), SkipReason.MONTH),
        (ROW.replace("Example Road", "Example\x00Road"), SkipReason.CONTROL_CHARACTER),
        (ROW.replace("On or near Example Road", '"On or\nnear"'), SkipReason.CONTROL_CHARACTER),
    ],
)
def test_a_row_that_cannot_be_used_is_skipped_with_its_reason(line: str, reason: SkipReason, tmp_path: Path) -> None:
    file = tmp_path / "street.csv"
    file.write_text(f"{HEADING}\n{line}\n{ROW}\n", encoding="utf-8")

    first, second = read_rows(file, limit=None)

    assert first == SkippedRow(1, reason)
    assert isinstance(second, StreetRow)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "none of the columns"),
        (b"a,b,c\n1,2,3\n", "none of the columns"),
        (HEADING.replace("Crime type", "Type").encode(), "lacks the column Crime type"),
        (",".join(reversed(COLUMNS)).encode(), "another order"),
        (HEADING.encode("utf-16"), "UTF-16"),
        (f"{HEADING}\n{ROW}".replace("Road", "Caf\u00e9").encode("cp1252"), "not UTF-8"),
        (gzip.compress(SAMPLE.read_bytes())[:-40], "damaged gzip"),
        (b"\x1f\x8bnot gzip at all", "damaged gzip"),
        (f'{HEADING}\n"never closed'.encode(), "damaged CSV"),
        (gzip.compress(b"0" * 50_000_000), "endless line"),
    ],
)
def test_a_file_that_is_no_street_file_is_refused_in_a_plain_sentence(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "street.csv"
    file.write_bytes(content)

    with pytest.raises(StreetFileFault, match=sentence) as fault:
        list(read_rows(file, limit=None))

    assert str(fault.value).startswith("street.csv ")
    assert str(fault.value).endswith(".")
