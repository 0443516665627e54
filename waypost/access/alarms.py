"""Alarms about what staff looked at: raised, and marked as seen by an auditor. Each is audited."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from waypost.access.alarm_values import AlarmKind
from waypost.access.audit import record_audit
from waypost.access.log_models import Alarm
from waypost.access.permissions import Action
from waypost.access.values import Actor, ActorKind, Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName

WITHIN: Final = timedelta(hours=1)
"""The span in which the cases that somebody opened are counted, and in which one alarm about it is enough."""

_WATCHER = Actor(ActorKind.SYSTEM, "alarms")
# What the worklist gave somebody to do is no curiosity of theirs.
_GIVEN_TO_DO = (Action.STAFF_ITEM_VIEWED, Action.STAFF_ITEM_ANSWERED)
_BUSY = """
SELECT actor_id, array_agg(DISTINCT case_id) FROM access_audit_event
WHERE force = %(force)s AND at > %(since)s AND at <= %(now)s AND actor_kind = %(staff)s
    AND case_id IS NOT NULL AND action <> ALL(%(given)s)
GROUP BY actor_id HAVING count(DISTINCT case_id) > %(most)s
"""


class UnknownAlarm(LookupError):
    """The force has no such alarm, or it is about whoever asks: nobody marks their own as seen."""


def raise_glass_alarm(case_id: CaseId, *, about: Staff, now: datetime) -> UUID:
    """Raise the alarm that somebody opened a flagged or sealed case from outside; return its id."""
    with in_force(about.force):
        row = Alarm.objects.create(
            force=about.force, kind=AlarmKind.GLASS, staff_id=UUID(about.id), case_id=case_id, cases=1, at=now
        )
        _audit(row, now=now, case_id=case_id)
    return row.id


def raise_many_cases_alarm(staff_id: UUID, *, cases: int, force: ForceName, now: datetime) -> bool:
    """Raise the alarm that somebody opened so many cases within the hour, unless one was raised within it."""
    with in_force(force):
        kept = Alarm.objects.filter(force=force, staff_id=staff_id, kind=AlarmKind.MANY_CASES, at__gt=now - WITHIN)
        if kept.exists():
            return False
        row = Alarm.objects.create(force=force, kind=AlarmKind.MANY_CASES, staff_id=staff_id, cases=cases, at=now)
        _audit(row, now=now)
    return True


def mark_seen(alarm_id: UUID, *, by: Staff, now: datetime) -> None:
    """
    Note that an auditor has looked at an alarm; the first who did so stays.

    :raises UnknownAlarm: if the force has none of that id, or it is about themselves.
    """
    with in_force(by.force):
        row = Alarm.objects.select_for_update().filter(force=by.force, id=alarm_id).exclude(staff_id=by.id).first()
        if row is None:
            raise UnknownAlarm(alarm_id)
        if row.seen_at is None:
            row.seen_by, row.seen_at = UUID(by.id), now
            row.save(update_fields=["seen_by", "seen_at"])
            fields = [row.kind, str(row.id)]
            record_audit(Action.ALARM_SEEN, by=by.actor, force=by.force, now=now, fields=fields)


def who_opened_many(force: ForceName, *, more_than: int, now: datetime) -> Mapping[UUID, frozenset[CaseId]]:
    """Return who opened more cases within the hour than `more_than`, and which, by staff id; one query."""
    given = [action.value for action in _GIVEN_TO_DO]
    said: dict[str, Any] = {"force": force, "since": now - WITHIN, "now": now, "most": more_than, "given": given}
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(_BUSY, said | {"staff": ActorKind.STAFF.value})
        found = {_staff_id(actor_id): frozenset(map(CaseId, cases)) for actor_id, cases in cursor.fetchall()}
    return {staff_id: cases for staff_id, cases in found.items() if staff_id is not None}


def _staff_id(actor_id: str) -> UUID | None:
    # Whoever types a command is no member of staff.
    try:
        return UUID(actor_id)
    except ValueError:
        return None


def _audit(row: Alarm, *, now: datetime, case_id: CaseId | None = None) -> None:
    fields = [row.kind, str(row.id), str(row.staff_id)]
    record_audit(Action.ALARM_RAISED, by=_WATCHER, force=ForceName(row.force), now=now, case_id=case_id, fields=fields)
