"""Writes the rows of hearings of cases that were taken before there were any: in batches, again if need be."""

from datetime import datetime

from pydantic import ValidationError

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.applied import AppliedCase, applied_of
from waypost.cases.hearings.keeping import Heard, keep_hearings
from waypost.cases.models import Case
from waypost.cases.operations import lock_cases
from waypost.cases.values import CaseKind

_BATCH = 200


def index_hearings(force: ForceName, *, now: datetime) -> int:
    """Write the rows of every crime of a force that has hearings, batch by batch; return how many are new."""
    done, after = 0, 0
    while batch := _next(force, after):
        done += _write(batch, force=force, now=now)
        after = batch[-1]
    return done


def _next(force: ForceName, after: int) -> list[CaseId]:
    with in_force(force):
        rows = Case.objects.filter(force=force, kind=CaseKind.CRIME, id__gt=after, applied__has_key="hearings")
        return [CaseId(case_id) for case_id in rows.order_by("id").values_list("id", flat=True)[:_BATCH]]


def _write(case_ids: list[CaseId], *, force: ForceName, now: datetime) -> int:
    with in_force(force):
        lock_cases(case_ids)
        rows = Case.objects.filter(force=force, id__in=case_ids, applied__isnull=False).only("id", "applied")
        heard = [found for row in rows if (found := _heard(row)) is not None]
        return keep_hearings(heard, force=force, now=now)


def _heard(row: Case) -> Heard | None:
    try:
        applied = applied_of(row.applied or {}, is_incident=False)
    except ValidationError:
        # One that cannot be read stops no other; whoever opens the case reads that it cannot be.
        return None
    if not isinstance(applied, AppliedCase):
        return None
    return Heard(CaseId(row.id), applied.hearings, is_first_sight=True)
