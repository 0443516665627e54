"""Reads: what was logged, for the page, and counted for a plot. Nobody is named."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count

from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.worklist.inbound_calls.models import InboundCall
from waypost.worklist.inbound_calls.reasons import words_of
from waypost.worklist.inbound_calls.values import UNDO_WITHIN, CallCount, LoggedCall

MOST_DAYS: Final = 92
"""A quarter: so many days are counted at most."""


def calls_by_day(since: date, until: date, *, force: ForceName) -> Sequence[CallCount]:
    """
    Return how many calls each day had, by reason, from one day to another, both included; one look at one index.

    :raises ValueError: if that is more than a quarter.
    """
    if (until - since).days >= MOST_DAYS:
        raise ValueError(f"{MOST_DAYS} days are counted at most")
    with in_force(force):
        rows = InboundCall.objects.filter(force=force, on__range=(since, until), undone_at=None)
        counted = rows.values_list("on", "reason", "is_avoidable").annotate(count=Count("*"))
        return [CallCount(*row) for row in counted.order_by("on", "reason", "is_avoidable")]


def calls_about(case_id: CaseId, *, force: ForceName, limit: int) -> Sequence[LoggedCall]:
    """Return the last calls about a case, the newest first."""
    with in_force(force):
        rows = InboundCall.objects.filter(force=force, case_id=case_id, undone_at=None).order_by("-at", "-id")
        return [_logged(row) for row in rows[:limit]]


def call_to_undo(call_id: UUID, *, force: ForceName, by: Actor, now: datetime) -> LoggedCall | None:
    """Return a call that this person logged and may still take back, or None."""
    with in_force(force):
        rows = InboundCall.objects.filter(force=force, id=call_id, logged_by=by.id, undone_at=None)
        row = rows.filter(at__gt=now - UNDO_WITHIN).first()
        return _logged(row) if row else None


def _logged(row: InboundCall) -> LoggedCall:
    case_id = None if row.case_id is None else CaseId(row.case_id)
    return LoggedCall(row.id, row.at, words_of(row.reason), row.is_avoidable, case_id, row.note)
