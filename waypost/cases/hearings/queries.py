"""Reads of hearings by day, change and result: each one index range of a force, by cursor, in one query."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.hearing_models import CourtHearing
from waypost.cases.hearings.keeping import as_kept
from waypost.cases.hearings.values import WITHDRAWN, Listed, Page, Place
from waypost.cases.same_person.rules import HIDDEN

_MOST_COURTS = 200


def hearings_between(
    since: datetime, until: datetime, *, force: ForceName, court: str, after: Place | None, limit: int
) -> Page:
    """Return hearings that begin from `since` until before `until`, in that order; `court` is empty for any."""
    rows = _known(force).filter(at__gte=since, at__lt=until).exclude(status=WITHDRAWN)
    rows = rows.filter(court=court) if court else rows
    if after is not None:
        rows = rows.filter(at__gte=after.at).filter(Q(at__gt=after.at) | Q(at=after.at, id__gt=after.hearing_id))
    with in_force(force):
        found = list(rows.order_by("at", "id")[: limit + 1])
    return _page(found, limit, "at")


def courts_between(since: datetime, until: datetime, *, force: ForceName) -> Sequence[str]:
    """Return the courts that have a hearing in that time, by name; none that only a sealed case goes to."""
    with in_force(force):
        rows = CourtHearing.objects.filter(force=force, at__gte=since, at__lt=until).exclude(status=WITHDRAWN)
        open_to_all = rows.exclude(case__flags__overlap=sorted(HIDDEN))
        return sorted(set(open_to_all.values_list("court", flat=True).distinct()[:_MOST_COURTS]))


def hearings_changed(
    since: datetime, *, force: ForceName, not_before: datetime, after: Place | None, limit: int
) -> Page:
    """Return hearings ahead whose newest time, court or status we have learned since then, the last first."""
    rows = _known(force).filter(changed_at__gte=since, at__gte=not_before)
    return _newest_first(rows, "changed_at", force=force, after=after, limit=limit)


def results_since(since: datetime, *, force: ForceName, after: Place | None, limit: int) -> Page:
    """Return hearings of whose result we learned since then, the last first."""
    rows = _known(force).filter(result_at__isnull=False, result_at__gte=since).exclude(status=WITHDRAWN)
    return _newest_first(rows, "result_at", force=force, after=after, limit=limit)


def _newest_first(
    rows: "QuerySet[CourtHearing]", by: str, *, force: ForceName, after: Place | None, limit: int
) -> Page:
    if after is not None:
        before = Q(**{f"{by}__lt": after.at}) | Q(**{by: after.at, "id__lt": after.hearing_id})
        rows = rows.filter(before, **{f"{by}__lte": after.at})
    with in_force(force):
        found = list(rows.order_by(f"-{by}", "-id")[: limit + 1])
    return _page(found, limit, by)


def _known(force: ForceName) -> "QuerySet[CourtHearing]":
    return CourtHearing.objects.filter(force=force).select_related("case").defer("case__applied")


def _page(found: Sequence[CourtHearing], limit: int, by: str) -> Page:
    shown = found[:limit]
    after = Place(getattr(shown[-1], by), shown[-1].id) if len(found) > limit else None
    return Page(tuple(Listed(row.id, CaseId(row.case_id), row.case.reference, as_kept(row)) for row in shown), after)
