"""What is held in a case, in words for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.models import HeldItem


@dataclass(frozen=True)
class Held:
    """
    One thing that pauses a case's automatic messages: since when, and what to do about it.

    `section`, `item` and `field` say where in the record it is, all empty where it is the whole; no value of it.
    """

    section: str
    item: str
    field: str
    sentence: str
    since: datetime


def held_in_case(case_id: CaseId, *, force: ForceName) -> Sequence[Held]:
    """Return what is held in a case now, the oldest first."""
    with in_force(force):
        rows = HeldItem.objects.filter(force=force, case_id=case_id, released_at=None).order_by("held_at", "id")
        return [Held(row.section, row.item, row.field, row.sentence, row.held_at) for row in rows]
