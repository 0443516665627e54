"""Rows and replays for the tests of this connector."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

from waypost.connectors.police_uk.book import Book, load_book
from waypost.connectors.police_uk.replay import choose_timeframe, event, sort_rows, tell_in_order
from waypost.connectors.police_uk.setting import Setting
from waypost.connectors.police_uk.timeframe import InItsMonth
from waypost.connectors.police_uk.values import StreetRow

ROOT = Path(__file__).parents[4]
SAMPLE = ROOT / "waypost" / "connectors" / "police_uk" / "samples" / "2024-01-anyshire-street.csv"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BOOK = load_book()


def street_row(number: int, **fields: str) -> StreetRow:
    """Return a row with the fields given and plain ones for the rest."""
    values = {
        "month": "2024-01",
        "reported_by": "Anyshire Police",
        "place": "On or near Example Road",
        "area": "Anyshire 001A",
        "crime_type": "Burglary",
        "last_outcome": "Investigation complete; no suspect identified",
        **fields,
    }
    return StreetRow(number=number, **values)


def every_kind_of_row(number: int) -> list[StreetRow]:
    """Return so many rows that go through each pairing of a type and an outcome in turn."""
    pairs = islice(cycle(product(BOOK.mapping.crime_types, BOOK.mapping.outcomes)), number)
    return [
        street_row(index, crime_type=crime_type, last_outcome=outcome)
        for index, (crime_type, outcome) in enumerate(pairs, start=1)
    ]


def setting(*, book: Book = BOOK, seed: int = 1) -> Setting:
    """Return the setting of a replay in the month of its rows."""
    return Setting(book=book, seed=seed, force="anyshire", timeframe=InItsMonth())


def replayed(
    rows: list[StreetRow], *, seed: int = 1, press: timedelta | None = None, book: Book = BOOK
) -> Iterator[dict[str, Any]]:
    """Yield the events of a replay of the rows."""
    found = sort_rows(rows, book=book, seed=seed).found
    timeframe = choose_timeframe(found, press=press, now=NOW)
    with_what = Setting(book=book, seed=seed, force="anyshire", timeframe=timeframe)
    for story, index in tell_in_order(found, setting=with_what):
        yield event(story, index, setting=with_what)
