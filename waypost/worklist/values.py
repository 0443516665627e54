"""What the rooms above may know of the work that people do: items, their owners, their answers. No tables, no clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waypost.base.values import CaseId, PersonId


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
class NewItem:
    """
    Something that a person must do.

    `item_id` is the caller's, so that the same wish twice is one item; it is the `waypost_id` in the crime system.
    `matter` says what it is about: of one case, person, kind and matter at most one item is open. `case_id` and
    `person_id` are None for what concerns the whole force (a provider's key). `reason` is the code of why, `text` what
    is asked, in words; `script` what to say in a call, `draft` the text to confirm as it would go; all three are for
    staff only. `subject` is the id of what waits for the answer (a message's run and step, a clock), in the caller's
    own words. `due_at` is None where the kind's own span counts, in the desk's hours. `duty` is its id or None.
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

    `owner` is the collar number of who has it, empty where it is a desk's; then `team` may say whose desk. `cover` is
    the collar number of who does it while the owner is away. `level` is how often it was escalated: 0 the owner, 1 the
    supervisor, 2 the desk of the force.
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
