"""
The figures of a report as they may be shown, with small numbers put away. The page and the JSON are made of them.

Pure. *Source:* design.md 3, room `reports`: it suppresses small numbers and never shows one victim.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, TypeVar

from waypost.base.values import JsonValue
from waypost.reports.quality.causes import Cause
from waypost.reports.quality.fields import AGES
from waypost.reports.quality.fixes import best_steps, gain_of
from waypost.reports.quality.measure import Measured
from waypost.reports.quality.small import LEAST, share, shown, without_small
from waypost.reports.quality.tally import ANY, Reached, Tally
from waypost.reports.quality.words import WAYS, label, what_to_do, who

Key = TypeVar("Key")

MOST_FIXES: Final = 10
MOST_WARDS: Final = 60
_SPREAD: Final = (
    (1, 1, "1 victim"),
    (2, 2, "2 victims"),
    (3, 5, "3 to 5"),
    (6, 10, "6 to 10"),
    (11, None, "11 or more"),
)


@dataclass(frozen=True)
class Way:
    """One way of telling: victims who could be told by it today, and their share in per cent."""

    name: str
    victims: str
    share: str
    per_cent: float


@dataclass(frozen=True)
class Row:
    """One group, team or ward: its victims, and the share that could be told by each way and by any."""

    name: str
    victims: str
    ways: tuple[str, ...]
    per_cent: float


@dataclass(frozen=True)
class Stop:
    """
    One thing that stops messages: victims that it concerns, and those who could be told if it alone were mended.

    `bar` is how long its bar is: the victims, and 0 where they are few.
    """

    label: str
    rule: str
    sentence: str
    who: str
    remedy: str
    victims: str
    alone: str
    bar: int


@dataclass(frozen=True)
class Fix:
    """One step: what to mend (several where only all together help), whom that helps, and the share then."""

    labels: tuple[str, ...]
    sentences: tuple[str, ...]
    who: tuple[str, ...]
    victims: str
    share: str
    per_cent: float


@dataclass(frozen=True)
class Figures:
    """All that a report says."""

    force: str
    as_of: datetime
    victims: int
    open_victims: int
    any_of: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    open_ways: tuple[Way, ...]
    groups: tuple[Row, ...]
    teams: tuple[Row, ...]
    wards: tuple[Row, ...]
    stops: tuple[Stop, ...]
    shows: tuple[tuple[str, str, str], ...]
    by_person: str
    fixes: tuple[Fix, ...]
    fields: tuple[tuple[str, str, str, float, float], ...]
    ages: tuple[tuple[str, str], ...]
    doubles: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str], ...]

    def to_json(self) -> Mapping[str, JsonValue]:
        """Return them for a file: dates as text."""
        found: dict[str, JsonValue] = asdict(self)
        return found | {"as_of": self.as_of.isoformat()}


def figures_of(measured: Measured, *, force: str) -> Figures:
    """Return what may be shown of what was measured; `force` is its title."""
    tally = measured.tally
    return Figures(
        force=force,
        as_of=measured.now,
        victims=tally.all.victims,
        open_victims=tally.open.victims,
        any_of=tuple(words.lower() for way, words in WAYS.items() if way in tally.channels),
        records=tuple(_records(measured)),
        ways=_ways(tally.all),
        open_ways=_ways(tally.open),
        groups=_rows(tally.groups, most=None),
        teams=_rows(tally.teams, most=None),
        wards=_rows(tally.wards, most=MOST_WARDS),
        stops=tuple(_stops(tally)),
        shows=tuple((rule, sentence, shown(count)) for (rule, _, sentence), count in _ordered(tally.shown)),
        by_person=shown(tally.by_person),
        fixes=tuple(_fixes(tally)),
        fields=tuple(_fields(tally)),
        ages=tuple((age, share(tally.ages[age], of=tally.all.victims)) for age in AGES),
        doubles=tuple((words, shown(count)) for words, count in sorted(tally.doubles.items()) if count),
        shared=tuple(_shared(tally)),
        held=tuple((f"{section}: {field}", shown(count)) for (section, field), count in _ordered(tally.held)),
        faults=tuple((sentence, f"{count:,}") for sentence, count in _ordered(measured.faults.lines)),
    )


def _records(measured: Measured) -> Iterator[tuple[str, str]]:
    said, elsewhere = measured.tally.records, measured.faults.elsewhere
    words = {
        "crime": "Crimes",
        "incident": "Incidents",
        "without_victim": "of them without a victim",
        "left": "of them cancelled, transferred or merged: not counted further",
        "told_by_crime": "Victims of incidents who are told by the crime that was recorded from it",
    }
    yield from ((text, shown(said[name])) for name, text in words.items() if said[name])
    if elsewhere:
        yield "Snapshots of other forces, left out", shown(elsewhere)


def _ways(reached: Reached) -> tuple[Way, ...]:
    names = {**WAYS, ANY: "Any of these that the force uses"}
    return tuple(
        Way(name, shown(count, of=reached.victims), share(count, of=reached.victims), _per_cent(count, reached.victims))
        for way, name in names.items()
        for count in (reached.by[way],)
    )


def _rows(found: Mapping[str, Reached], *, most: int | None) -> tuple[Row, ...]:
    counts = {
        name: (one.victims, *(one.by[way] for way in (*WAYS, ANY))) for name, one in _largest(found, most).items()
    }
    return tuple(
        Row(name, shown(all_of), tuple(share(each, of=all_of) for each in by), _per_cent(by[-1], all_of))
        for name, (all_of, *by) in without_small(counts).items()
    )


def _largest(found: Mapping[str, Reached], most: int | None) -> Mapping[str, Reached]:
    if most is None or len(found) <= most:
        return found
    ordered = sorted(found.items(), key=lambda one: (-one[1].victims, one[0]))
    return dict(ordered[:most])


def _stops(tally: Tally) -> Iterator[Stop]:
    for key, count in _ordered(tally.causes):
        cause = tally.known[key]
        alone = gain_of(tally.stopped, {key})
        yield Stop(
            label=label(cause),
            rule=cause.rule,
            sentence=cause.sentence,
            who=who(cause),
            remedy=what_to_do(cause),
            victims=shown(count),
            alone=shown(alone),
            bar=count if count >= LEAST else 0,
        )


def _fixes(tally: Tally) -> Iterator[Fix]:
    today = tally.all.by[ANY]
    for step in best_steps(tally.stopped, most=MOST_FIXES):
        if step.gain < LEAST:
            return
        causes: Sequence[Cause] = [tally.known[key] for key in step.fixes]
        then = today + step.reached
        yield Fix(
            labels=tuple(map(label, causes)),
            sentences=tuple(cause.sentence for cause in causes),
            who=tuple(dict.fromkeys(map(who, causes))),
            victims=shown(step.gain),
            share=share(then, of=tally.all.victims),
            per_cent=_per_cent(then, tally.all.victims),
        )


def _fields(tally: Tally) -> Iterator[tuple[str, str, str, float, float]]:
    for name, (of, filled, usable) in tally.fields.items():
        yield (
            name, share(filled, of=of), share(usable, of=of), _per_cent(filled, of), _per_cent(usable, of),
        )  # fmt: skip


def _shared(tally: Tally) -> Iterator[tuple[str, str]]:
    for least, most, words in _SPREAD:
        counts = (n for victims, n in tally.shared.items() if victims >= least and (most is None or victims <= most))
        if total := sum(counts):
            yield words, shown(total)


def _per_cent(count: int, of: int) -> float:
    """Return a share for a bar, to whole per cent as it is shown in words, and none of so small a part."""
    told = share(count, of=of)
    return float(told.removesuffix("%")) if told.endswith("%") else (0.0 if count * 2 < of else 100.0 * bool(of))


def _ordered(counts: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))
