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


DEFAULT_GUARDS: Mapping[str, int] = {
    "canary": 20,
    "per_text_an_hour": 1000,
    "per_force_an_hour": 5000,
    "second_person_over": 50,
}
"""
What keeps one mistake from reaching many, where a force names no other figure; 0 is no guard.

So many messages of what is new leave before somebody looks; so many of one text, and in all, leave in an hour; what
lets more than so many go, or takes them back, needs two people. *Source:* trust.md T21 for 20 and 50; the rest is ours.
"""


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
class Post:
    """
    How a force sends letters. `at` is the local time from which on the letters of a day leave.

    A letter counts as delivered `days` working days after it was printed. `return_address` is where it comes back to,
    in lines: it stands on every letter, and without it none is sent. It names no police, so that an envelope with a
    window shows none.
    """

    return_address: tuple[str, ...] = ()
    days: int = 3
    at: time = time(16)


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
    post: Post = Post()
    channels: frozenset[str] = frozenset()
    """Channels beside the contract's own that the force has switched on, in the words of a contact plan."""
    young_people: bool = False
    """Whether victims of 12 to 17 are written to themselves, beside their guardian, where a text is for them."""
    foreign: frozenset[str] = frozenset()
    """Countries beside the United Kingdom, by their two letters, to whose mobiles the force sends texts."""
    keep_closed_days: int = 0
    """How long our copy of a case that is over is kept; 0: as `content/retention` says."""
    guards: Mapping[str, int] = field(default_factory=dict)
    """Figures of `DEFAULT_GUARDS` that the force has of its own."""
    two_way_groups: frozenset[str] = frozenset()
    """Groups of offences whose victims may write to the officer, where `two_way` is on; nobody else may."""
    switched_on: Mapping[str, datetime] = field(default_factory=dict)
    """When the force was last switched further on (by the empty name), and each journey (`journey crime-recorded`)."""

    def has_two_way(self, group: str) -> bool:
        """Whether victims of a group of offences may write to the officer: by both switches, never by one alone."""
        return self.two_way and group in self.two_way_groups


class StaffRole(StrEnum):
    """What somebody does in the force. A person may have several; each opens what the permission map says."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    CALL_HANDLER = "call_handler"
    WITNESS_CARE = "witness_care"
    CONTENT_EDITOR = "content_editor"
    APPROVER = "approver"
    DATA_QUALITY = "data_quality"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Staff:
    """
    One member of staff as the directory has them. `id` is ours; the collar number is what the crime system calls them.

    `away_until` is when they are back (None: they are here), `away_from` since when they are away, or from when they
    will be (None: since it was noted); `deputy` is the collar number of who covers meanwhile.
    """

    id: str
    force: ForceName
    collar_number: str
    name: str
    team: str
    roles: frozenset[StaffRole]
    is_active: bool = True
    away_until: datetime | None = None
    deputy: str | None = None
    away_from: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Who acts, for the audit log and for histories."""
        return Actor(ActorKind.STAFF, self.id)

    def is_away(self, now: datetime) -> bool:
        """Whether they are not at work at `now`."""
        has_begun = self.away_from is None or self.away_from <= now
        return has_begun and self.away_until is not None and now < self.away_until


@dataclass(frozen=True)
class Directory:
    """
    The staff of one force that Waypost knows, by collar number.

    An officer of the crime system need not be among them: she answers her tasks there.
    """

    staff: Mapping[str, Staff] = field(default_factory=dict)

    def by_collar(self, collar_number: str | None) -> Staff | None:
        """Return the member of staff with this collar number, active or not, or None."""
        return self.staff.get(collar_number) if collar_number else None
