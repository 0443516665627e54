"""Every read of the audit log that an auditor makes: bounded, by the log's own indexes. Returns frozen values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from waypost.access.alarm_values import AlarmFacts, AlarmKind
from waypost.access.log_models import Alarm
from waypost.access.models import AuditEvent, CaseReason, StaffMember
from waypost.access.queries import staff_facts
from waypost.access.values import Actor, ActorKind, Staff
from waypost.base.scope import in_force
from waypost.base.sets import read_rows
from waypost.base.values import CaseId, ForceName, PersonId

MOST_TOGETHER = 500
"""Cases that one member of staff opened, or people who opened one case, that are shown together."""

_CASES_OF_STAFF = """
SELECT case_id, min(at), max(at), count(*) FROM access_audit_event
WHERE force = %(force)s AND actor_kind = 'staff' AND actor_id = %(staff)s AND at >= %(since)s AND at < %(until)s
    AND case_id IS NOT NULL
GROUP BY case_id ORDER BY max(at) DESC, case_id LIMIT %(most)s
"""
_LOOKERS_OF_CASE = """
SELECT actor_kind, actor_id, min(at), max(at), count(*) FROM access_audit_event
WHERE force = %(force)s AND case_id = %(case)s AND actor_kind IN ('staff', 'victim')
GROUP BY actor_kind, actor_id ORDER BY max(at) DESC, actor_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class AuditPlace:
    """Where one page of the log ended: time and id of its last line."""

    at: datetime
    line: int


@dataclass(frozen=True)
class AuditFilter:
    """
    Which lines are wanted: from `since` on and before `until`, of these staff ids, of these cases, of this action.

    None: of any; an empty set: of nobody, so there are none.
    """

    since: datetime
    until: datetime
    staff_ids: frozenset[UUID] | None = None
    case_ids: frozenset[CaseId] | None = None
    action: str = ""


@dataclass(frozen=True)
class AuditLine:
    """One line of the log. `fields` are names of what was seen or changed, never values."""

    line: int
    at: datetime
    by: Actor
    action: str
    case_id: CaseId | None
    person_id: PersonId | None
    fields: tuple[str, ...]
    request_id: str


@dataclass(frozen=True)
class Looked:
    """How often somebody did or saw something of a case, and when first and last."""

    by: Actor
    case_id: CaseId
    first: datetime
    last: datetime
    times: int


@dataclass(frozen=True)
class GivenReason:
    """Why somebody opened a case out of their reach."""

    staff_id: UUID
    case_id: CaseId
    reason: str
    is_glass: bool
    at: datetime


def audit_lines(
    wanted: AuditFilter, *, after: AuditPlace | None, size: int, force: ForceName
) -> tuple[Sequence[AuditLine], AuditPlace | None]:
    """Return one page of the log, the newest first, and where the next begins, None where there is none; one query."""
    where, values = _conditions(wanted, after, force)
    with in_force(force):
        rows = read_rows(AuditEvent, f"WHERE {where} ORDER BY t.at DESC, t.id DESC LIMIT %s", [*values, size + 1])
    lines = [_line(row) for row in rows[:size]]
    return lines, AuditPlace(lines[-1].at, lines[-1].line) if len(rows) > size else None


def cases_opened_by(staff_id: UUID, *, since: datetime, until: datetime, force: ForceName) -> Sequence[Looked]:
    """Return which cases somebody saw or worked on, the last first, at most `MOST_TOGETHER`; one query."""
    said = {"force": force, "staff": str(staff_id), "since": since, "until": until, "most": MOST_TOGETHER}
    by = Actor(ActorKind.STAFF, str(staff_id))
    return [Looked(by, CaseId(case_id), *rest) for case_id, *rest in _rows(_CASES_OF_STAFF, said, force)]


def who_opened(case_id: CaseId, *, force: ForceName) -> Sequence[Looked]:
    """Return who saw or worked on a case, the last first, at most `MOST_TOGETHER`; one query."""
    said = {"force": force, "case": case_id, "most": MOST_TOGETHER}
    found = _rows(_LOOKERS_OF_CASE, said, force)
    return [Looked(Actor(ActorKind(kind), actor_id), case_id, *rest) for kind, actor_id, *rest in found]


def reasons_given(*, force: ForceName, staff_id: UUID | None, case_id: CaseId | None) -> Sequence[GivenReason]:
    """Return the last reasons of this member of staff, or for this case, the newest first."""
    with in_force(force):
        rows = CaseReason.objects.filter(force=force)
        rows = rows.filter(staff_id=staff_id) if staff_id else rows
        rows = rows.filter(case_id=case_id) if case_id else rows
        return [
            GivenReason(row.staff_id, CaseId(row.case_id), row.reason, row.is_glass, row.at)
            for row in rows.order_by("-at", "-id")[:MOST_TOGETHER]
        ]


def alarms(*, after: tuple[datetime, UUID] | None, size: int, force: ForceName) -> Sequence[AlarmFacts]:
    """Return one page of alarms, the newest first, with the reasons that were given; two queries."""
    cursor, values = ("AND (t.at, t.id) < (%s, %s)", list(after)) if after else ("", [])
    with in_force(force):
        rows = read_rows(
            Alarm, f"WHERE t.force = %s {cursor} ORDER BY t.at DESC, t.id DESC LIMIT %s", [force, *values, size]
        )
        about = {row.case_id for row in rows if row.case_id is not None}
        given = CaseReason.objects.filter(force=force, case_id__in=about, at__in={row.at for row in rows})
        reasons = {(row.staff_id, row.case_id, row.at): row.reason for row in given}
    return [_alarm(row, reasons.get((row.staff_id, row.case_id or 0, row.at), "")) for row in rows]


def staff_by_id(staff_ids: Collection[UUID], *, force: ForceName) -> Mapping[UUID, Staff]:
    """Return these members of staff, whether they are still there or not; one query."""
    with in_force(force):
        return {row.pk: staff_facts(row) for row in StaffMember.objects.filter(force=force, id__in=list(staff_ids))}


def staff_called(collar_number: str, *, force: ForceName) -> frozenset[UUID]:
    """Return the ids of all who have or had this collar number."""
    with in_force(force):
        rows = StaffMember.objects.filter(force=force, collar_number=collar_number)
        return frozenset(rows.values_list("id", flat=True))


def _conditions(wanted: AuditFilter, after: AuditPlace | None, force: ForceName) -> tuple[str, list[Any]]:
    parts: list[tuple[str, list[Any]]] = [
        ("t.force = %s", [force]),
        ("t.at >= %s AND t.at < %s", [wanted.since, wanted.until]),
    ]
    if wanted.staff_ids is not None:
        ids = sorted(map(str, wanted.staff_ids))
        parts.append(("t.actor_kind = 'staff' AND t.actor_id = ANY(%s::text[])", [ids]))
    if wanted.case_ids is not None:
        parts.append(("t.case_id = ANY(%s::bigint[])", [sorted(wanted.case_ids)]))
    if wanted.action:
        parts.append(("t.action = %s", [wanted.action]))
    if after is not None:
        parts.append(("(t.at, t.id) < (%s, %s)", [after.at, after.line]))
    return " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _line(row: AuditEvent) -> AuditLine:
    return AuditLine(
        line=row.pk,
        at=row.at,
        by=Actor(ActorKind(row.actor_kind), row.actor_id),
        action=row.action,
        case_id=None if row.case_id is None else CaseId(row.case_id),
        person_id=None if row.person_id is None else PersonId(row.person_id),
        fields=tuple(row.fields),
        request_id=row.request_id,
    )


def _alarm(row: Alarm, reason: str) -> AlarmFacts:
    return AlarmFacts(
        alarm_id=row.id,
        kind=AlarmKind(row.kind),
        staff_id=row.staff_id,
        case_id=None if row.case_id is None else CaseId(row.case_id),
        cases=row.cases,
        at=row.at,
        reason=reason,
        seen_by=row.seen_by,
        seen_at=row.seen_at,
    )


def _rows(sql: str, said: Mapping[str, Any], force: ForceName) -> Sequence[Any]:
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(sql, said)
        return list(cursor.fetchall())
