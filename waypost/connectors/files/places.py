"""Where files are dropped, seen in one way: a list of what is there, and their bytes. Nothing is ever written."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from waypost.connectors.polling.values import CannotRead

MOST_FILES: Final = 5_000
_UNFINISHED: Final = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", "~")


@dataclass(frozen=True)
class SeenFile:
    """One file as its folder lists it; `modified` is in seconds by the clock of whoever keeps it."""

    name: str
    size: int
    modified: float


class Place(Protocol):
    """A folder, wherever it is."""

    def files(self) -> Sequence[SeenFile]:
        """
        Return the files that are not hidden and not still being written under another name.

        :raises CannotRead: if the folder cannot be read.
        """

    def opened(self, name: str) -> AbstractContextManager[BinaryIO]:
        """
        Open a file to be read.

        :raises CannotRead: if it cannot be.
        """

    def seen(self, name: str) -> SeenFile | None:
        """
        Return a file as it is now, or None if it is not there.

        :raises CannotRead: if the folder cannot be read.
        """


def is_dropped(name: str, mode: int) -> bool:
    """Return whether a name in a folder is a file that was dropped there, and no link, folder or half of one."""
    return stat.S_ISREG(mode) and not name.startswith((".", "~")) and not name.lower().endswith(_UNFINISHED)


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, or one that is mounted."""

    path: Path

    def files(self) -> Sequence[SeenFile]:
        """As `Place`."""
        try:
            with os.scandir(self.path) as entries:
                found = [_seen(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
        except OSError:
            raise CannotRead("folder_unreadable") from None
        return refuse_too_many([each for each in found if each is not None])

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """As `Place`; a link is not followed."""
        try:
            with os.fdopen(os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                yield file
        except OSError:
            raise CannotRead("file_unreadable") from None

    def seen(self, name: str) -> SeenFile | None:
        """As `Place`."""
        try:
            return _seen(name, (self.path / name).lstat())
        except FileNotFoundError:
            return None
        except OSError:
            raise CannotRead("folder_unreadable") from None


def refuse_too_many(found: Sequence[SeenFile]) -> Sequence[SeenFile]:
    """
    Return the files, if they are not more than anybody would drop.

    :raises CannotRead: if they are.
    """
    if len(found) > MOST_FILES:
        raise CannotRead("too_many_files")
    return found


def _seen(name: str, told: os.stat_result) -> SeenFile | None:
    return SeenFile(name, told.st_size, told.st_mtime) if is_dropped(name, told.st_mode) else None
