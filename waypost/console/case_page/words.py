"""The words of the page of one case: read from `content/words`, never written in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Stage:
    """Where a case stands, as its victim reads it: so that a caller hears the same."""

    title: str
    now: str
    next: str


@dataclass(frozen=True)
class PageWords:
    """All of them, as one version of the content has them. A code without words is shown as it is."""

    standing: Mapping[str, str]
    accused: str
    nobody: str
    states: Mapping[str, str]
    next: Mapping[str, str]
    receipts: Mapping[str, str]
    channels: Mapping[str, str]
    clocks: Mapping[str, str]
    stages: Mapping[str, Stage]
    stages_of_incidents: Mapping[str, Stage]
    appointments: Mapping[str, str]

    def stage(self, status: str | None, *, is_incident: bool) -> Stage:
        """Return the words for a status; one that we do not know says only that we deal with it."""
        stages = self.stages_of_incidents if is_incident else self.stages
        return stages.get(status or _UNKNOWN, stages[_UNKNOWN])


def page_words() -> PageWords:
    """Return the words of the content folder in use."""
    return read_page_words(settings.CONTENT_DIR)


@cache
def read_page_words(content: Path) -> PageWords:
    """Read a content folder; it is read once in the life of a process."""
    folder = content / "words"
    return PageWords(
        **_read(folder / "case_page.yaml"),
        stages=_stages(_read(folder / "stages.yaml")),
        stages_of_incidents=_stages(_read(folder / "incidents.yaml")["stages"]),
        appointments=_read(folder / "appointments.yaml")["kinds"],
    )


def _stages(body: Mapping[str, Mapping[str, str]]) -> Mapping[str, Stage]:
    return {status: Stage(**words) for status, words in body.items()}


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
