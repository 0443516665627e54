"""The portal's words for what a case holds: read from `content/words`, never written in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from waypost.cases.codes import OutcomeMeaning, read_outcomes

_UNKNOWN_STAGE = "unknown"


@dataclass(frozen=True)
class Stage:
    """Where a case stands: what is true now, and what comes next."""

    title: str
    now: str
    next: str


@dataclass(frozen=True)
class OutcomeWords:
    """What is said of the end of a case."""

    title: str
    words: str
    next: str


@dataclass(frozen=True)
class IncidentWords:
    """What is said of an incident; `meanwhile` holds what helps until somebody comes, by offence family."""

    stages: Mapping[str, Stage]
    results: Mapping[str, str]
    arrival: Mapping[str, str]
    meanwhile: Mapping[str, tuple[str, ...]]

    def stage(self, status: str | None) -> Stage:
        """Return the words for a status; one that we do not know says only that we deal with it."""
        return self.stages.get(status or _UNKNOWN_STAGE, self.stages[_UNKNOWN_STAGE])


@dataclass(frozen=True)
class Words:
    """All of them, as one version of the content has them."""

    stages: Mapping[str, Stage]
    outcomes: Mapping[str, OutcomeMeaning]
    told: Mapping[str, str]
    next_steps: Mapping[str, str]
    talk_first: OutcomeWords
    timeline: Mapping[str, str]
    appointment_kinds: Mapping[str, str]
    appointment_statuses: Mapping[str, str]
    property: Mapping[str, str]
    incidents: IncidentWords
    freshness: Mapping[str, str]

    def stage(self, status: str | None) -> Stage:
        """Return the words for a status; one that we do not know says only that we deal with it."""
        return self.stages.get(status or _UNKNOWN_STAGE, self.stages[_UNKNOWN_STAGE])

    def outcome(self, code: str) -> OutcomeWords:
        """Return the words for an outcome code that may be told here."""
        steps = self.next_steps.get(code, self.told["next"])
        return OutcomeWords(title=self.told["title"], words=self.outcomes[code].plain, next=steps)


def portal_words() -> Words:
    """Return the words of the content folder in use."""
    return read_words(settings.CONTENT_DIR)


@cache
def read_words(content: Path) -> Words:
    """Read a content folder; it is read once in the life of a process."""
    folder = content / "words"
    ends = _read(folder / "outcomes.yaml")
    appointments = _read(folder / "appointments.yaml")
    return Words(
        stages={status: Stage(**words) for status, words in _read(folder / "stages.yaml").items()},
        outcomes=read_outcomes(content),
        told=ends["told"],
        next_steps=ends["next_steps"],
        talk_first=OutcomeWords(**ends["talk_first"]),
        timeline=_read(folder / "timeline.yaml"),
        appointment_kinds=appointments["kinds"],
        appointment_statuses=appointments["statuses"],
        property=_read(folder / "property.yaml"),
        incidents=_incidents(_read(folder / "incidents.yaml")),
        freshness=_read(folder / "freshness.yaml"),
    )


def _incidents(body: Mapping[str, Any]) -> IncidentWords:
    return IncidentWords(
        stages={status: Stage(**words) for status, words in body["stages"].items()},
        results=body["results"],
        arrival=body["arrival"],
        meanwhile={family: tuple(lines) for family, lines in body["meanwhile"].items()},
    )


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
