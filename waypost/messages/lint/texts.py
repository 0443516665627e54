"""Takes a message's file apart into its texts, and shows a text in each way that its flags can make it."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from waypost.messages import syntax
from waypost.messages.lint.values import Found, Message, Text
from waypost.messages.templates import one_line
from waypost.messages.values import Channel

MOST_FLAGS = 6
"""The most flags in one text: two to the sixth ways to read it is what an editor can still look at."""
_PLACES: Mapping[tuple[str, ...], Channel | None] = {
    ("sms",): Channel.SMS,
    ("sms_discreet",): Channel.SMS,
    ("email", "subject"): Channel.EMAIL,
    ("email", "body"): Channel.EMAIL,
    ("email_discreet", "subject"): Channel.EMAIL,
    ("email_discreet", "body"): Channel.EMAIL,
    ("letter", "heading"): Channel.LETTER,
    ("letter", "body"): Channel.LETTER,
    ("letter_discreet", "heading"): Channel.LETTER,
    ("letter_discreet", "body"): Channel.LETTER,
    ("script",): None,
}


def read_message(body: Mapping[str, Any]) -> tuple[Message, tuple[Found, ...]]:
    """Return the texts that can be read, and a fault for each that cannot."""
    texts, faults = [], []
    for path, channel in _PLACES.items():
        raw = _raw(body, path)
        if raw is None:
            continue
        try:
            parts = syntax.parse(raw if path[-1] in {"body", "script"} else one_line(raw))
        except syntax.BadText as error:
            faults.append(Found(path, f"In `{'.'.join(path)}` {error}.", _unbalanced(raw)))
        else:
            texts.append(Text(path, channel, raw, parts))
    return Message(body, tuple(texts)), tuple(faults)


def readings(text: Text, *, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the text as each combination of its flags makes it; the first has them all."""
    names = sorted(set(syntax.flags(text.parts)))[:MOST_FLAGS]
    off = dict.fromkeys(syntax.flags(text.parts), False)
    for answers in product((True, False), repeat=len(names)):
        yield syntax.fill(text.parts, values=values, flags={**off, **dict(zip(names, answers, strict=True))})


def _raw(body: Mapping[str, Any], path: tuple[str, ...]) -> str | None:
    node: Any = body
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node if isinstance(node, str) else None


def _unbalanced(raw: str) -> str:
    """Return a line in which marks are opened and closed unequally often, to point at."""
    lines = (line.strip() for line in raw.splitlines())
    return next((line for line in lines if line.count("((") != line.count("))")), "")
