"""
What keeps one mistake from reaching many: the first few leave and are looked at, so many leave in an hour, and what
lets many go needs two people. Pure. *Source:* trust.md T21.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from waypost.access.values import DEFAULT_GUARDS, ForceSettings

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When what has always been switched on was switched on."""
THE_FORCE = ""
"""What the force itself is called among its texts and journeys."""


class CanaryKind(StrEnum):
    """Of what the first few are looked at."""

    TEXT = "text"
    JOURNEY = "journey"
    FORCE = "force"


class Together(StrEnum):
    """What is done to many messages at once, by two people where they are too many for one."""

    LIFT = "lift"
    LET_GO = "let_go"
    RECALL = "recall"


@dataclass(frozen=True)
class Guards:
    """
    The figures of a force; 0 is no guard. A figure that a force does not name is the safe one, never none.

    `canary`: so many of what is new leave before somebody looks. `second_person_over`: what lets more go at once needs
    two people.
    """

    canary: int
    per_text_an_hour: int
    per_force_an_hour: int
    second_person_over: int

    @classmethod
    def of(cls, settings: ForceSettings) -> "Guards":
        """Return the guards of a force."""
        return cls(**{name: settings.guards.get(name, figure) for name, figure in DEFAULT_GUARDS.items()})

    @property
    def counts(self) -> bool:
        """Whether what leaves is counted at all."""
        return bool(self.canary or self.per_text_an_hour or self.per_force_an_hour)

    def needs_two(self, count: int) -> bool:
        """Whether two people must agree before something is done to so many messages."""
        return 0 < self.second_person_over < count


@dataclass(frozen=True)
class Canary:
    """
    What of a force is new, and how many of it have left.

    `version` is the text's, `epoch` when the force last switched it on: of a newer one the count begins again. `since`
    is when this count began.
    """

    kind: CanaryKind
    target: str
    version: int
    epoch: datetime
    since: datetime
    sent: int

    @property
    def key(self) -> tuple[CanaryKind, str]:
        """What is counted, whatever its version."""
        return self.kind, self.target


@dataclass(frozen=True)
class Leaving:
    """One message as the guards see it: what of it may be new. `admitted_at`: since when it counts as having left."""

    text: str
    version: int
    journey: str
    admitted_at: datetime | None = None


@dataclass(frozen=True)
class Guarded:
    """What the guards say of one message: whether it waits for a look at those before, and until when for its turn."""

    waits_for_look: bool = False
    full_until: datetime | None = None
    is_text_full: bool = False


NOTHING_GUARDED = Guarded()


@dataclass(frozen=True)
class Bulk:
    """
    What has left of what is new, and how much in this hour, at one moment.

    `canaries` are those that nobody has let go yet. `sent` counts by text, and for the force under `THE_FORCE`.
    """

    guards: Guards
    now: datetime
    canaries: Mapping[tuple[CanaryKind, str], Canary] = field(default_factory=dict)
    sent: Mapping[str, int] = field(default_factory=dict)
    switched_on: Mapping[str, datetime] = field(default_factory=dict)

    def wanted(self, one: Leaving) -> tuple[Canary, ...]:
        """Return what this message counts for, as it begins where nobody has counted it yet."""
        wanted = [(CanaryKind.TEXT, one.text, one.version, NEVER)]
        if one.journey:
            epoch = self.switched_on.get(f"journey {one.journey}", NEVER)
            wanted.append((CanaryKind.JOURNEY, one.journey, 0, epoch))
        wanted.append((CanaryKind.FORCE, THE_FORCE, 0, self.switched_on.get(THE_FORCE, NEVER)))
        return tuple(Canary(kind, target, version, epoch, self.now, 0) for kind, target, version, epoch in wanted)

    def counted_for(self, one: Leaving) -> Iterable[Canary]:
        """Return the open canaries of which this message would be one more."""
        for wanted in self.wanted(one):
            found = self.canaries.get(wanted.key)
            if found is None or found.version < wanted.version or found.epoch != wanted.epoch:
                continue
            if one.admitted_at is None or one.admitted_at < found.since:
                yield found

    def says(self, one: Leaving) -> Guarded:
        """Return what the guards say of one message."""
        waits = any(found.sent >= self.guards.canary for found in self.counted_for(one))
        waits = waits and bool(self.guards.canary)
        if self.is_counted_in_hour(one):
            return Guarded(waits)
        is_text_full = _is_full(self.guards.per_text_an_hour, self.sent.get(one.text, 0))
        is_full = is_text_full or _is_full(self.guards.per_force_an_hour, self.sent.get(THE_FORCE, 0))
        return Guarded(waits, self.hour + timedelta(hours=1) if is_full else None, is_text_full)

    @property
    def hour(self) -> datetime:
        """The beginning of this hour."""
        return self.now.replace(minute=0, second=0, microsecond=0)

    def is_counted_in_hour(self, one: Leaving) -> bool:
        """Whether this message has been counted in this hour already."""
        return one.admitted_at is not None and one.admitted_at >= self.hour

    def with_one_more(self, one: Leaving) -> "Bulk":
        """Return this after one more has left."""
        canaries = {found.key: replace(found, sent=found.sent + 1) for found in self.counted_for(one)}
        more = 0 if self.is_counted_in_hour(one) else 1
        counted = {name: self.sent.get(name, 0) + more for name in (one.text, THE_FORCE)}
        return replace(self, canaries={**self.canaries, **canaries}, sent={**self.sent, **counted})


def _is_full(most: int, sent: int) -> bool:
    return 0 < most <= sent


NOTHING_NEW = Bulk(Guards(0, 0, 0, 0), NEVER)
"""Where nothing is guarded: what is only rehearsed, or asked about without being sent."""
