"""What the rooms above may know of the work that people do: items, their owners, their answers. No tables, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from waypost.access.values import Actor
from waypost.base.values import CaseId, JsonValue, PersonId

NOT_WRITTEN_BACK: Final = "not_written_back"
"""The reason of an item about what the crime system has not taken: such a one is not handed to it as well."""

OPENED_FROM_OUTSIDE: Final = "opened_from_outside"
"""The reason of an item that tells of somebody from outside who opened a protected case."""


MATTER: Final = "matter"
"""The reason of an item about a complaint or a review: it is done on its own page, and the crime system has no task."""


class UnknownItem(LookupError):
    """The force has no such item, or not for this person to see."""


class ItemKind(StrEnum):
    """What somebody is asked to do. The words are those of `org.waypost.task.v1` in the published contract."""

    CONFIRM = "confirm"
    CALL = "call"
    REPLY = "reply"
    MEND = "mend"


class ItemState(StrEnum):
    """Where an item stands. `withdrawn`: what it asked for is no longer needed."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Desk(StrEnum):
    """Whose matter an item is, before anybody is named. An item never has none."""

    OIC = "oic"
    SUPERVISOR = "supervisor"
    RECORDS = "records"
    WITNESS_CARE = "witness_care"
    CONTENT = "content"
    SYSTEM = "system"


class CallOutcome(StrEnum):
    """What became of a call. Only one who was spoken to has been told."""

    SPOKEN_TO = "spoken_to"
    NO_ANSWER = "no_answer"
    UNSAFE = "unsafe"


@dataclass(frozen=True)
class Mends:
    """
    What an item about a record asks to put right: the `marks` of findings, by which they are known again.

    `offers` are contacts that the answer may confirm, without the contacts themselves. `covers` are the reasons of
    other rooms' items that would ask for the same: this one stands for them.
    """

    marks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()

    @property
    def signature(self) -> tuple[str, ...]:
        """What must change so that somebody is asked anew."""
        return tuple(sorted((*self.marks, *self.offers)))


NO_MENDS = Mends()


@dataclass(frozen=True)
class NewItem:
    """
    Something that a person must do.

    `item_id` is the caller's, so that the same wish twice is one item; it is the `waypost_id` in the crime system.
    `matter` says what it is about: of one case, person, kind and matter at most one item is open. `case_id` and
    `person_id` are None for what concerns the whole force (a provider's key). `reason` is the code of why, `text` what
    is asked, in words; `script` what to say in a call, `draft` the text to confirm as it would go; all three are for
    staff only. `subject` is the id of what waits for the answer (a message's run and step, a clock), in the caller's
    own words. The kind's own span counts in the desk's hours, or, where the asker's content names a moment, up to
    `aim_at`; never later than `due_at`, by which somebody must be told, None where nothing sets a limit. `duty` is its
    id or None. `rule` is the code of the worst finding that an item about a record is about.
    """

    item_id: UUID
    case_id: CaseId | None
    person_id: PersonId | None
    person_ref: str
    kind: ItemKind
    desk: Desk
    matter: str
    reason: str
    text: str
    subject: str = ""
    script: str | None = None
    draft: str | None = None
    duty: str | None = None
    due_at: datetime | None = None
    aim_at: datetime | None = None
    mends: Mends = NO_MENDS
    rule: str = ""


@dataclass(frozen=True)
class Matter:
    """What an item is about: of one matter at most one item of a force is open."""

    case_id: CaseId | None
    person_id: PersonId | None
    kind: ItemKind
    matter: str


@dataclass(frozen=True)
class Answer:
    """
    What somebody answered: in the crime system or on our page.

    `text` is the draft as they changed it, None where they did not. `by` is a collar number, None where the crime
    system does not say. `call` is there for a call only.
    """

    state: ItemState
    at: datetime
    by: str | None = None
    note: str | None = None
    text: str | None = None
    call: CallOutcome | None = None


@dataclass(frozen=True)
class ItemFacts:
    """
    One item as it is now.

    `owner` is the collar number of who has it, empty where it stands at a desk, `at_desk`; `team` says whose. `cover`
    is the collar number of who does it while the owner is away. `level` is how often it was escalated: 0 the owner, 1
    the supervisor, 2 the desk of the force; `first_owner` had it before. `reference` and `is_sealed` are the case's.
    """

    item_id: UUID
    case_id: CaseId | None
    person_id: PersonId | None
    person_ref: str
    kind: ItemKind
    desk: Desk
    matter: str
    reason: str
    text: str
    subject: str
    script: str | None
    draft: str | None
    duty: str | None
    state: ItemState
    owner: str
    cover: str
    team: str
    level: int
    opened_at: datetime
    due_at: datetime
    answer: Answer | None
    at_desk: Desk | None = None
    first_owner: str = ""
    handed_out_at: datetime | None = None
    reference: str = ""
    is_sealed: bool = False
    offers: tuple[str, ...] = ()
    """Contacts that the answer may confirm, as `Mends.offers` has them."""
    rule: str = ""


class What(StrEnum):
    """What happened to an item, as its history names it."""

    OPENED = "opened"
    DUE_EARLIER = "due_earlier"
    HANDED_OUT = "handed_out"
    REASSIGNED = "reassigned"
    ESCALATED = "escalated"
    NOT_REACHED = "not_reached"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    NOTED = "noted"


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened to an item; `details` holds codes, collar numbers and times, `note` is for staff only."""

    at: datetime
    what: What
    by: Actor
    details: Mapping[str, JsonValue]
    note: str | None


@dataclass(frozen=True)
class RecordedCall:
    """A call in which the person was spoken to: it proves that they were told what `duty` demands, if there is one."""

    item_id: UUID
    case_id: CaseId
    person_id: PersonId
    duty: str | None
    subject: str
    answered_at: datetime


@dataclass(frozen=True)
class GivenNote:
    """What somebody wrote when they did an item. `by` is a collar number, empty where the crime system does not say."""

    case_id: CaseId
    person_id: PersonId
    subject: str
    note: str
    by: str
