"""What a polled system brings, whatever its kind, and what a poll reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from waypost.base.values import JsonValue
from waypost.cases.intake import Section
from waypost.cases.values import CaseKind
from waypost.connectors.set_aside import Aside, Unreadable

LARGEST_BATCH = 200
"""Records that are taken in one transaction."""


class CannotRead(RuntimeError):
    """
    The system could not be read; what was read before is kept, and the next poll goes on.

    `code` is a word of ours, kept with the source; it holds nothing of an answer.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CannotRewind(ValueError):
    """The kind of system cannot be read again from a moment on; the message says what can be done."""


@dataclass(frozen=True)
class Record:
    """
    One crime or incident as a system shows it now: `document` is a snapshot without `revision`.

    `occurrence` is the system's own key, `reference` what victims know it by, `raw` what was read, kept where it
    cannot be taken.
    """

    occurrence: str
    reference: str
    document: Mapping[str, JsonValue]
    kind: CaseKind
    raw: object


@dataclass(frozen=True)
class Gone:
    """A crime or incident that the system had and has no more."""

    reference: str
    kind: CaseKind


@dataclass(frozen=True)
class Batch:
    """
    What is taken in one transaction, at most `LARGEST_BATCH` records.

    `position` is from where the next poll goes on once this is committed, in the kind's own words; None leaves it.
    `taken` counts what the system has taken by itself, under locks of its own, before the batch. With a `section` the
    records tell items of that section alone, of cases that another source owns; items that they do not name stay.
    `ahead` is how many records of this reading come after the batch, None where nobody knows yet. Of what `may_be_old`
    only that counts which is not older than what we hold: it is read after a rewind, and a newer reading follows. Where
    it `has_deletions`, something was deleted of which nobody can say whose it was: open cases are read again at once.
    """

    records: Sequence[Record] = ()
    unreadable: Sequence[Unreadable] = ()
    gone: Sequence[Gone] = ()
    position: str | None = None
    taken: "PollReport | None" = None
    section: Section | None = None
    ahead: int | None = None
    may_be_old: bool = False
    has_deletions: bool = False


class PolledSystem(Protocol):
    """One system that is read from time to time."""

    def batches(self, position: str) -> Iterator[Batch]:
        """
        Yield all that is new since `position`, oldest first; from the start where it is empty.

        :raises CannotRead: if the system cannot be read.
        """

    def sample(self, limit: int) -> Batch:
        """
        Return up to `limit` records, for a look before anything runs.

        :raises CannotRead: if the system cannot be read.
        """

    def again(self, asides: Sequence[Aside]) -> Batch:
        """
        Return what was set aside as it can be read now: from the system, or from what was kept of it.

        :raises CannotRead: if the system cannot be read.
        """


@runtime_checkable
class Sweepable(Protocol):
    """A system that can be asked for a record by its reference: so what moves no time of change is found as well."""

    def by_reference(self, references: Sequence[str]) -> Batch:
        """
        Return these records as they are now; what is not there is named in `gone`.

        :raises CannotRead: if the system cannot be read.
        """


@runtime_checkable
class Checkable(Protocol):
    """A system that can say what would not work before anything runs: rights, clocks, columns."""

    def first_run(self) -> Sequence[str]:
        """
        Return what to mend before the first poll, each in a sentence that says how; nothing of a record.

        :raises CannotRead: if the system cannot be reached.
        """


@runtime_checkable
class Rewindable(Protocol):
    """A system that can be read again from a moment on."""

    def position_at(self, moment: datetime) -> str:
        """
        Return the position from which everything since `moment` is read again.

        :raises CannotRewind: if this one cannot.
        """


@dataclass(frozen=True)
class PollReport:
    """What one poll found, in records."""

    read: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    set_aside: int = 0
    gone: int = 0

    def __add__(self, other: "PollReport") -> "PollReport":
        return PollReport(
            self.read + other.read,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.held + other.held,
            self.set_aside + other.set_aside,
            self.gone + other.gone,
        )
