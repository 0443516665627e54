"""
Whether a text points anywhere but to the force's own pages and lines.

*Source:* domain.md SC18: no shorteners, nothing that cannot be remembered and checked.
"""

import re
from collections.abc import Iterator

from waypost.messages import syntax
from waypost.messages.lint.values import Found, Message, Text

_SCHEME = re.compile(r"(?:https?|ftp|mailto|tel):\S*|\bwww\.\S+", re.IGNORECASE)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A phone makes a link of any two words with a full stop between them.
_HOST = re.compile(r"(?<![\w.])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?:/\S*)?")
_MARKDOWN = re.compile(r"\]\([^)]*\)|\]\[|<\S+@\S+>|!\[")
# 084, 087, 09 and 118 cost extra; 070 is forwarded at the caller's cost. 03, 080 and 116 do not.
_COSTLY = re.compile(r"(?<!\d)(?:0\s?(?:9|84|87|70)\d(?:[\s-]?\d){5,}|118[\s-]?\d{3})(?!\d)")
# A local line or a mobile is somebody's own and changes; a national helpline may be written out.
_LOCAL = re.compile(r"(?<!\d)(?:\+44|0044|0)[\s(]*[127](?:[\s()-]*\d){8,9}(?!\d)")


def check_links(message: Message) -> Iterator[Found]:
    """Yield each address or number that a text writes out itself."""
    for text in message.texts:
        if text.channel is not None:
            yield from _links(text)
            yield from _numbers(text)


def _links(text: Text) -> Iterator[Found]:
    words = syntax.words(text.parts)
    for pattern in (_SCHEME, _MAIL, _MARKDOWN, _HOST):
        found = pattern.search(words)
        if found and pattern is _HOST and found[0].lower() in {"e.g", "i.e"}:
            continue
        if found:
            yield Found(
                text.path,
                f"`{text.name}` must hold no web address or link of its own ('{found[0][:40]}'): write "
                f"((portal_address)){_others(text)}, or a blank after the full stop.",
                found[0],
            )
            return


def _numbers(text: Text) -> Iterator[Found]:
    words = syntax.words(text.parts)
    costly = _COSTLY.search(words)
    other = _LOCAL.search(words)
    if costly:
        yield Found(
            text.path,
            f"Calls to {costly[0]} cost extra, and nobody should pay to ask about a crime: write ((force_phone)).",
            costly[0],
        )
    elif other:
        yield Found(
            text.path,
            f"The number {other[0]} is written out, and goes stale in a text: write ((force_phone)).",
            other[0],
        )


def _others(text: Text) -> str:
    return "" if text.is_on_a_lock_screen else ", ((help_address)) or ((privacy_address))"
