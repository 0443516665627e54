"""A newer state of a case that could not be read: what we hold may be out of date, so nothing goes out by itself."""

from collections.abc import Mapping
from datetime import datetime

from waypost.base.scope import in_force
from waypost.cases.intake.pausing import pause_cases
from waypost.cases.values import SourceFacts

UNREADABLE = "snapshot"
"""The section under which it is held. The next revision that can be read releases it."""


def hold_unreadable(source: SourceFacts, errors: Mapping[str, str], *, now: datetime) -> None:
    """
    Hold the source's cases whose newest state could not be read; `errors` says why, by reference.

    A sender of events hears of a fault and mends it; a polled source hears nothing, and a flag that was set in
    the crime system would go unseen. A reference that we do not hold yet needs nothing.
    """
    sentences = {
        reference: f"The crime system's newest state cannot be read: {error}" for reference, error in errors.items()
    }
    with in_force(source.force):
        pause_cases(source, sentences, section=UNREADABLE, now=now)
