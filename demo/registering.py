"""Callboard as a source of Waypost: registered once, its key and signing secret kept in the demo's folder."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

NAME: Final = "callboard"
_MOST: Final = 20


class CannotRegister(RuntimeError):
    """Waypost knows too many control rooms of which the secrets are lost; start over with an empty database."""


@dataclass(frozen=True)
class Registered:
    """A source that pushes: what it is called, its key, the secret of what comes back, and where that goes."""

    source: str
    write_back_url: str
    key: str = field(repr=False)
    signing_secret: str = field(repr=False)

    @property
    def prefix(self) -> str:
        """Return what its references begin with: Waypost holds what a second source says of a first one's incident."""
        return f"CB{self.source.removeprefix(NAME).removeprefix('-')}"


Add = Callable[[str], str | None]
"""Adds a source of a name and returns what the command prints, or None where there is one of that name already."""


def registered(path: Path, *, write_back_url: str, add: Add) -> Registered:
    """
    Return the source that this demonstration pushes as, added where it is missing.

    Lost secrets cannot be asked for again: then it becomes a new source, under the next name. A kept source that
    Waypost does not know (its database was begun anew) is added again.

    :raises CannotRegister: when there is no name left.
    """
    kept = _read(path)
    for name in _names(kept):
        printed = add(name)
        if printed is not None:
            made = Registered(write_back_url=write_back_url, **json.loads(printed))
            _write(path, made)
            return made
        if kept is not None and kept.source == name:
            return kept
    raise CannotRegister(str(CannotRegister.__doc__))


def _names(kept: Registered | None) -> Iterator[str]:
    if kept is not None:
        yield kept.source
    yield NAME
    yield from (f"{NAME}-{number}" for number in range(2, _MOST + 1))


def _read(path: Path) -> Registered | None:
    try:
        return Registered(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _write(path: Path, made: Registered) -> None:
    # Whole or not at all: half a file would be a lost secret.
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(made), file)
    draft.replace(path)
