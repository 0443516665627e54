"""Erases cases in every room, each in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.erasing.holds import cases_of, said
from waypost.cases.erasing.rooms import reasons_to_keep, rooms
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.cases.models import Case
from waypost.cases.operations import lock_cases
from waypost.cases.values import CaseKind


class MustBeKept(RuntimeError):
    """A case cannot be erased now."""

    def __init__(self, reference: str, why: Sequence[Kept]) -> None:
        super().__init__(f"case {reference} {' and '.join(why)}")


def erase(reference: str, order: Order) -> int:
    """
    Erase a crime, and an incident of the same reference; return how many cases that was.

    :raises NoSuchCase: if the force has neither.
    :raises MustBeKept: saying why, if one of them is open, held, or somebody still has to be told.
    :raises NoReason: if none is given.
    """
    checked = replace(order, why=said(order.why))
    return again_after_deadlock(lambda: _erase(reference, checked))


def _erase(reference: str, order: Order) -> int:
    with in_force(order.force):
        case_ids = cases_of(reference, force=order.force)
        lock_cases(case_ids)
        kept = reasons_to_keep(case_ids, force=order.force)
        if kept:
            raise MustBeKept(reference, sorted(set().union(*kept.values())))
        return _erase_locked(case_ids, order)


def erase_due(case_ids: Sequence[CaseId], order: Order) -> int:
    """Erase of these cases those that nothing stands against; return how many. One transaction."""
    return again_after_deadlock(lambda: _erase_due(case_ids, order))


def _erase_due(case_ids: Sequence[CaseId], order: Order) -> int:
    with in_force(order.force):
        lock_cases(case_ids)
        kept = reasons_to_keep(case_ids, force=order.force)
        return _erase_locked([one for one in case_ids if one not in kept], order)


def _erase_locked(case_ids: Sequence[CaseId], order: Order) -> int:
    targets = _targets(case_ids)
    if not targets:
        return 0
    _write_down([one.case_id for one in targets], order)
    for room in rooms():
        room.erase_cases(targets, order)
    for one in targets:
        record_audit(Action.CASE_ERASED, by=order.by, force=order.force, now=order.now, case_id=one.case_id)
    crashpoint("erase.before_commit")
    return len(targets)


def _targets(case_ids: Sequence[CaseId]) -> Sequence[Target]:
    rows = Case.objects.filter(id__in=case_ids, applied__isnull=False).order_by("id")
    return [
        Target(CaseId(row.id), CaseKind(row.kind), row.reference, row.source_id, row.seen_at)
        for row in rows.only("id", "kind", "reference", "source_id", "seen_at")
    ]


def _write_down(case_ids: Sequence[CaseId], order: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_erasure (force, case_id, at, why, erased_by, transaction)"
            " SELECT %s, id, %s, %s, %s, pg_current_xact_id()::text::bigint FROM unnest(%s::bigint[]) AS id",
            [order.force, order.now, order.why, order.by.id, list(case_ids)],
        )
