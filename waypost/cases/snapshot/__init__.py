"""
The snapshots: the whole current state of one recorded crime, or of one incident, as a source sends it.

Read `parse_case` and `parse_incident` first.
"""

from waypost.cases.snapshot.incident import IncidentRecord, IncidentSnapshot, parse_incident
from waypost.cases.snapshot.parsing import (
    NotJson,
    RepeatedKey,
    SnapshotFault,
    decode_json,
    parse_case,
    parse_snapshot,
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
    Numbered,
    Occurred,
    Offence,
    Officer,
    Order,
    Outcome,
    Person,
    PropertyItem,
    Snapshot,
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
    "IncidentRecord",
    "IncidentSnapshot",
    "NotJson",
    "Numbered",
    "Occurred",
    "Offence",
    "Officer",
    "Order",
    "Outcome",
    "Person",
    "PropertyItem",
    "RepeatedKey",
    "Snapshot",
    "SnapshotFault",
    "TaskAnswer",
    "TransferredTo",
    "decode_json",
    "parse_case",
    "parse_incident",
    "parse_snapshot",
]
