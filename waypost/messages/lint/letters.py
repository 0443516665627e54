"""
Whether a letter says the same as the e-mail beside it, in words that fit paper.

*Source:* design 1.3: a message meets a duty only if its own text holds what the duty demands; the letter's must hold
what the e-mail's holds, and nothing beside.
"""

import re
from collections.abc import Iterator

from waypost.messages import syntax
from waypost.messages.lint.values import Found, Message
from waypost.messages.values import Channel

AROUND_THE_LETTER = frozenset(
    {"force_name", "force_phone", "reference", "help_address", "privacy_address", "portal_address"}
)
"""Placeholders that a letter need not hold: its page has them already, or they are pages to look up."""
_OF_SCREENS = re.compile(
    r"\bthis e-?mail\b|\bthis text\b|\be-mail you now\b|\bclick\b|\btap\b|\breply to this\b|\blink below\b",
    re.IGNORECASE,
)


def check_letters(message: Message) -> Iterator[Found]:
    """Yield where a letter and its e-mail differ in what they tell, and words that only a screen understands."""
    for suffix in ("", "_discreet"):
        letter, email = _names(message, f"letter{suffix}"), _names(message, f"email{suffix}")
        if letter is None or email is None:
            continue
        for name in sorted(email - letter - AROUND_THE_LETTER):
            yield Found(
                (f"letter{suffix}", "body"),
                f"The e-mail tells (({name})) and the letter does not: add it, or take it out.",
            )
        for name in sorted(letter - email - AROUND_THE_LETTER):
            yield Found(
                (f"letter{suffix}", "body"), f"The letter tells (({name})) and the e-mail does not: leave it out.", name
            )
    for text in message.texts:
        found = _OF_SCREENS.search(text.raw) if text.channel is Channel.LETTER else None
        if found:
            yield Found(text.path, f"'{found[0]}' has no place on paper: say it for a letter.", found[0])


def _names(message: Message, key: str) -> set[str] | None:
    texts = [text for text in message.texts if text.path[0] == key]
    return {name for text in texts for name in syntax.names(text.parts)} if texts else None
