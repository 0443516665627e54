"""The words in which people are asked, from `content/words/asking.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


def asking_words() -> Mapping[str, Any]:
    """Return the words, each text in one line; the file is read once in the life of a process."""
    return _read(settings.CONTENT_DIR / "words" / "asking.yaml")


def event_words() -> Mapping[str, str]:
    """Return what each kind of event is, in words for staff, by trigger."""
    return _read(settings.CONTENT_DIR / "words" / "events.yaml")


def forbidden_words() -> frozenset[str]:
    """Return the words that no text message may hold, in small letters."""
    return _forbidden(settings.CONTENT_DIR / "words" / "never_in_texts.yaml")


@cache
def _read(path: Path) -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _one_line(found) for name, found in words.items()}


@cache
def _forbidden(path: Path) -> frozenset[str]:
    return frozenset(yaml.safe_load(path.read_text(encoding="utf-8"))["sms"])


def _one_line(words: str | Mapping[str, str]) -> str | Mapping[str, str]:
    if isinstance(words, str):
        return " ".join(words.split())
    return {name: " ".join(text.split()) for name, text in words.items()}
