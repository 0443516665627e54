"""Checks what the worklist is run by: hours of desks, spans, steps up."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from waypost.messages.lint.shape import check_shape
from waypost.messages.lint.values import Found

_END_OF_DAY = "24:00"


def read_worklist_schema(content: Path) -> Mapping[str, Any]:
    """Return the schema that stands under a content folder."""
    schema: Mapping[str, Any] = json.loads((content / "schemas" / "worklist.schema.json").read_text(encoding="utf-8"))
    return schema


def check_worklist(body: Any, *, schema: Mapping[str, Any]) -> Iterator[Found]:
    """Yield what is wrong with a file of content/worklist."""
    found = list(check_shape(body, schema=schema))
    yield from found
    if not found:
        yield from _never_at_work(body["hours"])


def _never_at_work(hours: Mapping[str, Mapping[str, str]]) -> Iterator[Found]:
    for desk, given in hours.items():
        # Both are written with two digits, so that they compare as times do.
        if given["until"] != _END_OF_DAY and given["until"] <= given["from"]:
            said = f"{desk} would never be at work: write a time after {given['from']}, at most {_END_OF_DAY}."
            yield Found(("hours", desk, "until"), said)
