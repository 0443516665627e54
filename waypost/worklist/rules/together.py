"""What may be confirmed for many at once, and when a second person must agree. Pure. *Source:* trust.md T21."""

from collections.abc import Mapping
from typing import Final

from waypost.cases.offences import OffenceGroup
from waypost.cases.same_person.rules import is_safe_in_record
from waypost.cases.values import CaseFacts
from waypost.worklist.rules.mending import REASON
from waypost.worklist.values import ItemFacts, ItemState

ALONE: Final = 50
"""So many one person may confirm; for more a second one agrees."""
MOST: Final = 200
"""More are never confirmed at once."""


def needs_second_person(count: int) -> bool:
    """Whether somebody else has to agree to so many at once."""
    return count > ALONE


def why_alone(item: ItemFacts, case: CaseFacts, *, groups: Mapping[str, OffenceGroup]) -> str:
    """
    Return why what an item suggests is confirmed by itself only, in a sentence; nothing where it may go with others.

    Nobody looks at each of many as at one: so only in ordinary cases, and where there is nothing to choose.
    """
    if item.state is not ItemState.OPEN or item.reason != REASON or not item.offers:
        return "It was answered, or the record has changed."
    if len(item.offers) > 1:
        return "There is more than one suggestion to choose from."
    if not is_safe_in_record([case], groups):
        return "The case is flagged, serious, held or speaks of danger."
    return ""
