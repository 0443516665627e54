"""Checks the texts that staff may begin a message to a victim with."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from waypost.messages.lint.shape import check_shape, nearest
from waypost.messages.lint.source import Source
from waypost.messages.lint.values import Found, LintRules
from waypost.messages.lint.words import EVERYONE, holds
from waypost.messages.replies import PLACE, PLACES
from waypost.messages.thread_rules import LONGEST_TEXT

_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "title", "text"],
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9_]{1,60}$"},
        "title": {"type": "string", "minLength": 3, "maxLength": 80},
        "text": {"type": "string", "minLength": 20, "maxLength": LONGEST_TEXT},
    },
}


def check_reply(source: Source, *, rules: LintRules) -> Iterator[Found]:
    """Yield what is wrong with a file of content/replies."""
    found = list(check_shape(source.body, schema=_SCHEMA))
    yield from found
    if found:
        return
    body = source.body
    if body["id"] != Path(source.name).stem:
        yield Found(("id",), "The id is not the name of the file: make them the same.")
    yield from _places(body["text"])
    yield from _words(body["text"], rules)


def _places(text: str) -> Iterator[Found]:
    for name in dict.fromkeys(PLACE.findall(text)):
        if name not in PLACES:
            said = f"Nothing fills in (({name})): write a place in square brackets.{nearest(name, PLACES)}"
            yield Found(("text",), said, name)
    if text.count("[") != text.count("]"):
        yield Found(("text",), "A square bracket has no partner: write [what to fill in].")


def _words(text: str, rules: LintRules) -> Iterator[Found]:
    words = " ".join(text.split())
    for advice in rules.avoid:
        if holds(words, advice.words):
            yield Found(("text",), f"Do not write '{advice.words}': write {advice.write}.", advice.words)
    for advice in rules.wrong_roles.get(EVERYONE, ()):
        if holds(words, advice.words) and advice.words not in rules.legal_terms:
            yield Found(("text",), f"'{advice.words}' speaks to the wrong person: {advice.why}.", advice.words)
