"""What was set aside of all sources of a force, and another try, for the pages of staff. As `cases.set_asides`."""

from collections.abc import Sequence
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases import set_asides as seen_from_below
from waypost.cases.sources import sources_of_force
from waypost.connectors.models import SetAside
from waypost.connectors.set_aside import next_try_at


def waiting(*, force: ForceName, after: int, limit: int) -> Sequence[seen_from_below.SetAside]:
    """As `cases.set_asides.SetAsides`."""
    names = {source.id: source.name for source in sources_of_force(force)}
    with in_force(force):
        rows = SetAside.objects.filter(force=force, source_id__in=names, mended_at=None, id__gt=after).defer("raw")
        return [
            seen_from_below.SetAside(
                aside_id=row.id,
                source=names[row.source_id],
                error=row.error,
                tries=row.tries,
                first_at=row.first_at,
                last_at=row.last_at,
                is_parked=row.parked_at is not None,
            )
            for row in rows.order_by("id")[:limit]
        ]


def try_again(ids: Sequence[int], *, force: ForceName, by: Actor, now: datetime) -> int:
    """
    As `cases.set_asides.SetAsides`: they begin anew, and the next look tries them.

    Whoever asks does not wait for it: what a system sends can take minutes to be read.
    """
    long_ago = now - (next_try_at(tries=1, last_at=now) - now)
    with in_force(force):
        rows = SetAside.objects.filter(force=force, id__in=list(ids), mended_at=None)
        found = sorted(rows.values_list("id", flat=True))
        rows.filter(id__in=found).update(tries=0, parked_at=None, last_at=long_ago)
        if found:
            fields = [str(one) for one in found]
            record_audit(Action.RECORDS_TRIED_AGAIN, by=by, force=force, now=now, fields=fields)
        return len(found)
