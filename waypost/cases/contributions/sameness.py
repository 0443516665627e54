"""When two systems speak of one and the same thing, what one adds to the other, and when they disagree."""

from typing import Final

from waypost.cases.snapshot import Fact, Hearing, PropertyItem
from waypost.cases.vocabulary import HearingStatus

Item = Fact | Hearing | PropertyItem

_OFF: Final = frozenset({HearingStatus.VACATED, HearingStatus.ADJOURNED})
_PROGRESS: Final = (HearingStatus.LISTED, HearingStatus.STARTED, HearingStatus.HEARD)


def is_same(one: Item, other: Item) -> bool:
    """Whether two items are the same thing, whatever ids their systems give them."""
    if isinstance(one, Hearing) and isinstance(other, Hearing):
        return _slot(one) == _slot(other)
    if isinstance(one, Fact) and isinstance(other, Fact):
        return (one.kind, one.at) == (other.kind, other.at)
    return isinstance(one, PropertyItem) and isinstance(other, PropertyItem) and _thing(one) == _thing(other)


def completed(own: Item, other: Item) -> Item:
    """
    Return the owner's item; of a hearing with what a second source knows of its result where the owner says nothing.

    What the owner says itself is never replaced.
    """
    if not (isinstance(own, Hearing) and isinstance(other, Hearing)) or disagree(own, other):
        return own
    if own.status not in _PROGRESS or other.status not in _PROGRESS:
        return own
    later = max(own.status, other.status, key=lambda status: _PROGRESS.index(HearingStatus(status)))
    said = {
        "status": later,
        "result_code": own.result_code or other.result_code,
        "result": own.result if own.result_code else own.result or other.result,
        "orders": own.orders or other.orders,
    }
    return own.model_copy(update=said)


def disagree(own: Item, other: Item) -> bool:
    """Whether two systems say what cannot both be true of one hearing."""
    if not (isinstance(own, Hearing) and isinstance(other, Hearing)):
        return False
    results = {own.result_code, other.result_code} - {None}
    return not is_same(own, other) or (own.status in _OFF) != (other.status in _OFF) or len(results) > 1


def as_before(before: Item, after: Item) -> Item:
    """
    Return an item as it was, in the words of the system that speaks for it now, where nothing but that has changed.

    Another way of writing a court, or the person whom only the owner can name, is no news.
    """
    if not is_same(before, after):
        return before
    if isinstance(before, Hearing) and isinstance(after, Hearing):
        # Only the owner can say who must come: where it speaks no more, nobody has been told to stay at home.
        witnesses = before.witnesses if after.witnesses else ()
        return before.model_copy(update={"court": after.court, "witnesses": witnesses})
    if isinstance(before, Fact) and isinstance(after, Fact):
        return before.model_copy(update={"person": after.person})
    return before


def with_result_as_before(before: Item, after: Item) -> Item:
    """Return a hearing as it was, with its result in the words of the system that tells the result now."""
    if isinstance(before, Hearing) and isinstance(after, Hearing) and before.result_code == after.result_code:
        return before.model_copy(update={"result": after.result})
    return before


def _slot(hearing: Hearing) -> tuple[object, ...]:
    return hearing.kind, hearing.starts_at, _written(hearing.court)


def _thing(item: PropertyItem) -> str:
    return _written(item.description)


def _written(text: str) -> str:
    return " ".join(text.casefold().split())
