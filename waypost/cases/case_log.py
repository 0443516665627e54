"""What one case's record holds in time: its newest events, and the log entries to and from its people."""

from collections.abc import Sequence
from dataclasses import replace

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.applied import AppliedCase, applied_of
from waypost.cases.facts import thread_entry
from waypost.cases.models import Case, TimelineEvent
from waypost.cases.values import CaseKind, ThreadEntry, TimelineEntry

_COLUMNS = ("number", "kind", "at", "received_at", "seen_at", "person_ref", "item", "details")


def newest_events(case_id: CaseId, *, force: ForceName, before: int | None, limit: int) -> Sequence[TimelineEntry]:
    """Return up to `limit` events of one case, the newest first; `before` is a number, None: from the newest on."""
    with in_force(force):
        rows = TimelineEvent.objects.filter(force=force, case_id=case_id)
        if before is not None:
            rows = rows.filter(number__lt=before)
        return [TimelineEntry(*row) for row in rows.order_by("-number").values_list(*_COLUMNS)[:limit]]


def log_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[ThreadEntry]:
    """
    Return the log entries to and from all people of a case, the oldest first, in one query.

    What names nobody is the only victim's, where there is only one. A control room has no such log.
    """
    with in_force(force):
        rows = Case.objects.filter(force=force, id=case_id, kind=CaseKind.CRIME, applied__isnull=False)
        document = rows.values_list("applied", flat=True).first()
    applied = applied_of(document, is_incident=False) if document else None
    if not isinstance(applied, AppliedCase):
        return []
    victims = applied.victims()
    only = victims[0].id if len(victims) == 1 else None
    entries = [thread_entry(item) for item in sorted(applied.entries, key=lambda item: (item.at, item.id))]
    return [entry if entry.person_ref else replace(entry, person_ref=only) for entry in entries]
