"""
Tables as CSV that a spreadsheet opens as text: nothing in a cell is taken for a formula. Pure.

*Source:* OWASP, "CSV Injection": a cell that begins with one of these characters is run by spreadsheets; one
apostrophe before it stops that.
"""

import csv
import io
from collections.abc import Iterable, Sequence

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the wide forms too
BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet takes the file for another alphabet."""


def csv_cell(value: object) -> str:
    """Return a value as a cell that is text and nothing else."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_RUN_BY_SPREADSHEETS) else text


def csv_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a whole file: the names of the columns, then the rows, every cell in quotation marks."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(csv_cell, head))
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()
