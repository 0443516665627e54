"""
The case snapshot: the whole current state of one recorded crime, as a source sends it.

Read `parse_case` first.
"""

from waypost.cases.snapshot.parsing import (
    NotJson,
    RepeatedKey,
    SnapshotFault,
    decode_json,
    parse_case,
)
from waypost.cases.snapshot.shape import (
    Appointment,
    Authority,
    CaseRecord,
    CaseSnapshot,
    Contact,
    ContactPlan,
    Entry,
    Fact,
    Hearing,
    Hours,
    Occurred,
    Offence,
    Officer,
    Order,
    Outcome,
    Person,
    PropertyItem,
    TaskAnswer,
    TransferredTo,
)

__all__ = [
    "Appointment",
    "Authority",
    "CaseRecord",
    "CaseSnapshot",
    "Contact",
    "ContactPlan",
    "Entry",
    "Fact",
    "Hearing",
    "Hours",
    "NotJson",
    "Occurred",
    "Offence",
    "Officer",
    "Order",
    "Outcome",
    "Person",
    "PropertyItem",
    "RepeatedKey",
    "SnapshotFault",
    "TaskAnswer",
    "TransferredTo",
    "decode_json",
    "parse_case",
]
