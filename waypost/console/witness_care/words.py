"""Hearings in the words of staff: read from `content/words/hearings.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True)
class HearingWords:
    """All of them; a code without words is shown as it is."""

    kinds: Mapping[str, str]
    statuses: Mapping[str, str]
    results: Mapping[str, str]
    needs: Mapping[str, str]


def hearing_words() -> HearingWords:
    """Return the words of the content folder in use."""
    return read_hearing_words(settings.CONTENT_DIR)


@cache
def read_hearing_words(content: Path) -> HearingWords:
    """Read a content folder; it is read once in the life of a process."""
    return HearingWords(**yaml.safe_load((content / "words" / "hearings.yaml").read_text(encoding="utf-8")))
