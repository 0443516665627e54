"""A newer state of a case that could not be read: what we hold may be out of date, so nothing goes out by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from waypost.base.scope import in_force
from waypost.cases.intake.pausing import Pause, number_of, pause_cases
from waypost.cases.values import CaseKind, SourceFacts

UNREADABLE = "snapshot"
"""The section under which it is held. The next revision that can be read releases it."""


@dataclass(frozen=True)
class Unread:
    """A state that was sent and could not be taken: what it is of, its number as it was sent, and why."""

    reference: object
    kind: CaseKind
    revision: object
    error: str


def hold_unreadable(source: SourceFacts, errors: Mapping[str, str], *, now: datetime) -> None:
    """
    Hold the source's cases whose newest state could not be read; `errors` says why, by reference.

    Otherwise a flag that was set there would go unseen. A reference that we do not hold yet needs nothing.
    """
    pauses = [Pause(reference, _sentence(error)) for reference, error in errors.items()]
    with in_force(source.force):
        pause_cases(source, pauses, section=UNREADABLE, now=now)


def hold_unread(source: SourceFacts, unread: Collection[Unread], *, now: datetime) -> None:
    """
    Hold the source's cases of which a newer state was sent that could not be taken, until that one, or a newer, is.

    A sender hears of a fault and mends it; until then, or where nobody listens, what we hold may be out of date.
    """
    pauses = [
        Pause(one.reference, _sentence(one.error), one.kind, number_of(one.revision))
        for one in unread
        if isinstance(one.reference, str)
    ]
    if pauses:
        with in_force(source.force):
            pause_cases(source, pauses, section=UNREADABLE, now=now)


def is_awaited(section: str, value: str, *, revision: int) -> bool:
    """Whether what is held under a section and value waits for a newer state than this one."""
    return section == UNREADABLE and value.isdecimal() and int(value) > revision


def _sentence(error: str) -> str:
    return f"The crime system's newest state cannot be read: {error}"
