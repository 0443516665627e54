"""
What a text may ask for: each placeholder and flag by name, where it may stand, and how long it can get.

Which words stand around them is content; what may be said at all on a lock screen is design 1.3, so it is
here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waypost.messages.values import Channel, MessageClass

SMS_CLASSES = frozenset(MessageClass)


@dataclass(frozen=True)
class PlaceholderRule:
    """
    One placeholder. `worst` is the longest value that a text is checked with; `longest` is where a value is
    cut.

    A value that is ours (`is_ours`) is not defanged: the portal's address must stay an address.
    """

    worst: str
    longest: int
    channels: frozenset[Channel]
    classes: frozenset[MessageClass] = SMS_CLASSES
    is_discreet: bool = True
    is_ours: bool = False
    example: str = ""


_EVERYWHERE = frozenset(Channel)
_NOT_ON_A_LOCK_SCREEN = frozenset({Channel.EMAIL, Channel.LETTER})

PLACEHOLDERS: Mapping[str, PlaceholderRule] = {
    # The longest name of a territorial force of England and Wales is that of Gloucestershire Constabulary.
    "force_name": PlaceholderRule("Gloucestershire Constabulary", 60, _EVERYWHERE, is_discreet=False),
    "reference": PlaceholderRule("W" * 20, 64, _EVERYWHERE),
    "portal_address": PlaceholderRule("w" * 60, 200, _EVERYWHERE, is_ours=True),
    "officer_name": PlaceholderRule("W" * 30, 60, _EVERYWHERE, is_discreet=False),
    "appointment_date": PlaceholderRule("Wednesday 30 September", 40, _EVERYWHERE),
    "appointment_time": PlaceholderRule("10:30am to 12:30pm", 40, _EVERYWHERE),
    "force_phone": PlaceholderRule("0" * 14, 40, _EVERYWHERE, is_discreet=False),
    "code": PlaceholderRule("0" * 6, 6, _EVERYWHERE, classes=frozenset({MessageClass.IMMEDIATE})),
    "given_name": PlaceholderRule("W" * 40, 60, _NOT_ON_A_LOCK_SCREEN),
}

FLAGS: Mapping[str, str] = {
    "portal": "the recipient may and can use the portal",
    "two_way": "the victim can write to the officer in the portal",
}
