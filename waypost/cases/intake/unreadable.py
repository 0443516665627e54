"""A newer state of a case that could not be read: what we hold may be out of date, so nothing goes out by itself."""

from collections.abc import Mapping
from datetime import datetime

from waypost.base.scope import in_force
from waypost.cases.models import Case, HeldItem
from waypost.cases.values import SourceFacts

UNREADABLE = "snapshot"
"""The section under which it is held. The next revision that can be read releases it."""


def hold_unreadable(source: SourceFacts, errors: Mapping[str, str], *, now: datetime) -> None:
    """
    Hold the source's cases whose newest state could not be read; `errors` says why, by reference.

    A sender of events hears of a fault and mends it; a polled source hears nothing, and a flag that was set in
    the crime system would go unseen. A reference that we do not hold yet needs nothing.
    """
    with in_force(source.force):
        cases = (
            Case.objects.select_for_update()
            .filter(force=source.force, source_id=source.id, reference__in=list(errors))
            .order_by("reference")
        )
        for case in cases:
            _, is_new = HeldItem.objects.get_or_create(
                force=source.force,
                case_id=case.id,
                section=UNREADABLE,
                item="",
                field="",
                value="",
                released_at=None,
                defaults={
                    "sentence": f"The crime system's newest state cannot be read: {errors[case.reference]}"[:400],
                    "revision": case.revision,
                    "held_at": now,
                },
            )
            # Without a hash the next state is folded even where it is the one that we hold: that releases the case.
            Case.objects.filter(id=case.id).update(held=case.held + is_new, content_hash="")
