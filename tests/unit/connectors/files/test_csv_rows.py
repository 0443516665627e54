"""CSV in what Excel makes, and in what it should not be: nothing is shifted, nothing is guessed."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.connectors.files.csv_rows import read_csv
from waypost.connectors.files.values import Broken, Encoding, Found, UnusableFile

COLUMNS = ("Crime No", "Mobile")
ACCENTED = "Crime No,Mobile\r\nMADEUP/1,Zoë 07700 900001\r\n"


def rows(file: bytes, *, encoding: Encoding | None = None) -> list[Found | Broken]:
    return list(read_csv(io.BytesIO(file), columns=COLUMNS, encoding=encoding))


def values(file: bytes) -> list[tuple[object, ...]]:
    return [tuple(row.value.values()) for row in rows(file) if isinstance(row, Found)]


@pytest.mark.parametrize(
    "file",
    [
        ACCENTED.encode("utf-8"),
        ACCENTED.encode("utf-8-sig"),  # Excel's "CSV UTF-8"
        ACCENTED.encode("cp1252"),  # Excel's "CSV" in Britain
        "\ufeff".encode("utf-16-le") + ACCENTED.replace(",", "\t").encode("utf-16-le"),  # "Unicode text"
        "\ufeff".encode("utf-16-be") + ACCENTED.replace(",", "\t").encode("utf-16-be"),
        ACCENTED.replace(",", ";").encode("cp1252"),  # where the comma is the decimal point
        ACCENTED.replace(",", "|").encode("utf-8"),
        b"sep=;\r\n" + ACCENTED.replace(",", ";").encode("utf-8"),
        ACCENTED.replace("\r\n", "\n").encode("utf-8"),
        ACCENTED.replace("\r\n", "\r").encode("utf-8"),  # an old Mac
        ACCENTED.removesuffix("\r\n").encode("utf-8"),
    ],
)
def test_what_excel_writes_is_read_the_same_in_every_encoding(file: bytes) -> None:
    assert values(file) == [("MADEUP/1", "Zoë 07700 900001")]


def test_every_row_has_its_line_and_its_bytes_as_they_came() -> None:
    file = 'Crime No;Mobile\r\n1;"Zoë\r\n07700 900001"\r\n\r\n2;07700 900002\r\n'.encode("cp1252")

    first, second = rows(file)

    assert (first.line, first.raw) == (2, '1;"Zoë\r\n07700 900001"\r\n'.encode("cp1252"))
    assert (second.line, second.raw) == (5, b"2;07700 900002\r\n")


@pytest.mark.parametrize("number", ["7.7009E+09", "7700900001", "=07700900001", " 07700 900001 "])
def test_a_number_that_excel_has_spoiled_is_passed_on_as_it_stands(number: str) -> None:
    assert values(f"Crime No,Mobile\n1,{number}\n".encode()) == [("1", number)]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("1\n", "the row has 1 columns and the header 2"),
        ("1,07700 900001,\n", "the row has 3 columns and the header 2"),
        ("1,Example Street 1,07700 900001\n", "the row has 3 columns and the header 2"),
        ('1,"x"07700 900001\n', "the quotation marks of the row do not pair"),
        ("1,07700\0900001\n", "the row holds a NUL character"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_and_the_others_are_read(row: str, error: str) -> None:
    found = rows(f"Crime No,Mobile\n{row}2,07700 900002\n".encode())

    assert found[0] == Broken(2, row.encode(), error)
    assert isinstance(found[1], Found)


def test_a_quotation_mark_that_is_never_closed_costs_the_rest_and_hides_none_of_it() -> None:
    found = rows(b'Crime No,Mobile\n1,07700 900001\n2,"07700 900002\n3,07700 900003\n')

    assert found[1:] == [Broken(3, b'2,"07700 900002\n3,07700 900003\n', "the quotation marks of the row do not pair")]


def test_a_file_with_a_row_without_end_is_refused_and_not_kept_in_memory() -> None:
    endless = b'Crime No,Mobile\n1,"' + b"x\n" * 2_000_000

    with pytest.raises(UnusableFile, match="from line 2 on has no end"):
        rows(endless)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "lacks the column"),
        (b"Crime Number,Mobile\n", "lacks the column Crime No:"),
        (b"MADEUP/1,07700 900001\n", "lacks the column"),
        (b"Crime No,Mobile,Mobile\n", "the column number 2 twice"),
        ("Crime No,Mobile\n1,é\n".encode() + b"2,\xe9\n", "some lines of the file are UTF-8"),
        (b"Crime No,Mobile\n1,\x81\xe9\n", "not text in cp1252"),
        (ACCENTED.encode("utf-16-le"), "NUL"),  # without its mark
        ("\ufeff".encode("utf-16-le") + ACCENTED.encode("utf-16-le") + b"\x00", "not text in utf-16"),
        (ACCENTED.encode("utf-32"), "UTF-32"),
        (b"\x1f\x8b\x08" + b"0" * 50, "compressed"),
        (b"PK\x03\x04" + b"0" * 50, "compressed or a workbook"),
        (b"x" * 3_000_000, "too long for a header"),
    ],
)
def test_a_file_that_is_not_the_one_that_was_mapped_is_refused(file: bytes, sentence: str) -> None:
    with pytest.raises(UnusableFile, match=sentence) as refused:
        rows(file)

    assert "07700" not in str(refused.value)
    assert "MADEUP" not in str(refused.value)


def test_bytes_that_are_not_in_the_encoding_that_was_told_are_refused() -> None:
    with pytest.raises(UnusableFile, match="not text in utf-8"):
        rows(ACCENTED.encode("cp1252"), encoding=Encoding.UTF_8)


def test_an_encoding_that_was_told_is_used_where_the_bytes_could_be_either() -> None:
    found = rows("Crime No,Mobile\n1,Ã©\n".encode("cp1252"), encoding=Encoding.CP1252)

    assert [row.value for row in found if isinstance(row, Found)] == [{"Crime No": "1", "Mobile": "Ã©"}]


def test_a_blank_cell_is_null_and_a_row_of_blank_cells_is_none() -> None:
    assert values(b"Crime No,Mobile\n1,  \n,\n,,,,\n") == [("1", None)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(), st.text()), max_size=5), st.sampled_from([",", ";", "\t", "|"]))
def test_what_was_written_properly_is_read_as_it_was_written(cells: list[tuple[str, str]], delimiter: str) -> None:
    written = [tuple(cell.replace("\0", "").replace("\r", "") for cell in pair) for pair in cells]
    quoted = ['"{}"{}"{}"\r\n'.format(a.replace('"', '""'), delimiter, b.replace('"', '""')) for a, b in written]
    try:
        file = "".join([f"Crime No{delimiter}Mobile\r\n", *quoted]).encode()
    except UnicodeEncodeError:
        return

    expected = [tuple(cell if cell.strip() else None for cell in pair) for pair in written]
    assert values(file) == [pair for pair in expected if pair != (None, None)]


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"Crime No,Mobile\n", b"", b"\xff\xfe", b"\xef\xbb\xbfCrime No;Mobile\n"])
)
def test_no_bytes_crash_the_reader_or_come_back_shifted(noise: bytes, start: bytes) -> None:
    try:
        found = rows(start + noise)
    except UnusableFile:
        return

    assert all(set(row.value) == set(COLUMNS) for row in found if isinstance(row, Found))
    assert all("\0" not in str(row.value) for row in found if isinstance(row, Found))
