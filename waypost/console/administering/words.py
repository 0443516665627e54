"""Words of the administrator's pages for codes, read from `content/words/administering.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True)
class AdminWords:
    """By code: what staff read. A code without words is shown as it is, never left out."""

    force_states: Mapping[str, str]
    source_states: Mapping[str, str]
    source_health: Mapping[str, str]
    source_acts: Mapping[str, str]
    source_acts_done: Mapping[str, str]
    provider_health: Mapping[str, str]
    channels: Mapping[str, str]
    message_states: Mapping[str, str]
    acts: Mapping[str, str]
    stop_kinds: Mapping[str, str]
    new_kinds: Mapping[str, str]
    recall_kinds: Mapping[str, str]


def admin_words() -> AdminWords:
    """Return the words of the content folder in use."""
    return _read(settings.CONTENT_DIR)


@cache
def _read(content: Path) -> AdminWords:
    body = yaml.safe_load((content / "words" / "administering.yaml").read_text(encoding="utf-8"))
    return AdminWords(
        **{name: {str(code): str(words).strip() for code, words in said.items()} for name, said in body.items()}
    )
