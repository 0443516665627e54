"""A case that its own source has no more: nobody knows what is so of it, so nothing goes out by itself."""

from collections.abc import Sequence
from datetime import datetime

from waypost.base.scope import in_force
from waypost.cases.intake.pausing import Pause, pause_cases
from waypost.cases.models import Case
from waypost.cases.values import CaseKind, SourceFacts

GONE = "gone"
"""The section under which it is held. It is released when the source shows the case again."""

_SENTENCE = (
    "The crime system does not have this case any more. Find out whether it was deleted, merged or sealed there, and"
    " whether the victim has to be told anything."
)


def hold_gone(source: SourceFacts, references: Sequence[str], *, now: datetime) -> None:
    """
    Hold the cases of a polled source that it does not show any more.

    One that was merged into another is told of there, and what is left of it may well be deleted: it is not held.
    """
    with in_force(source.force):
        left = sorted(set(references) - _merged(source, references))
        pause_cases(source, [Pause(each, _SENTENCE) for each in left], section=GONE, now=now)


def _merged(source: SourceFacts, references: Sequence[str]) -> set[str]:
    rows = Case.objects.filter(
        force=source.force, source_id=source.id, kind=CaseKind.CRIME, reference__in=list(references)
    )
    merged = rows.filter(applied__merged_into__isnull=False).exclude(applied__merged_into="")
    return set(merged.values_list("reference", flat=True))
