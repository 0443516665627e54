"""What the others say: the provider's own ledger, the crime system's record, what the intake was given. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum


class Invariant(StrEnum):
    """The ten that must hold after every run. *Source:* trust.md, "Reliability programme"."""

    ONE_OUTCOME = "I1"
    SENT_ONCE = "I2"
    SAME_LEDGERS = "I3"
    NOTHING_OLD = "I4"
    NEVER_BACK = "I5"
    SAME_BYTES = "I6"
    GATES_PASSED = "I7"
    CHAIN_WHOLE = "I8"
    WRITTEN_BACK = "I9"
    OWN_FORCE = "I10"


@dataclass(frozen=True)
class Breach:
    """One way in which an invariant does not hold, and where: ids and references only."""

    invariant: Invariant
    what: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        shown = ", ".join(self.ids[:5]) + (", ..." if len(self.ids) > 5 else "")
        return f"{self.invariant} {self.what}: {len(self.ids)} ({shown})"


@dataclass(frozen=True)
class Taken:
    """One text that the provider took: of which account (the service in its key), and the digest of its words."""

    reference: str
    service: str
    body_digest: str


@dataclass(frozen=True)
class Entry:
    """One thing that the crime system has from us, in the order in which it came first."""

    force: str
    waypost_id: str


@dataclass(frozen=True)
class Evidence:
    """
    All of it, of every force. `services` says whose an account is; `pushed` holds the ids of the events that the
    intake has answered with 202, by force. Where there is no crime system, or nobody pushed, that is None.
    """

    provider: Sequence[Taken]
    services: Mapping[str, str] = field(default_factory=dict)
    crime_system: Sequence[Entry] | None = None
    pushed: Mapping[str, Set[str]] | None = None
