"""Chance that repeats: every row has streams of its own, so its story does not depend on the rows before."""

from collections.abc import Mapping
from random import Random

from waypost.connectors.police_uk.book import Hours
from waypost.connectors.police_uk.values import StreetRow


def stream(seed: int, *, row: StreetRow, purpose: str) -> Random:
    """Return the random numbers of one purpose for one row; they do not depend on the rows beside it."""
    return Random(f"{seed}:{row.month}:{row.number}:{purpose}")  # noqa: S311 - it makes up people, it guards nothing


def happens(chance: Random, *, share: float) -> bool:
    """Return whether something that befalls a share of all befalls this one."""
    return chance.random() < share


def draw(chance: Random, shares: Mapping[str, float]) -> str | None:
    """Return one of the names by its share, or None for what is missing to 1."""
    left = chance.random()
    for name, share in shares.items():
        left -= share
        if left < 0:
            return name
    return None


def draw_one(chance: Random, shares: Mapping[str, float]) -> str:
    """Return one of the names, whose shares add up to 1."""
    # The sum of binary fractions may end a hair below 1.
    return draw(chance, shares) or list(shares)[-1]


def draw_hours(chance: Random, hours: Hours) -> float:
    """Return a number of hours of a triangular spread."""
    return chance.triangular(hours.least, hours.most, hours.usual)
