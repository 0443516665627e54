"""What is said of two entries of two cases that seem to be one human. No names, numbers or addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from waypost.base.values import CaseId, PersonId

Ids = tuple[PersonId, PersonId]
"""The two entries of a pair, the older one first."""


class NoSuchPair(LookupError):
    """The force has no such pair, or its cases are not to be shown."""


class CannotDecide(ValueError):
    """The pair stands so that this cannot be decided now; the message says what can be done."""


class PairState(StrEnum):
    """Where a pair stands. `split`: it was confirmed, and somebody has said since that it was wrong."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    SPLIT = "split"


class Decision(StrEnum):
    """What a person of the force may say of a pair."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    SPLIT = "split"


@dataclass(frozen=True)
class Said:
    """Who of the force decides, by collar number where there is one, and why, in their words; those may be empty."""

    who: str
    why: str = field(default="", repr=False)


class Evidence(StrEnum):
    """What two entries have in common beside their whole name and date of birth; one is enough to ask."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class Doubt(StrEnum):
    """Why two entries with that in common may still be two humans: said to whoever decides."""

    SHARED_CONTACT = "shared_contact"
    ONLY_ADDRESS = "only_address"
    OTHER_MOBILE = "other_mobile"
    OTHER_ADDRESS = "other_address"
    OTHER_TITLE = "other_title"
    FIRST_OF_JANUARY = "first_of_january"


WORDS: Final[Mapping[Evidence | Doubt, str]] = {
    Evidence.PHONE: "a telephone number",
    Evidence.EMAIL: "an e-mail address",
    Evidence.ADDRESS: "a postal address",
    Doubt.SHARED_CONTACT: "Somebody else has the same contact.",
    Doubt.ONLY_ADDRESS: "Beside name and date of birth only the address is the same.",
    Doubt.OTHER_MOBILE: "The two records have different mobile numbers.",
    Doubt.OTHER_ADDRESS: "The two records have different addresses.",
    Doubt.OTHER_TITLE: "The two records have different titles: twins may have been given one name.",
    Doubt.FIRST_OF_JANUARY: "The date of birth is a first of January, which stands for an unknown one in some systems.",
}
"""Each code in words for staff."""


@dataclass(frozen=True)
class EntryOfPair:
    """One entry of a pair, as staff find it in the crime system."""

    person_id: PersonId
    person_ref: str
    case_id: CaseId
    reference: str


@dataclass(frozen=True)
class Pair:
    """Two entries that seem, or were said, to be one human; `first` is the one that we knew first."""

    pair_id: int
    first: EntryOfPair
    second: EntryOfPair
    state: PairState
    evidence: tuple[Evidence, ...]
    doubts: tuple[Doubt, ...]
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: str
    asked_again_at: datetime | None
    decided_why: str = field(default="", repr=False)

    @property
    def ids(self) -> Ids:
        """The two entries."""
        return self.first.person_id, self.second.person_id


@dataclass(frozen=True)
class Question:
    """
    A pair about which somebody should be asked now; `marks` change with what there is to say about it.

    `is_safe_in_record`: the crime system may hold it as a task of the second case, where whoever may open that case
    reads the other one's reference.
    """

    pair: Pair
    marks: tuple[str, ...]
    is_safe_in_record: bool


@dataclass(frozen=True)
class Looked:
    """What to ask about the people of some cases, and about which pairs of theirs there is nothing to ask now."""

    questions: tuple[Question, ...] = ()
    settled: frozenset[Ids] = frozenset()


NOTHING: Final = Looked()
