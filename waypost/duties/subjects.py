"""How a clock is named outside of this room: in what people are asked to do about it. Pure."""

import re
from uuid import UUID, uuid5

from waypost.base.values import CaseId
from waypost.duties.values import Clock, ClockKey
from waypost.worklist.values import ItemKind, Matter

_ITEMS = UUID("c1b1f1c6-5f0e-5a53-8f57-3d0b8d8f2a41")
_SUBJECT = re.compile(r"clock (?P<duty>\w+):.*?(#(?P<event>\d+))?")


def matter_of(key: ClockKey) -> str:
    """Return what an item about this clock is about; of one matter at most one item is open."""
    return f"{key.duty}:{key.item}"


def subject_of(key: ClockKey) -> str:
    """Return the name of a clock as an item keeps it."""
    return f"clock {matter_of(key)}"


def to_do_matter(clock: Clock, *, kind: ItemKind) -> Matter:
    """Return what somebody is asked who must do what a clock wants."""
    return Matter(clock.case_id, clock.key.person_id, kind, matter_of(clock.key))


def why_late_matter(clock: Clock) -> Matter:
    """Return what somebody is asked who must say why a clock was late."""
    return Matter(clock.case_id, clock.key.person_id, ItemKind.MEND, f"{matter_of(clock.key)}:why")


def read_subject(subject: str) -> tuple[str, int | None] | None:
    """
    Return the duty of the clock that an item is about, and the number of the event that started it.

    The turns of an interval have no number. None where the item is about no clock.
    """
    found = _SUBJECT.fullmatch(subject)
    return (found["duty"], int(found["event"]) if found["event"] else None) if found else None


def item_id(case_id: CaseId, key: ClockKey, *, wish: str) -> UUID:
    """Return the id of an item about a clock: the same wish of the same clock is one item, however often decided."""
    return uuid5(_ITEMS, f"{case_id} {key.person_id} {matter_of(key)} {wish}")
