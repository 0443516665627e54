"""Which cases of a force are due, and the daily run over them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import DateTimeField, F, OuterRef, Subquery

from waypost.access.queries import force_settings
from waypost.access.values import Actor
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.operations import erase_due
from waypost.cases.erasing.retention import Ended, Retention, for_all, retention_on
from waypost.cases.erasing.room import OVER
from waypost.cases.erasing.rooms import reasons_to_keep
from waypost.cases.erasing.values import Kept, Order
from waypost.cases.models import Case, TimelineEvent
from waypost.cases.offences import offence_groups

WHY = "The time that our copy is kept is over."
_AT_ONCE = 100


@dataclass(frozen=True)
class Due:
    """A case whose time is over; `kept` is why it is not erased all the same, empty where it is."""

    case_id: CaseId
    reference: str
    quiet_since: datetime
    days: int
    kept: frozenset[Kept]


def retention_of(force: ForceName, *, now: datetime) -> Retention:
    """
    Return how long the force keeps its copies now: what it has set for all, else what the content says.

    :raises BadRetention: if the content has a fault.
    """
    today = now.astimezone(LONDON).date()
    own = force_settings(force).keep_closed_days
    return for_all(own, day=today) if own else retention_on(today, content=settings.CONTENT_DIR)


def due_cases(force: ForceName, *, now: datetime) -> Iterator[Sequence[Due]]:
    """Yield the cases whose time is over, in batches, each with what stands against its erasure."""
    rule = retention_of(force, now=now)
    last = 0
    while True:
        with in_force(force):
            batch, last = _batch(rule, force=force, after=last, now=now)
        if batch:
            yield batch
        if not last:
            return


def run(force: ForceName, *, by: Actor, now: datetime) -> int:
    """Erase what is due and what nothing stands against; return how many cases. A batch is one transaction."""
    order = Order(force, WHY, by, now)
    batches = ([one.case_id for one in batch if not one.kept] for batch in due_cases(force, now=now))
    return sum(erase_due(batch, order) for batch in batches if batch)


def _batch(rule: Retention, *, force: ForceName, after: int, now: datetime) -> tuple[Sequence[Due], int]:
    """Return the due ones of the next closed cases, and the last id looked at, 0 at the end."""
    oldest = now - timedelta(days=rule.shortest_days)
    newest_event = TimelineEvent.objects.filter(case_id=OuterRef("id"), number=OuterRef("events")).values("seen_at")
    rows = Case.objects.filter(
        force=force, id__gt=after, status__in=OVER, seen_at__lt=oldest, applied__isnull=False
    ).order_by("id")
    read = list(
        rows.annotate(last_at=Subquery(newest_event[:1], output_field=DateTimeField())).values_list(
            "id", "reference", "kind", "status", "group", "last_at", F("seen_at")
        )[:_AT_ONCE]
    )
    found = [(CaseId(row[0]), row[1], _ended(row[2], row[3], row[4], max(filter(None, row[5:])))) for row in read]
    due = [one for one in found if rule.is_due(one[2], now=now)]
    kept = reasons_to_keep([case_id for case_id, _, _ in due], force=force) if due else {}
    batch = [
        Due(case_id, reference, ended.quiet_since, rule.days(ended), frozenset(kept.get(case_id, ())))
        for case_id, reference, ended in due
    ]
    return batch, read[-1][0] if len(read) == _AT_ONCE else 0


def _ended(kind: str, status: str, group: str, quiet_since: datetime) -> Ended:
    known = offence_groups().get(group)
    return Ended(kind, status, known.family if known else "", quiet_since)
