"""
Writes: one of them is recorded, acknowledged, decided, closed. Each is one transaction with its line in the audit log.

Read `record_matter` first. Whether somebody may is asked by the door.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.clock import LONDON
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.operations import NewEvent, append_event, lock_cases
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts, CaseKind, PersonFacts
from waypost.cases.vocabulary import Role
from waypost.worklist.matters.asking import ask_supervisor, close_what_asks
from waypost.worklist.matters.models import Matter
from waypost.worklist.matters.rules import cannot_close, cannot_decide, fault_of_day, fault_of_text
from waypost.worklist.matters.terms import days_for, moment_of
from waypost.worklist.matters.values import (
    BadMatter,
    Ending,
    Finding,
    MatterKind,
    MatterState,
    NewMatter,
    NoSuchMatter,
    NotPossible,
)

_RECEIVED: Final = {
    MatterKind.COMPLAINT: "complaint.received",
    MatterKind.REVIEW: "vrr.received",
    MatterKind.DATA_PROTECTION: "dp_complaint.received",
}
_DECIDED: Final = {MatterKind.COMPLAINT: "complaint.decided"}
"""What a decision tells by itself. That of a review is a fact of the crime system; of the third there is no text."""


def record_matter(new: NewMatter, *, by: Staff, now: datetime) -> bool:
    """
    Keep what somebody asks of the force, tell the timeline, ask the supervisor; return whether it was new.

    :raises BadMatter: saying what to change: nothing is kept.
    """
    return again_after_deadlock(lambda: _record(new, by=by, now=now))


def acknowledge_matter(matter_id: UUID, *, case_id: CaseId, by: Staff, now: datetime) -> None:
    """
    Note that the person was told that it is there. Twice is once.

    :raises NoSuchMatter: if the case has none of that id.
    :raises NotPossible: if it is decided or closed.
    """
    with in_force(by.force):
        row = _locked(matter_id, case_id=case_id, by=by)
        if row.state == MatterState.ACKNOWLEDGED:
            return
        if row.state != MatterState.RECEIVED:
            raise NotPossible("It is decided already: there is nothing left to acknowledge.")
        row.state, row.acknowledged_at, row.acknowledged_by = MatterState.ACKNOWLEDGED, now, by.collar_number
        row.due_on = row.decide_by
        row.save()
        close_what_asks(row, by=by, now=now)
        ask_supervisor(row, _person_ref(row), now=now)
        _audit(Action.MATTER_ACKNOWLEDGED, row, by=by, now=now)


def decide_matter(matter_id: UUID, finding: Finding, *, found: str, case_id: CaseId, by: Staff, now: datetime) -> None:
    """
    Keep what was found; the answer to a complaint is drafted for somebody to read. A full reply acknowledges as well.

    Deciding it twice alike is deciding it once.

    :raises NoSuchMatter: if the case has none of that id.
    :raises BadMatter: if nothing was written of what was found, or too much.
    :raises NotPossible: if it is decided otherwise, or closed, or this finding does not fit.
    """
    again_after_deadlock(lambda: _decide(matter_id, finding, found=found, case_id=case_id, by=by, now=now))


def close_matter(matter_id: UUID, ending: Ending, *, case_id: CaseId, by: Staff, now: datetime) -> None:
    """
    Note that nothing more is to be done. Twice is once.

    :raises NoSuchMatter: if the case has none of that id.
    :raises NotPossible: if they are said to be told of what is not decided, or to have taken back what is.
    """
    with in_force(by.force):
        row = _locked(matter_id, case_id=case_id, by=by)
        if row.state == MatterState.CLOSED and row.ending == ending:
            return
        _refuse(cannot_close(MatterState(row.state), ending))
        row.state, row.ending, row.closed_at, row.closed_by = MatterState.CLOSED, ending, now, by.collar_number
        row.due_on = None
        row.save()
        close_what_asks(row, by=by, now=now)
        _audit(Action.MATTER_CLOSED, row, by=by, now=now, said=ending.value)


def _record(new: NewMatter, *, by: Staff, now: datetime) -> bool:
    with in_force(by.force):
        lock_cases([new.case_id])
        # Of two at once the second waits above, and finds what the first has kept.
        if Matter.objects.filter(force=by.force, id=new.matter_id).exists():
            return False
        person = _checked(new, by=by, today=now.astimezone(LONDON).date())
        days = days_for(new.kind, new.received_on)
        row = Matter.objects.create(
            id=new.matter_id,
            force=by.force,
            case_id=new.case_id,
            person_id=new.person_id,
            kind=new.kind,
            came_by=new.came_by,
            received_on=new.received_on,
            acknowledge_by=days.acknowledge_by,
            decide_by=days.decide_by,
            due_on=days.acknowledge_by,
            look_on=days.look_on,
            text=new.text.strip(),
            recorded_at=now,
            recorded_by=by.collar_number,
        )
        event = NewEvent(_RECEIVED[new.kind], moment_received(new.received_on, now=now), person.ref, str(row.id))
        append_event(new.case_id, force=by.force, event=event, now=now)
        ask_supervisor(row, person.ref, now=now)
        _audit(Action.MATTER_RECORDED, row, by=by, now=now)
        return True


def moment_received(day: date, *, now: datetime) -> datetime:
    """Return when it is said to have come in: now on the day itself, else at the close of that day's work."""
    return now if day == now.astimezone(LONDON).date() else min(now, moment_of(day))


def _decide(matter_id: UUID, finding: Finding, *, found: str, case_id: CaseId, by: Staff, now: datetime) -> None:
    with in_force(by.force):
        lock_cases([case_id])
        row = _locked(matter_id, case_id=case_id, by=by)
        if row.state == MatterState.DECIDED and (row.finding, row.found) == (finding, found.strip()):
            return
        _refuse(cannot_decide(MatterKind(row.kind), MatterState(row.state), finding))
        fault = fault_of_text(found)
        if fault is not None:
            raise BadMatter(fault)
        row.state, row.finding, row.found = MatterState.DECIDED, finding, found.strip()
        row.decided_at, row.decided_by, row.due_on = now, by.collar_number, None
        row.save()
        close_what_asks(row, by=by, now=now)
        kind, ref = _DECIDED.get(MatterKind(row.kind)), _person_ref(row)
        if kind is not None and ref:
            event = NewEvent(kind, now, ref, str(row.id))
            append_event(case_id, force=by.force, event=event, now=now)
        _audit(Action.MATTER_DECIDED, row, by=by, now=now, said=finding.value)


def _checked(new: NewMatter, *, by: Staff, today: date) -> PersonFacts:
    case = cases_by_id({new.case_id}, force=by.force).get(new.case_id)
    person = _person(case, new.person_id)
    if case is None or person is None:
        raise BadMatter("Choose a person of this case who may be told about it.")
    if new.kind is MatterKind.REVIEW and case.kind is not CaseKind.CRIME:
        raise BadMatter("A review is about a recorded crime. Record it from the page of the crime.")
    fault = fault_of_day(new.received_on, today=today) or fault_of_text(new.text)
    if fault is not None:
        raise BadMatter(fault)
    return person


def _person(case: CaseFacts | None, person_id: PersonId | None) -> PersonFacts | None:
    people = case.people if case else ()
    return next((one for one in people if one.person_id == person_id and may_ask(one)), None)


def may_ask(person: PersonFacts) -> bool:
    """Whether somebody of a case may have asked for something as its victim: never the accused."""
    return {Role.SUSPECT, Role.DEFENDANT}.isdisjoint(person.roles)


def _person_ref(row: Matter) -> str:
    case = cases_by_id({CaseId(row.case_id)}, force=_force(row)).get(CaseId(row.case_id))
    person = _person(case, PersonId(row.person_id) if row.person_id is not None else None)
    return person.ref if person else ""


def _locked(matter_id: UUID, *, case_id: CaseId, by: Staff) -> Matter:
    row = Matter.objects.select_for_update().filter(force=by.force, id=matter_id, case_id=case_id).first()
    if row is None:
        raise NoSuchMatter(matter_id)
    return row


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise NotPossible(sentence)


def _force(row: Matter) -> ForceName:
    return ForceName(row.force)


def _audit(action: Action, row: Matter, *, by: Staff, now: datetime, said: str = "") -> None:
    person_id = PersonId(row.person_id) if row.person_id is not None else None
    record_audit(
        action,
        by=by.actor,
        force=by.force,
        now=now,
        case_id=CaseId(row.case_id),
        person_id=person_id,
        fields=[str(row.id), row.kind, *([said] if said else [])],
    )
