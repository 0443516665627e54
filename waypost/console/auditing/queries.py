"""Every read behind the auditor's pages."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from waypost.access import audit_queries
from waypost.access.alarm_values import AlarmFacts
from waypost.access.audit_queries import MOST_TOGETHER, AuditFilter, AuditLine, AuditPlace
from waypost.access.values import Actor, ActorKind, Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.whose import cases_called, references_of
from waypost.console.auditing.choosing import Choice
from waypost.console.auditing.presentation import (
    AlarmRow,
    LookedRow,
    Names,
    Row,
    alarm_row,
    looked_row,
    reason_of,
    row,
)

__all__ = ["MOST_EXPORTED", "MOST_TOGETHER", "alarms_page", "cases_of_staff", "export", "log_page", "lookers_of_case"]

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
"""Lines in one file: who needs more asks for fewer days."""


def log_page(choice: Choice, *, by: Staff) -> tuple[Sequence[Row], AuditPlace | None]:
    """Return one page of the log, the newest first, and where the next begins; six queries at most."""
    return _page(choice, size=PAGE_SIZE, after=choice.after, by=by)


def export(choice: Choice, *, by: Staff) -> Sequence[Row] | None:
    """Return all lines of a choice, or None where they are more than one file may hold."""
    rows, more = _page(choice, size=MOST_EXPORTED, after=None, by=by)
    return None if more else rows


def alarms_page(*, after: tuple[datetime, UUID] | None, by: Staff) -> tuple[Sequence[AlarmRow], str]:
    """Return one page of alarms, the newest first, and where the next begins, or nothing; four queries."""
    with in_force(by.force):
        found = audit_queries.alarms(after=after, size=PAGE_SIZE + 1, force=by.force)
        names = _names_of_alarms(found, by.force)
    rows = [alarm_row(one, names=names, viewer=by) for one in found[:PAGE_SIZE]]
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return rows, f"{last.at.isoformat()}~{last.alarm_id}" if last else ""


def cases_of_staff(staff_id: UUID, choice: Choice, *, by: Staff) -> tuple[Staff, Sequence[LookedRow]] | None:
    """Return which cases a member of staff opened in some days, with their reasons; None where there is nobody."""
    with in_force(by.force):
        staff = audit_queries.staff_by_id([staff_id], force=by.force)
        if staff_id not in staff:
            return None
        found = audit_queries.cases_opened_by(staff_id, since=choice.since, until=choice.until, force=by.force)
        reasons = audit_queries.reasons_given(force=by.force, staff_id=staff_id, case_id=None)
        names = Names(staff, references_of([one.case_id for one in found], force=by.force))
    return staff[staff_id], [looked_row(one, reasons=reason_of(one, reasons), names=names) for one in found]


def lookers_of_case(case_id: CaseId, *, by: Staff) -> tuple[str, Sequence[LookedRow]]:
    """Return what a case is called, and who saw or worked on it, with their reasons; four queries."""
    with in_force(by.force):
        found = audit_queries.who_opened(case_id, force=by.force)
        reasons = audit_queries.reasons_given(force=by.force, staff_id=None, case_id=case_id)
        names = _names([one.by for one in found], [case_id], by.force)
    rows = [looked_row(one, reasons=reason_of(one, reasons), names=names) for one in found]
    return names.reference(case_id), rows


def _page(choice: Choice, *, size: int, after: AuditPlace | None, by: Staff) -> tuple[Sequence[Row], AuditPlace | None]:
    with in_force(by.force):
        wanted = AuditFilter(
            since=choice.since,
            until=choice.until,
            staff_ids=audit_queries.staff_called(choice.person, force=by.force) if choice.person else None,
            case_ids=cases_called(choice.case, force=by.force) if choice.case else None,
            action=choice.action,
        )
        lines, more = audit_queries.audit_lines(wanted, after=after, size=size, force=by.force)
        names = _names([one.by for one in lines], _cases(lines), by.force)
    return [row(one, names=names) for one in lines], more


def _cases(lines: Iterable[AuditLine]) -> frozenset[CaseId]:
    return frozenset(one.case_id for one in lines if one.case_id is not None)


def _names(actors: Iterable[Actor], case_ids: Collection[CaseId], force: ForceName) -> Names:
    staff_ids = {staff_id for actor in actors if (staff_id := _staff_id(actor)) is not None}
    return Names(audit_queries.staff_by_id(staff_ids, force=force), references_of(case_ids, force=force))


def _names_of_alarms(found: Sequence[AlarmFacts], force: ForceName) -> Names:
    staff_ids = {one.staff_id for one in found} | {one.seen_by for one in found if one.seen_by is not None}
    case_ids = {one.case_id for one in found if one.case_id is not None}
    return Names(audit_queries.staff_by_id(staff_ids, force=force), references_of(case_ids, force=force))


def _staff_id(actor: Actor) -> UUID | None:
    try:
        return UUID(actor.id) if actor.kind is ActorKind.STAFF else None
    except ValueError:
        return None
