"""What a simulation finds out: about each message in the end, and all of it counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

from waypost.base.clock import LONDON
from waypost.journeys.lines import Line
from waypost.journeys.simulate.recorded import LineFault
from waypost.messages.values import Channel

SENT = "sent"
HELD = "held"
WAITING = "waiting"
NOT_SENT = "not_sent"
_HOUR = timedelta(hours=1)
_STEPS = ((timedelta(hours=1), 1), (timedelta(days=2), 15), (timedelta(days=36500), 60))


@dataclass(frozen=True, slots=True)
class Fate:
    """
    What became of one message in the end. `at` is when it left, or when that was last decided.

    `known_at` is since when the force knew what it tells; `digest` is the SHA-256 of the words that left.
    """

    case: str
    person: str
    journey: str
    template: str
    channel: Channel
    message_class: str
    end: str
    reason: str
    owner: str
    at: datetime
    known_at: datetime
    sms_parts: int
    digest: str

    @property
    def is_sent(self) -> bool:
        """Whether it left."""
        return self.end == SENT


@dataclass(frozen=True, slots=True)
class Handed:
    """Something that a journey hands to a person of the force."""

    kind: str
    script: str
    journey: str
    owner: str


@dataclass
class Rehearsed:
    """What one cluster of records came to."""

    lines: list[Line] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)


@dataclass
class Tally:
    """
    Counts of any number of clusters; they add up.

    `taken`: snapshots by what the intake made of them. `ends`: messages by end, reason and owner. `days` and `hours`:
    what left, by local day or hour and class. `people`: people by how many messages they get. `delays`: what left, by
    whole minutes from fact to message, in steps that grow.
    """

    taken: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    ends: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    templates: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    parts: Counter[tuple[str, str]] = field(default_factory=Counter)
    channels: Counter[Channel] = field(default_factory=Counter)
    days: Counter[tuple[date, str]] = field(default_factory=Counter)
    hours: Counter[tuple[int, str]] = field(default_factory=Counter)
    people: Counter[int] = field(default_factory=Counter)
    delays: Counter[int] = field(default_factory=Counter)
    handed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, rehearsed: Rehearsed) -> None:
        """Count one cluster in."""
        self.taken.update(rehearsed.taken)
        self.decisions.update(line.decision for line in rehearsed.lines)
        self.handed.update((each.owner, each.kind) for each in rehearsed.handed)
        for fate in rehearsed.fates:
            self._add_fate(fate)
        told = Counter((fate.case, fate.person) for fate in rehearsed.fates if fate.is_sent)
        self.people.update(told.values())

    def merge(self, other: "Tally") -> None:
        """Add another tally."""
        for each in fields(Tally):
            getattr(self, each.name).update(getattr(other, each.name))

    @property
    def sent(self) -> int:
        """How many messages left."""
        return self.total(SENT)

    @property
    def sms_parts(self) -> int:
        """How many SMS a provider would bill."""
        return sum(self.parts.values())

    def total(self, end: str) -> int:
        """Return how many messages ended so."""
        return sum(count for (ended, _, _), count in self.ends.items() if ended == end)

    def reasons(self, end: str) -> Sequence[tuple[str, int]]:
        """Return the reasons of one end with their counts, the most frequent first."""
        found: Counter[str] = Counter()
        for (ended, reason, _), count in self.ends.items():
            if ended == end:
                found[reason] += count
        return _ranked(found)

    def owners(self) -> Sequence[tuple[str, int]]:
        """Return who has how much to do: what is held for them, and what journeys hand to them."""
        found: Counter[str] = Counter()
        for (end, _, owner), count in self.ends.items():
            if end == HELD:
                found[owner] += count
        for (owner, _), count in self.handed.items():
            found[owner] += count
        return _ranked(found)

    def _add_fate(self, fate: Fate) -> None:
        self.ends[fate.end, fate.reason, fate.owner] += 1
        self.templates[fate.journey, fate.template, fate.end] += 1
        if not fate.is_sent:
            return
        local = fate.at.astimezone(LONDON)
        self.parts[fate.journey, fate.template] += fate.sms_parts
        self.channels[fate.channel] += 1
        self.days[local.date(), fate.message_class] += 1
        self.hours[local.hour, fate.message_class] += 1
        self.delays[_in_steps(fate.at - fate.known_at)] += 1


def share_within(counts: Mapping[int, int], share: float) -> int:
    """
    Return the smallest value that at least `share` of what was counted does not exceed.

    :raises ValueError: if nothing was counted.
    """
    total, seen = sum(counts.values()), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= share * total:
            return value
    raise ValueError("nothing was counted")


def _in_steps(delay: timedelta) -> int:
    """Return the delay in minutes, rounded up to a minute, from an hour on to quarters, from two days on to hours."""
    step = next((minutes for until, minutes in _STEPS if delay <= until), 60)
    minutes = max(0, -(-delay // timedelta(minutes=1)))
    return -(-minutes // step) * step


def _ranked(found: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def total_taken(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    return whole
