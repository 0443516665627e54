"""
Whether what a victim has written sounds like danger now: then a person reads it at once.

Only finds words, and decides nothing else: what is found is read by a person, and what is not may be danger all the
same, so the page says that it is not for emergencies. *Source:* domain.md SC17.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from waypost.cases.findings.words import Phrases, words_of

_FILE = Path("words", "emergency.yaml")


@dataclass(frozen=True)
class EmergencyWords:
    """What is looked for. The names are those of the file, `said` is both its lists."""

    said: Phrases
    unless: Phrases


def sounds_like_danger(text: str, words: EmergencyWords) -> bool:
    """Return whether any of the phrases stands in a text, where it is not said of something else."""
    return words.said.is_in(words.unless.without(words_of(text)))


def emergency_words() -> EmergencyWords:
    """Return the lists of the content in use."""
    return _read(settings.CONTENT_DIR)


@cache
def _read(content: Path) -> EmergencyWords:
    lists = yaml.safe_load((content / _FILE).read_text(encoding="utf-8"))
    return EmergencyWords(Phrases([*lists["now"], *lists["themselves"]]), Phrases(lists["unless"]))
