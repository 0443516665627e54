"""
The texts that staff may begin a message to a victim with, and the words around it: read from `content/`.

They are a beginning: the places to fill in stand in square brackets, and nothing goes while one is left.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings

from waypost.access.values import ForceSettings, Staff
from waypost.cases.values import CaseFacts

FOLDER: Final = "replies"
PLACES: Final = frozenset({"reference", "force_name", "force_phone", "writer_name"})
"""What a text may have filled in by itself."""
PLACE: Final = re.compile(r"\(\(([^()]*)\)\)")


@dataclass(frozen=True)
class ReplyTemplate:
    """One text to begin with; `title` is what it is called in the list."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class ReplyWords:
    """Words about what staff write: for the log and the worklist, and, by code, what stands against it."""

    note: str
    answered: str
    refused: Mapping[str, str]
    faults: Mapping[str, str]


def reply_templates() -> Sequence[ReplyTemplate]:
    """Return the texts of the content folder in use, by their titles."""
    return _templates(settings.CONTENT_DIR)


def reply_template(template_id: str) -> ReplyTemplate | None:
    """Return one text, or None where there is none of that id."""
    return next((one for one in reply_templates() if one.id == template_id), None)


def filled(template: ReplyTemplate, *, case: CaseFacts, force: ForceSettings, writer: Staff) -> str:
    """Return a text with what is known of the case and of the writer in its places."""
    values = {
        "reference": case.reference,
        "force_name": force.title,
        "force_phone": force.phone,
        "writer_name": writer.name,
    }
    return PLACE.sub(lambda found: values.get(found[1].strip()) or f"[{found[1].strip()}]", template.text).strip()


def reply_words() -> ReplyWords:
    """Return the words of the content folder in use."""
    return _words(settings.CONTENT_DIR)


@cache
def _templates(content: Path) -> Sequence[ReplyTemplate]:
    read = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((content / FOLDER).glob("*.yaml")))
    return sorted((ReplyTemplate(**body) for body in read), key=lambda one: one.title)


@cache
def _words(content: Path) -> ReplyWords:
    body: Mapping[str, Any] = yaml.safe_load((content / "words" / "replies.yaml").read_text(encoding="utf-8"))
    return ReplyWords(**body)
