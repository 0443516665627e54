"""
A folder in which a control room drops files with messages: which are new and whole. Nothing in it is ever changed.

A file is known by name, size and time. Its time is the later of when it was written and when it came into the folder,
by the clock of whoever keeps the folder: a file that was written long ago and moved here now is new.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from waypost.connectors.files.places import is_dropped
from waypost.connectors.polling.values import CannotRead

LARGEST_FILE: Final = 5 * 1024 * 1024
_SECOND_NS: Final = 1_000_000_000
_OVERLAP_NS: Final = 120 * _SECOND_NS
"""Files with a time so long before the newest are looked for again: two writers need not have one clock."""


@dataclass(frozen=True)
class Dropped:
    """One file as it lies in the folder; `at` is in nanoseconds."""

    name: str
    size: int
    at: int

    @property
    def mark(self) -> str:
        """What the file is known by."""
        return hashlib.sha256(f"{self.name}\x1f{self.size}\x1f{self.at}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Position:
    """How far a folder was read: to the newest time, and which files of the time shortly before it."""

    newest: int = 0
    marks: frozenset[str] = frozenset()

    def after(self, files: Sequence[Dropped]) -> "Position":
        """Return the position once these files are dealt with."""
        newest = max([self.newest, *(each.at for each in files)])
        return Position(newest, self.marks | {each.mark for each in files})

    def within(self, there: Sequence[Dropped]) -> "Position":
        """Return the position without marks of files that are not looked for again, or not there any more."""
        near = {each.mark for each in there if each.at >= self.newest - _OVERLAP_NS}
        return Position(self.newest, self.marks & near)

    def is_new(self, dropped: Dropped) -> bool:
        """Whether a file was not dealt with yet."""
        return dropped.at >= self.newest - _OVERLAP_NS and dropped.mark not in self.marks

    def text(self) -> str:
        """Return the position as it is kept."""
        return json.dumps({"newest": self.newest, "marks": sorted(self.marks)}, separators=(",", ":"))


def nanoseconds(moment: datetime) -> int:
    """Return a moment as the times of files are counted."""
    return int(moment.timestamp() * _SECOND_NS)


def position_of(text: str) -> Position:
    """Return the position that was kept; empty is the start."""
    if not text:
        return Position()
    kept: dict[str, Any] = json.loads(text)
    return Position(kept["newest"], frozenset(kept["marks"]))


@dataclass(frozen=True)
class MessageFolder:
    """One folder; a file counts as whole when nothing has touched it for `settled_after_s`."""

    path: Path
    settled_after_s: int

    def settled(self, now: datetime) -> Sequence[Dropped]:
        """
        Return the files that are whole, oldest first.

        :raises CannotRead: if the folder cannot be read.
        """
        until = nanoseconds(now) - self.settled_after_s * _SECOND_NS
        return sorted((each for each in self._files() if each.at <= until), key=lambda each: (each.at, each.name))

    def read(self, name: str) -> bytes | None:
        """
        Return what is in a file, or None where it is gone; of one that is too large only so much that this is seen.

        :raises CannotRead: if it may not be read.
        """
        try:
            # A link could lead anywhere, and a pipe would be waited for without end.
            opened = os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError:
            raise CannotRead("file_unreadable") from None
        with os.fdopen(opened, "rb") as file:
            return file.read(LARGEST_FILE + 1)

    def _files(self) -> Sequence[Dropped]:
        try:
            with os.scandir(self.path) as entries:
                told = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
        except OSError:
            raise CannotRead("folder_unreadable") from None
        return [
            Dropped(name, stat.st_size, max(stat.st_mtime_ns, stat.st_ctime_ns))
            for name, stat in told
            if is_dropped(name, stat.st_mode)
        ]
