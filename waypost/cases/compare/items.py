"""What changed in the lists that have ids: facts, appointments, property, log entries, tasks."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from waypost.base.values import JsonValue
from waypost.cases.applied import Applied, AppliedCase
from waypost.cases.compare.values import Change, ChangeKind, Pair
from waypost.cases.snapshot import Appointment, Fact
from waypost.cases.vocabulary import (
    AppointmentKind,
    AppointmentStatus,
    EntryKind,
    PropertyStatus,
    TaskStatus,
)

# The details of facts that are codes, ids, dates or yes and no; the texts stay in the case.
_FACT_DETAILS: Final = (
    "by",
    "first_hearing",
    "granted",
    "kind",
    "protects_victim",
    "return_on",
    "review_right",
    "to",
    "upheld",
)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,59}")

_BOOKED_KIND: Final = {
    AppointmentKind.STATEMENT: ChangeKind.STATEMENT_BOOKED,
    AppointmentKind.FORENSIC_VISIT: ChangeKind.FORENSIC_VISIT_BOOKED,
}
_PROPERTY_KIND: Final = {
    PropertyStatus.RECOVERED: ChangeKind.PROPERTY_RECOVERED,
    PropertyStatus.RETAINED: ChangeKind.PROPERTY_RETAINED,
    PropertyStatus.RELEASED: ChangeKind.PROPERTY_RELEASED,
    PropertyStatus.DISPOSAL_DUE: ChangeKind.PROPERTY_DISPOSAL_DUE,
}


def changes_of_facts(pair: Pair[AppliedCase]) -> Iterator[Change]:
    """Yield a change of the fact's own kind for each new fact, and one for each withdrawn."""
    before = {fact.id: fact for fact in pair.before.facts}
    for fact in pair.after.facts:
        earlier = before.pop(fact.id, None)
        if earlier is None:
            yield _happened(fact)
        elif (earlier.kind, earlier.person) != (fact.kind, fact.person):
            yield _withdrawn(pair, earlier)
            yield _happened(fact)
        elif earlier != fact:
            details: dict[str, JsonValue] = {"kind": fact.kind}
            yield Change(ChangeKind.FACT_CORRECTED, pair.at, person=fact.person, item=fact.id, details=details)
    for fact in before.values():
        yield _withdrawn(pair, fact)


def _happened(fact: Fact) -> Change:
    details = {key: fact.details[key] for key in _FACT_DETAILS if _is_code(fact.details.get(key))}
    return Change(fact.kind, fact.at, fact.received_at, fact.person, fact.id, details)


def _is_code(value: JsonValue) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))


def _withdrawn(pair: Pair[AppliedCase], fact: Fact) -> Change:
    details: dict[str, JsonValue] = {"kind": fact.kind}
    return Change(ChangeKind.FACT_WITHDRAWN, pair.at, person=fact.person, item=fact.id, details=details)


def changes_of_appointments(pair: Pair[Applied]) -> Iterator[Change]:
    """Yield what was booked, moved, cancelled, missed or dropped."""
    before = {appointment.id: appointment for appointment in pair.before.appointments}
    for appointment in pair.after.appointments:
        earlier = before.pop(appointment.id, None)
        if earlier is not None and earlier.person != appointment.person:
            yield _about(ChangeKind.APPOINTMENT_WITHDRAWN, pair.at, earlier)
            earlier = None
        kind = appointment_kind(earlier, appointment)
        if kind is not None:
            yield _about(kind, pair.at, appointment)
    for appointment in before.values():
        yield _about(ChangeKind.APPOINTMENT_WITHDRAWN, pair.at, appointment)


def appointment_kind(before: Appointment | None, after: Appointment) -> ChangeKind | None:
    """
    Name what became of an appointment; `before` is None where it is new to that person.

    Nobody is told that a visit of which they never heard is cancelled.
    """
    was = before.status if before else None
    if after.status == AppointmentStatus.BOOKED:
        if before is None or was != AppointmentStatus.BOOKED:
            return _BOOKED_KIND.get(AppointmentKind(after.kind), ChangeKind.APPOINTMENT_BOOKED)
        moved = (before.starts_at, before.place) != (after.starts_at, after.place)
        return ChangeKind.APPOINTMENT_CHANGED if moved else None
    if after.status == AppointmentStatus.MISSED and was != AppointmentStatus.MISSED:
        return ChangeKind.APPOINTMENT_MISSED
    if after.status == AppointmentStatus.CANCELLED and was not in {None, AppointmentStatus.CANCELLED}:
        return ChangeKind.APPOINTMENT_CANCELLED
    return None


def _about(kind: ChangeKind, at: datetime, appointment: Appointment) -> Change:
    details: dict[str, JsonValue] = {
        "kind": appointment.kind,
        "starts_at": appointment.starts_at.isoformat(),
        "missed_by": appointment.missed_by,
    }
    return Change(kind, at, person=appointment.person, item=appointment.id, details=details)


def changes_of_property(pair: Pair[AppliedCase]) -> Iterator[Change]:
    """Yield each item of property that reached a status worth telling."""
    before = {item.id: item.status for item in pair.before.property}
    for item in pair.after.property:
        kind = _PROPERTY_KIND.get(PropertyStatus(item.status))
        if kind is not None and before.get(item.id) != item.status:
            yield Change(kind, item.at or pair.at, item=item.id)


def changes_of_entries(pair: Pair[AppliedCase]) -> Iterator[Change]:
    """
    Yield each new message of an officer.

    One that comes back with an id of ours was told under that id when it was written here: nobody is told twice.
    """
    before = {entry.id for entry in pair.before.entries}
    for entry in pair.after.entries:
        if entry.kind == EntryKind.OFFICER_MESSAGE and entry.id not in before:
            item = entry.waypost_id or entry.id
            yield Change(ChangeKind.MESSAGE_OUTBOUND, entry.at, person=entry.person, item=item)


def changes_of_tasks(pair: Pair[AppliedCase]) -> Iterator[Change]:
    """Yield each of our tasks that an officer has done or refused."""
    before = {task.waypost_id: task.status for task in pair.before.tasks}
    for task in pair.after.tasks:
        if task.status != TaskStatus.OPEN and before.get(task.waypost_id) != task.status:
            details: dict[str, JsonValue] = {"status": task.status}
            yield Change(ChangeKind.TASK_ANSWERED, task.at or pair.at, item=task.waypost_id, details=details)
