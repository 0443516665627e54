"""What is held of a second source's words that cannot be joined to a case."""

from typing import Final

from waypost.cases.contributions.names import held_section
from waypost.cases.screening import HeldItem

_SEVERAL: Final = (
    "Another system sent court or custody news under a number that several cases have. Say in the crime system which"
    " one it belongs to."
)


def means_several(section: str, *, source: int, reference: str) -> HeldItem:
    """Return what is held where a reference means several cases."""
    return HeldItem(held_section(section, source=source, reference=reference), "", "reference", "", _SEVERAL)


def is_unreadable(section: str, *, source: int, reference: str, why: str) -> HeldItem:
    """Return what is held where a newer state cannot be read; `why` names a field and holds no value."""
    sentence = f"What another system says of this case cannot be read: {why}"
    return HeldItem(held_section(section, source=source, reference=reference), "", "", "", sentence)
