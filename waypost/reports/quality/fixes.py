"""
Which fixes would let most victims be told, one after the other. Pure.

A victim can be told when all that stops one way of telling is gone. So a fix may do nothing alone and much together
with another: such fixes are proposed together, and said to work only so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

Fixes = frozenset[str]
Ways = frozenset[Fixes]
"""What stops somebody, by each way of telling that could be opened: all of one of these must be mended."""


@dataclass(frozen=True)
class Step:
    """What to mend next: the keys of one or several causes, and how many victims can be told once it is done too."""

    fixes: tuple[str, ...]
    gain: int
    reached: int
    """All that can be told after this step and those before it, beside those who can be told today."""


def shortest(ways: Iterable[Fixes]) -> Ways:
    """Return the ways that do not ask for all that another asks for, and more."""
    distinct = set(ways)
    return frozenset(way for way in distinct if not any(other < way for other in distinct))


def best_steps(stopped: Mapping[Ways, int], *, most: int) -> tuple[Step, ...]:
    """
    Return what to mend in which order, `most` fixes at most, each step the one that helps most victims a fix.

    `stopped` counts victims by what stops them. Several fixes make one step only where those who need all of them are
    more, a fix, than any one fix helps. Of equal steps the smaller comes first, then by name.
    """
    rest = Counter(stopped)
    steps: list[Step] = []
    mended, reached = 0, 0
    while room := most - mended:
        step = _best(rest, room)
        if step is None:
            break
        fixes, gain = step
        mended, reached = mended + len(fixes), reached + gain
        steps.append(Step(tuple(sorted(fixes)), gain, reached))
        rest = _after(rest, fixes)
    return tuple(steps)


def gain_of(stopped: Mapping[Ways, int], fixes: Set[str]) -> int:
    """Return how many can be told once all of these are mended."""
    return sum(count for ways, count in stopped.items() if any(way <= fixes for way in ways))


def _best(rest: Mapping[Ways, int], room: int) -> tuple[Fixes, int] | None:
    candidates = {way for ways in rest for way in ways if 0 < len(way) <= room}
    needed = _needed(rest, candidates)
    best = max(candidates, key=lambda way: (needed[way] / len(way), -len(way), sorted(way)), default=None)
    return (best, gain_of(rest, best)) if best is not None else None


def _needed(rest: Mapping[Ways, int], candidates: Set[Fixes]) -> Mapping[Fixes, int]:
    """Return how many need all of each candidate: whom a part of it would help is left to that part."""
    found = dict.fromkeys(candidates, 0)
    for ways, count in rest.items():
        for way in ways & candidates:
            found[way] += count
    return found


def _after(rest: Mapping[Ways, int], fixes: Fixes) -> Counter[Ways]:
    left: Counter[Ways] = Counter()
    for ways, count in rest.items():
        still = shortest(way - fixes for way in ways)
        if frozenset() not in still:
            left[still] += count
    return left
