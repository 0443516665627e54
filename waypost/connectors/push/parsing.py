"""
JSON that means the same to every reader.

What two readers would understand differently (a field twice, an endless number, half a character) is not
taken: the sender's system and ours must never disagree about whose number it was.
"""

import json

from waypost.base.values import JsonValue
from waypost.cases.snapshot import NotJson, decode_json
from waypost.cases.snapshot.parsing import RepeatedKey
from waypost.connectors.push.values import NotCloudEvents

DEEPEST = 32


class Ambiguous(ValueError):
    """The text is JSON by the letter, and means different things to different readers."""


def parse_json(body: bytes) -> JsonValue:
    """
    Return the value of a JSON text in UTF-8.

    *Source:* RFC 8259, sections 4 and 8.1.
    :raises NotCloudEvents: with a sentence that holds nothing of the body.
    """
    try:
        return decode_json(body)
    except NotJson as error:
        raise NotCloudEvents(str(error)) from None


def canonical(value: JsonValue) -> bytes:
    """
    Return the one way to write a value, so that equal content has equal bytes.

    *Source:* RFC 7493 (I-JSON), sections 2.1 to 2.3.
    :raises Ambiguous: saying what is wrong; the sentence holds nothing of the value.
    """
    _refuse_twice_or_deep(value)
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Ambiguous("The event holds half a character (a lone surrogate).") from None
    except ValueError:
        raise Ambiguous("The event holds a number that is too large.") from None


def _refuse_twice_or_deep(value: object) -> None:
    level: list[object] = [value]
    for _ in range(DEEPEST + 1):
        if any(isinstance(node, RepeatedKey) for node in level):
            raise Ambiguous("The event names the same field twice in one object.")
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise Ambiguous(f"The event is nested deeper than {DEEPEST} levels.")


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
