"""What the other rooms may know of forces and of those who act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from waypost.base.values import ForceName


class ForceState(StrEnum):
    """How far a force is switched on (design 1.4)."""

    SHADOW = "shadow"
    PILOT = "pilot"
    LIVE = "live"


class JourneyState(StrEnum):
    """How far one journey is switched on in a force (design 1.4); `paused` holds and loses nothing."""

    SHADOW = "shadow"
    PILOT = "pilot"
    LIVE = "live"
    PAUSED = "paused"


class ActorKind(StrEnum):
    """Who does something."""

    VICTIM = "victim"
    STAFF = "staff"
    SOURCE = "source"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts; `id` is ours and never a name."""

    kind: ActorKind
    id: str


OPERATOR = Actor(ActorKind.STAFF, "operator")
"""Whoever types a command on the machine that runs Waypost: it knows no accounts of staff yet."""


@dataclass(frozen=True)
class Hours:
    """Local times (Europe/London) between which messages may leave; `until` is exclusive, 24:00 is kept as 00:00."""

    start: time
    until: time

    @property
    def is_all_day(self) -> bool:
        """Whether every moment of the day is allowed."""
        return self.start == self.until


@dataclass(frozen=True)
class Pilot:
    """
    Whom a pilot tells: cases of the named teams, and `share` per cent of all, drawn by the reference.

    Nobody where there are no teams and the share is 0.
    """

    share: int = 0
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ForceSettings:
    """
    What a force has decided about its own messages.

    `placeholders` names the ranges of made-up numbers that count as placeholders in this force;
    `drama` are Ofcom's 07700 900000 to 900999, which only a demonstration allows.
    """

    name: ForceName
    title: str
    state: ForceState
    groups: frozenset[str]
    phases: frozenset[int]
    hours: Hours
    placeholders: frozenset[str]
    two_way: bool
    backlog_days: int
    retention_days: int
    phone: str
    leave_url: str
    caps: Mapping[str, int] = field(default_factory=dict)
    pilot: Pilot = Pilot()
    journeys: Mapping[str, JourneyState] = field(default_factory=dict)
    """Journeys by name that the force runs otherwise than live."""
    changed_at: datetime | None = None
