"""What is known of an event by its name: on which kind of record it can come, and what thing it is about."""

from collections.abc import Iterable
from enum import StrEnum

from waypost.cases.values import CaseKind

BOTH = frozenset(CaseKind)


class Item(StrEnum):
    """The kind of thing that an event can be about; its id is the run's item."""

    APPOINTMENT = "appointment"
    HEARING = "hearing"
    PROPERTY = "property"
    ENTRY = "entry"
    FACT = "fact"
    TASK = "task"


_ONLY_CRIMES = (
    "appeal.", "breach.", "case.closed", "case.handover", "case.open", "court.", "cps.", "crime.", "evidence.",
    "fact.", "flo.", "hearing.", "investigation.", "isb.", "media.", "message.outbound", "oic.", "oocd.", "order.",
    "outcome.", "police.", "property.", "restorative.", "special_measures.", "suspect.", "task.", "vcs.",
    "victim.withdrew", "vps.", "vrr.", "witness.",
)  # fmt: skip
_ITEMS = (
    ("appointment.", Item.APPOINTMENT),
    ("forensic.visit_booked", Item.APPOINTMENT),
    ("statement.booked", Item.APPOINTMENT),
    ("hearing.", Item.HEARING),
    ("court.", Item.HEARING),
    ("appeal.", Item.HEARING),
    ("witness.", Item.HEARING),
    ("property.", Item.PROPERTY),
    ("message.outbound", Item.ENTRY),
    ("task.", Item.TASK),
    ("fact.", Item.FACT),
)


def kinds_of(event: str, *, facts: frozenset[str]) -> frozenset[CaseKind]:
    """Return the kinds of record on which the event can come; `facts` are the triggers of origin fact."""
    if event.startswith("incident."):
        return frozenset({CaseKind.INCIDENT})
    # An incident's snapshot holds no facts, officer, outcome, hearings, property or entries.
    return frozenset({CaseKind.CRIME}) if event in facts or event.startswith(_ONLY_CRIMES) else BOTH


def item_of(event: str, *, facts: frozenset[str]) -> Item | None:
    """Return the kind of thing that the event is about, or None where it is about the record."""
    if event in facts:
        return Item.FACT
    return next((item for prefix, item in _ITEMS if event.startswith(prefix)), None)


def items_of(events: Iterable[str], *, facts: frozenset[str]) -> frozenset[Item | None]:
    """Return the kinds of thing that the events are about."""
    return frozenset(item_of(event, facts=facts) for event in events)
