"""
Small numbers: nobody may be told from a count. Pure.

*Source:* design.md 3, room `reports`.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

LEAST: Final = 5
FEW: Final = f"under {LEAST}"
MOST_ALL: Final = f"all but {FEW}"
OTHERS: Final = "All others"

Counts = TypeVar("Counts", bound=tuple[int, ...])


def shown(count: int, *, of: int | None = None) -> str:
    """Return a count as it may be shown; `of` is the whole that it is a part of: the rest is not told either."""
    if 0 < count < LEAST:
        return FEW
    if of is not None and 0 < of - count < LEAST:
        return MOST_ALL
    return f"{count:,}"


def share(count: int, *, of: int) -> str:
    """Return a share in whole per cent, or what is shown of so small a part of it."""
    if of < LEAST:
        return FEW if of else "none"
    told = shown(count, of=of)
    return told if told in {FEW, MOST_ALL} else f"{100 * count / of:.0f}%"


def without_small(rows: Mapping[str, Counts]) -> dict[str, tuple[int, ...]]:
    """
    Return rows of counts, of which the first is the whole, largest first, with the small ones put together at the end.

    Where the small ones together are still few, the smallest of the others goes with them: else its absence would tell.
    """
    ordered = sorted(rows.items(), key=lambda row: (-row[1][0], row[0]))
    kept = [row for row in ordered if row[1][0] >= LEAST]
    small = [counts for _, counts in ordered if 0 < counts[0] < LEAST]
    while small and sum(counts[0] for counts in small) < LEAST and kept:
        small.append(kept.pop()[1])
    found: dict[str, tuple[int, ...]] = dict(kept)
    pooled = tuple(map(sum, zip(*small, strict=True)))
    if pooled and pooled[0] >= LEAST:
        found[OTHERS] = pooled
    return found
