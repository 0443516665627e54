"""The words in which decisions are explained to staff, from `content/words`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class ExplainWords:
    """All of them: kinds of events, named facts and dates, owners, channels, and reasons of the engine."""

    events: Mapping[str, str]
    facts: Mapping[str, str]
    dates: Mapping[str, str]
    owners: Mapping[str, str]
    channels: Mapping[str, str]
    reasons: Mapping[str, str]

    def event(self, kind: str) -> str:
        """Return what an event is, as a clause; one without words is called by its name."""
        return self.events.get(kind, kind)


@cache
def read_explain_words(content: Path) -> ExplainWords:
    """Read a content folder; it is read once in the life of a process."""
    folder = content / "words"
    return ExplainWords(events=_read(folder / "events.yaml"), **_read(folder / "explain.yaml"))


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
