"""Who is asked to read a message, by when and in which words, for what it sounds like. The words are the content's."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from django.conf import settings

from waypost.messages.triage.library import FOLDER
from waypost.messages.triage.values import AT_ONCE, Label
from waypost.worklist.values import Desk

_ASKED: Final = (Label.DANGER, Label.SELF_HARM, Label.SUSPECT_CONTACT)
_SAID: Final = (Label.WITHDRAWAL, Label.EVIDENCE)


@dataclass(frozen=True)
class Ask:
    """What a person is asked because of what a message sounds like."""

    label: Label
    desk: Desk
    within: timedelta
    text: str


@dataclass(frozen=True)
class Routing:
    """What is asked for each label that asks for something of its own, and what is said of the others."""

    asked: Sequence[Ask]
    said: Sequence[tuple[Label, str]]


def asks(labels: Set[Label], routing: Routing) -> Sequence[Ask]:
    """Return who is asked at once: of what a supervisor reads anyway, one person is asked once."""
    found = [ask for ask in routing.asked if ask.label in labels]
    first = next((ask for ask in found if ask.label in AT_ONCE), None)
    return [ask for ask in found if ask.label not in AT_ONCE or ask is first]


def hints(labels: Set[Label], routing: Routing) -> Sequence[str]:
    """Return what is said where the officer is asked for an answer."""
    return [text for label, text in routing.said if label in labels]


def routing_in_use() -> Routing:
    """Return the routing of the content in use."""
    return _read(settings.CONTENT_DIR)


@cache
def _read(content: Path) -> Routing:
    document = yaml.safe_load((content / FOLDER / "routing.yaml").read_text(encoding="utf-8"))
    asked = [
        Ask(
            label, Desk(document[label]["desk"]), timedelta(minutes=document[label]["minutes"]), document[label]["text"]
        )
        for label in _ASKED
    ]
    return Routing(asked=tuple(asked), said=tuple((label, document[label]) for label in _SAID))
