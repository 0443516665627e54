"""The words of these pages for states and labels: read from `content/words/threads.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True)
class ThreadWords:
    """What states and labels are called, by their codes."""

    victim: Mapping[str, str]
    staff: Mapping[str, str]
    labels: Mapping[str, str]


def thread_words() -> ThreadWords:
    """Return the words of the content folder in use."""
    return _read(settings.CONTENT_DIR)


@cache
def _read(content: Path) -> ThreadWords:
    body = yaml.safe_load((content / "words" / "threads.yaml").read_text(encoding="utf-8"))
    return ThreadWords(victim=body["victim"], staff=body["staff"], labels=body["labels"])
