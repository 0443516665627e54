"""What one replay is made with."""

from dataclasses import dataclass

from waypost.connectors.police_uk.book import Book
from waypost.connectors.police_uk.timeframe import Timeframe


@dataclass(frozen=True, slots=True)
class Setting:
    """The same setting and the same row always give the same story."""

    book: Book
    seed: int
    force: str
    timeframe: Timeframe
