"""Reads content/console/call-reasons.yaml, once."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from waypost.worklist.inbound_calls.values import CallReason


class BadReasons(ValueError):
    """The file says one key or one code twice, or a key that is no key from 1 to 9."""


def call_reasons() -> Sequence[CallReason]:
    """Return why people call, in the order of their keys, as the content folder in use says it."""
    return read_reasons(settings.CONTENT_DIR)


@cache
def read_reasons(content: Path) -> Sequence[CallReason]:
    """
    Read a content folder; it is read once in the life of a process.

    :raises BadReasons: if two reasons cannot be told apart.
    """
    body: Mapping[str, Any] = yaml.safe_load((content / "console" / "call-reasons.yaml").read_text(encoding="utf-8"))
    found = sorted((CallReason(**one) for one in body["reasons"]), key=lambda one: one.key)
    keys, codes = {one.key for one in found}, {one.code for one in found}
    if not found or len(keys) < len(found) or len(codes) < len(found) or not keys <= set(range(1, 10)):
        raise BadReasons("each reason of console/call-reasons.yaml needs a code and a key from 1 to 9 of its own")
    return tuple(found)


def words_of(code: str) -> str:
    """Return the words of a reason, or the code itself where the content has it no more."""
    return next((one.words for one in call_reasons() if one.code == code), code)
