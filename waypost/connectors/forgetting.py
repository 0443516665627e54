"""An end for what stood aside: what belongs to a case goes with it, the rest by its age, as raw envelopes do."""

from datetime import datetime, timedelta

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.queries import references_held
from waypost.connectors.models import SetAside


def forget_asides(force: ForceName, *, keep_days: int, now: datetime) -> int:
    """
    Delete what was mended, and what no case has, so many days ago; return how many were never taken.

    What a case still waits for stays as long as the case does: its bytes are all that there is of a newer state.
    """
    old = now - timedelta(days=keep_days)
    with in_force(force):
        rows = SetAside.objects.filter(force=force)
        rows.filter(mended_at__lt=old).delete()
        untaken = rows.filter(mended_at=None, last_at__lt=old)
        held = references_held(set(untaken.values_list("reference", flat=True)), force=force)
        return untaken.exclude(reference__in=held).delete()[0]
