"""Places with made-up drops, and a clock that the test moves."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from waypost.base.values import ForceName
from waypost.connectors.files.config import FilesConfig
from waypost.connectors.files.mapping import mapping_of
from waypost.connectors.files.places import Folder
from waypost.connectors.files.system import FilesSystem
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.polling.values import Batch, CannotRead, Record
from waypost.connectors.set_aside import Unreadable

SAMPLES = Path(__file__).parent / "samples"
VICTIMS = (SAMPLES / "victims-20261121.csv").read_text(encoding="utf-8").encode("cp1252")
"""As Excel writes it in Britain."""
ANYSHIRE = ForceName("anyshire")


@dataclass
class Inbox:
    """A folder that is polled, with what has been read of it."""

    folder: Path
    mapping: str
    now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    position: str = ""
    written: int = 0
    batches: list[Batch] = field(default_factory=list)
    trouble: str = ""

    def drop(self, name: str, content: bytes | None = None) -> Path:
        """Write a file as another system would, each a second later than the one before."""
        path = self.folder / name
        if content is None:
            shutil.copyfile(SAMPLES / name, path)
        else:
            path.write_bytes(content)
        self.written += 1
        os.utime(path, (1_000_000 + self.written, 1_000_000 + self.written))
        return path

    def system(self) -> FilesSystem:
        """Return the folder as a system that is polled."""
        mapping = mapping_of(read_yaml((SAMPLES / self.mapping).read_text(encoding="utf-8")))
        minute, day = timedelta(minutes=1), timedelta(days=1)
        return FilesSystem(
            ANYSHIRE, FilesConfig(Folder(self.folder), mapping, minute, day, 1_000_000), lambda: self.now
        )

    def poll(self) -> str:
        """Read once and keep the position; return the code of what was wrong, or nothing."""
        try:
            for batch in self.system().batches(self.position):
                self.batches.append(batch)
                self.position = batch.position or self.position
        except CannotRead as error:
            return error.code
        return ""

    def settle(self) -> str:
        """Read, wait for two minutes and read again: files that were there are settled then."""
        self.poll()
        self.now += timedelta(minutes=2)
        return self.poll()

    def records(self) -> list[Record]:
        """Return what was read."""
        return [record for batch in self.batches for record in batch.records]

    def unreadable(self) -> list[Unreadable]:
        """Return what could not be read."""
        return [each for batch in self.batches for each in batch.unreadable]

    def references(self) -> list[str]:
        """Return the references that were read, in order."""
        return [record.reference for record in self.records()]


@pytest.fixture
def inbox(tmp_path: Path) -> Callable[[str], Inbox]:
    """Return a maker of folders that are read by one of the sample mappings."""

    def make(mapping: str) -> Inbox:
        folder = tmp_path / "inbox"
        folder.mkdir(exist_ok=True)
        return Inbox(folder, mapping)

    return make
