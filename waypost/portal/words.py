"""The portal's words for what a case holds: read from `content/words`, never written in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

_UNKNOWN_STAGE = "unknown"
_TALK_FIRST = "talk_first"


@dataclass(frozen=True)
class Stage:
    """Where a case stands: what is true now, and what comes next."""

    title: str
    now: str
    next: str


@dataclass(frozen=True)
class OutcomeWords:
    """How a case ended; `talk_first` says that an officer tells it in person."""

    title: str
    words: str
    next: str
    talk_first: bool


@dataclass(frozen=True)
class Words:
    """All of them, as one version of the content has them."""

    stages: Mapping[str, Stage]
    outcomes: Mapping[str, OutcomeWords]
    timeline: Mapping[str, str]
    appointment_kinds: Mapping[str, str]
    appointment_statuses: Mapping[str, str]
    property: Mapping[str, str]

    def stage(self, status: str | None) -> Stage:
        """Return the words for a status; one that we do not know says only that we deal with it."""
        return self.stages.get(status or _UNKNOWN_STAGE, self.stages[_UNKNOWN_STAGE])

    def outcome(self, code: str) -> OutcomeWords:
        """Return the words for an outcome code; one whose writing must follow a call tells nothing yet."""
        return self.outcomes.get(code, self.outcomes[_TALK_FIRST])


def portal_words() -> Words:
    """Return the words of the content folder in use."""
    return read_words(settings.CONTENT_DIR / "words")


@cache
def read_words(folder: Path) -> Words:
    """Read one folder; it is read once in the life of a process."""
    appointments = _read(folder / "appointments.yaml")
    return Words(
        stages={status: Stage(**words) for status, words in _read(folder / "stages.yaml").items()},
        outcomes={code: _outcome(code, words) for code, words in _read(folder / "outcomes.yaml").items()},
        timeline=_read(folder / "timeline.yaml"),
        appointment_kinds=appointments["kinds"],
        appointment_statuses=appointments["statuses"],
        property=_read(folder / "property.yaml"),
    )


def _outcome(code: str, words: Mapping[str, str]) -> OutcomeWords:
    return OutcomeWords(**words, talk_first=code == _TALK_FIRST)


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
