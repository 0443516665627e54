"""The staff pages' words for what is on record: read from `content/words`, never written in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


@dataclass(frozen=True)
class KindWords:
    """What a kind of item is called, in its title and in the list of filters, and what happens when it is done."""

    title: str
    filter: str
    next: str


@dataclass(frozen=True)
class MatterWords:
    """
    What an item is called that puts something else right than one record, and what happens when it is done.

    `link` leads to where that is, at the page of the name `address`; both are empty where there is no such page.
    """

    title: str
    next: str
    link: str = ""
    address: str = ""


@dataclass(frozen=True)
class Words:
    """All of them, as one version of the content has them. A code without words is shown as it is, never left out."""

    kinds: Mapping[str, KindWords]
    matters: Mapping[str, MatterWords]
    desks: Mapping[str, str]
    levels: Mapping[int, str]
    states: Mapping[str, str]
    calls: Mapping[str, str]
    history: Mapping[str, str]
    roles: Mapping[str, str]
    flags: Mapping[str, str]
    channels: Mapping[str, str]
    statuses: Mapping[str, str]
    events: Mapping[str, str]


def console_words() -> Words:
    """Return the words of the content folder in use."""
    return read_words(settings.CONTENT_DIR)


@cache
def read_words(content: Path) -> Words:
    """Read a content folder; it is read once in the life of a process."""
    body = _read(content / "words" / "console.yaml")
    kinds = {kind: KindWords(**_tidy(words)) for kind, words in body.pop("kinds").items()}
    matters = {reason: MatterWords(**_tidy(words)) for reason, words in body.pop("matters").items()}
    return Words(kinds=kinds, matters=matters, events=_read(content / "words" / "events.yaml"), **body)


def _tidy(words: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in words.items()}


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
