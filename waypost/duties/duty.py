"""A duty as its file under `content/duties/` says it, and what can prove that it was done. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from waypost.base.values import JsonValue, PersonId
from waypost.duties.values import ToldBy


class Mark(StrEnum):
    """Whether a rule was found on a public page or is known from hearsay (domain notes)."""

    FOUND = "found"
    UNVERIFIED = "unverified"


class Limit(StrEnum):
    """In what the length of a duty is counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    SAME_DAY = "same_day"
    NONE = "none"


@dataclass(frozen=True)
class Length:
    """How long somebody has. `count` is 0 where nothing is counted."""

    limit: Limit
    count: int = 0


class CountsFrom(StrEnum):
    """From when a duty runs. `thing`: when the hearing or appointment is that the event is about."""

    EVENT = "event"
    RECEIVED = "received"
    THING = "thing"


class Per(StrEnum):
    """
    What the clocks of a duty are told apart by, beside the victim.

    `case`: whatever tells of the duty at all meets it. Else only what tells of the same event, or of the same thing
    after it.
    """

    CASE = "case"
    SUSPECT = "suspect"
    HEARING = "hearing"
    EVENT = "event"


class Whom(StrEnum):
    """To whom it is owed: every victim, those who are human beings, the victim whom the event names, or whoever is."""

    VICTIMS = "victims"
    PEOPLE = "people"
    NAMED_VICTIM = "named_victim"
    NAMED = "named"


class Owner(StrEnum):
    """Who has to tell."""

    OIC = "oic"
    SUPERVISOR = "supervisor"
    RECORDS = "records"
    WITNESS_CARE = "witness_care"
    CPS = "cps"
    PROBATION = "probation"


class Stop(StrEnum):
    """What ends a clock without anybody having been told."""

    CANCELLED = "case_cancelled"
    TRANSFERRED = "case_transferred"
    MERGED = "case_merged"
    CLOSED = "case_closed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class LaterNews:
    """
    An event after which an earlier one is told no more by itself, since what tells of this one says it too.

    It is about the same suspect where both name one; `duty` is the one that a text about it serves. `where` asks for
    values of the event's details.
    """

    on: str
    duty: str
    where: Mapping[str, tuple[JsonValue, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """
    An event that starts a clock.

    `where` and `unless` ask for values of the event's details. `families` are families of offence groups, empty for
    all. `instead` are events of the same case that start this duty in its stead: with one of them it is stopped.
    `told_with` is later news that tells this too: it stays due as it was, and is met by what tells of that.
    """

    on: str
    where: Mapping[str, tuple[JsonValue, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[JsonValue, ...]] = field(default_factory=dict)
    families: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    told_with: tuple[LaterNews, ...] = ()


@dataclass(frozen=True)
class Demand:
    """
    Something that a text must hold: one of these placeholders, or one of these words.

    Words are asked of the content when it is checked, and of a text that an officer changed; placeholders of each
    message that has left. `if_known`: it is
    asked of the content, but a message may lack it, where the record does not say.
    """

    what: str
    any_of: tuple[str, ...] = ()
    in_words: tuple[str, ...] = ()
    if_known: bool = False


@dataclass(frozen=True)
class MetBy:
    """
    What proves that a duty was done.

    `channels` are those whose text can hold it, none where no message meets it. `pages` are the portal's pages that
    show it. `officer`: a call that was recorded as spoken. `records`: facts that are the doing itself. `any_duty`: a
    text that meets whatever duty it serves will do; so will one of `templates`, and one of `by_any_way`, also by text
    and in its discreet words.
    """

    channels: tuple[str, ...] = ()
    must_hold: tuple[Demand, ...] = ()
    pages: tuple[str, ...] = ()
    officer: bool = False
    records: tuple[str, ...] = ()
    any_duty: bool = False
    templates: tuple[str, ...] = ()
    by_any_way: tuple[str, ...] = ()


class Moment(StrEnum):
    """When a clock that is open makes an event: some days before its end, or at its end."""

    BEFORE_END = "before_end"
    AT_END = "at_end"


@dataclass(frozen=True)
class Emit:
    """An event that a clock makes while it is open."""

    event: str
    when: Moment
    days: int = 0


@dataclass(frozen=True)
class Duty:
    """
    One version of one duty, in force from a date until the next version of it.

    `is_ours`: the police own the clock; another's is shown and never chased. `is_recommended`: the length is ours, the
    Code sets none. `beside` are templates that belong to it and do not meet it by themselves. `stops_on` are events
    about the same thing that end it, `stops_for` end it for the person whom they name. `news` are what a periodic
    update counts as progress.
    """

    id: str
    title: str
    from_date: date
    source: str
    mark: Mark
    owner: Owner
    is_ours: bool
    standard: Length
    enhanced: Length
    counts_from: CountsFrom
    per: Per
    whom: Whom
    starts: tuple[Start, ...]
    met_by: MetBy
    is_recommended: bool = False
    stops: tuple[Stop, ...] = ()
    stops_on: tuple[str, ...] = ()
    stops_for: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    emits: tuple[Emit, ...] = ()
    news: tuple[str, ...] = ()
    words: str = ""


INTERVAL = "interval"
SILENCE = "silence"
"""The ids of the two clocks that the Code does not number: what was agreed with a victim, and what holds without."""


@dataclass(frozen=True)
class EnhancedRules:
    """What makes a victim one with enhanced rights beside what the record grants: `content/duties/enhanced.yaml`."""

    families: Mapping[str, str]
    groups: Mapping[str, str]
    flags: Mapping[str, str]
    under_age: int
    source: str
    mark: Mark


@dataclass(frozen=True)
class Duties:
    """All duties, each with its versions, the oldest first."""

    versions: Mapping[str, tuple[Duty, ...]]
    enhanced: EnhancedRules

    @cached_property
    def started_by(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the duties that a version of theirs starts on an event, by the event's kind."""
        pairs = sorted(
            {(start.on, duty) for duty, versions in self.versions.items() for one in versions for start in one.starts}
        )
        return {kind: tuple(duty for on, duty in pairs if on == kind) for kind, _ in pairs}

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """The kinds of events that clocks ask for."""
        return frozenset(emit.event for versions in self.versions.values() for one in versions for emit in one.emits)

    def on(self, duty: str, day: date) -> Duty | None:
        """Return the version that is in force on a day, or None before the first one."""
        known = [version for version in self.versions.get(duty, ()) if version.from_date <= day]
        return known[-1] if known else None

    def latest(self, duty: str) -> Duty:
        """
        Return the newest version.

        :raises KeyError: if there is no such duty.
        """
        return self.versions[duty][-1]


@dataclass(frozen=True)
class Told:
    """
    Something that may prove that a person was told (design 1.3); facts of the record are read from the timeline.

    A message counts from `at`, when it was delivered; a page, when it was opened; an officer's call, when it was made.
    `as_of` is when its words were made, or earlier: it tells nothing that became known later. `held` are the names of
    the placeholders that its text was filled with. `template`, `duty`, `channel` and `event_number` are those of the
    message or item; `page` is the portal's. `changed_text` is the text, in small letters, where an officer changed it.
    """

    at: datetime
    as_of: datetime
    person_id: PersonId
    by: ToldBy
    reference: str
    channel: str = ""
    duty: str = ""
    template: str = ""
    event_number: int | None = None
    item: str = ""
    held: frozenset[str] = frozenset()
    page: str = ""
    is_discreet: bool = False
    is_inferred: bool = False
    changed_text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Spell:
    """A time in which somebody has enhanced rights; `until` is None while it lasts. `reason` is its code."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True)
class Due:
    """An event that a clock asks for: `kind` is its trigger, `at` when it is due, `details` hold codes and dates."""

    kind: str
    at: datetime
    person_ref: str
    item: str
    details: Mapping[str, JsonValue]
