"""No cell of a file is taken for a formula."""

import csv
import io

import pytest

from waypost.base.csv_cells import csv_cell, csv_table


@pytest.mark.parametrize("typed", ["=1+1", "+44 7700 900123", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1"])
def test_what_a_spreadsheet_would_run_is_text(typed: str) -> None:
    assert csv_cell(typed) == f"'{typed}"


@pytest.mark.parametrize(("value", "said"), [("a=b", "a=b"), (None, ""), (3, "3"), ("O'Neil", "O'Neil")])
def test_whatever_else_stays_as_it_is(value: object, said: str) -> None:
    assert csv_cell(value) == said


def test_a_table_is_read_back_as_it_was() -> None:
    written = csv_table(["a", "b"], [['say "x", y', "two\nlines"], [1, None]])

    assert list(csv.reader(io.StringIO(written.removeprefix("\ufeff")))) == [
        ["a", "b"], ['say "x", y', "two\nlines"], ["1", ""]
    ]  # fmt: skip
