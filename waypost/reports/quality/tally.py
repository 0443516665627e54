"""The counts of one extract: numbers and causes, and nothing that a victim could be told by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Final

from waypost.cases.values import DataFinding
from waypost.messages.values import Channel
from waypost.reports.quality.causes import Cause, Remedy
from waypost.reports.quality.fixes import Fixes, Ways, shortest

ANY: Final = "any"
Reach = Mapping[Channel, Set[Cause]]
"""What stops one victim, by channel."""


@dataclass(frozen=True)
class Place:
    """Of what a victim is counted: names as they are shown. Empty where the record does not say."""

    group: str
    team: str
    ward: str
    is_open: bool


@dataclass
class Reached:
    """Victims in all, and those who could be told, by channel and by any."""

    victims: int = 0
    by: Counter[str] = field(default_factory=Counter)

    def add(self, ways: Iterable[str]) -> None:
        """Count one victim, with the ways by which they could be told today."""
        self.victims += 1
        self.by.update(ways)


@dataclass
class Tally:
    """
    All that is counted. `causes` are victims by what stops them on any way, `lone` by what alone does.

    `shown` are victims by findings that stop nothing. `stopped` counts victims by the sets of causes that would have to
    go, `by_person` those whom a person must tell in any case.
    """

    channels: frozenset[Channel]
    """By which the force could tell somebody: whether it sends letters is its own decision."""
    records: Counter[str] = field(default_factory=Counter)
    all: Reached = field(default_factory=Reached)
    open: Reached = field(default_factory=Reached)
    groups: dict[str, Reached] = field(default_factory=dict)
    teams: dict[str, Reached] = field(default_factory=dict)
    wards: dict[str, Reached] = field(default_factory=dict)
    known: dict[str, Cause] = field(default_factory=dict)
    causes: Counter[str] = field(default_factory=Counter)
    shown: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    stopped: Counter[Ways] = field(default_factory=Counter)
    by_person: int = 0
    fields: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    ages: Counter[str] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubles: Counter[str] = field(default_factory=Counter)
    shared: Counter[int] = field(default_factory=Counter)

    def add_victim(self, place: Place, options: Iterable[Reach]) -> None:
        """Count one victim; `options` are what stops each who may be told: themselves, or who acts for them."""
        asked = [(channel, causes) for reach in options for channel, causes in reach.items()]
        open_by = {channel for channel, causes in asked if not causes}
        ways = {channel.value for channel in open_by} | ({ANY} if open_by & self.channels else set())
        for reached in (self.all, *([self.open] if place.is_open else []), *self._places(place)):
            reached.add(ways)
        if ANY not in ways:
            self._add_stopped([causes for channel, causes in asked if channel in self.channels])
        self._count_causes(asked)

    def add_shown(self, findings: Iterable[DataFinding]) -> None:
        """Count what should be mended about one victim, and stops nothing."""
        self.shown.update({(one.rule, one.code, one.sentence) for one in findings if not one.stops})

    def add_field(self, name: str, *, filled: bool, usable: bool) -> None:
        """Count one field of one victim."""
        of, with_text, sound = self.fields.get(name, (0, 0, 0))
        self.fields[name] = (of + 1, with_text + filled, sound + usable)

    def _places(self, place: Place) -> Iterable[Reached]:
        yield self.groups.setdefault(place.group, Reached())
        yield self.teams.setdefault(place.team, Reached())
        yield self.wards.setdefault(place.ward, Reached())

    def _count_causes(self, asked: Iterable[tuple[Channel, Set[Cause]]]) -> None:
        found = {cause for channel, causes in asked for cause in causes}
        self.known.update((cause.key, cause) for cause in found)
        self.causes.update(cause.key for cause in found)

    def _add_stopped(self, ways: Iterable[Set[Cause]]) -> None:
        mendable = [_keys(way) for way in ways if all(cause.remedy is not Remedy.NONE for cause in way)]
        if mendable:
            self.stopped[shortest(mendable)] += 1
        else:
            self.by_person += 1


def _keys(way: Set[Cause]) -> Fixes:
    return frozenset(cause.key for cause in way)
