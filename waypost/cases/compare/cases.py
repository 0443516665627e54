"""What changed between two revisions of a recorded crime. Read `compare` first."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from waypost.cases.applied import SECTIONS, AppliedCase
from waypost.cases.compare.court import changes_of_hearings
from waypost.cases.compare.items import (
    changes_of_appointments,
    changes_of_entries,
    changes_of_facts,
    changes_of_property,
    changes_of_tasks,
)
from waypost.cases.compare.people import changes_of_people
from waypost.cases.compare.record import changes_of_record
from waypost.cases.compare.values import Change, ChangeKind, Pair, in_order

# Which sections each rule reads: it is asked only if one of them differs.
_RULES: Final[tuple[tuple[tuple[str, ...], Callable[[Pair[AppliedCase]], Iterator[Change]]], ...]] = (
    (("record", "flags", "officers"), changes_of_record),
    (("people",), changes_of_people),
    (("facts",), changes_of_facts),
    (("appointments",), changes_of_appointments),
    (("property",), changes_of_property),
    (("hearings",), changes_of_hearings),
    (("entries",), changes_of_entries),
    (("tasks",), changes_of_tasks),
)


def compare(
    before: AppliedCase | None, after: AppliedCase, *, seen_at: datetime, backlog_days: int
) -> tuple[Change, ...]:
    """
    Return what happened between two revisions, in the order in which it happened.

    A case seen for the first time (`before` is None) is compared with an empty one and begins
    with `crime.recorded`; if it was recorded more than `backlog_days` before `seen_at`, its
    state is taken as known and `case.backlog` is all that is returned.

    Each change says when the force learned it: what the source says, else when it made this revision.
    Simultaneous changes have a fixed order, what bears on safety first.
    """
    if before is None and seen_at - after.recorded_at > timedelta(days=backlog_days):
        return in_order([Change(ChangeKind.CASE_BACKLOG.value, after.recorded_at)], learned_at=after.updated_at)
    pair = Pair(before or _empty(after), after, is_first_sight=before is None)
    changes = (change for sections, rule in _RULES if _differ(pair, sections) for change in rule(pair))
    return in_order(changes, learned_at=after.updated_at)


def _empty(after: AppliedCase) -> AppliedCase:
    """Return the case of which nothing is known but its reference."""
    known: dict[str, Any] = {
        "format": after.format,
        "reference": after.reference,
        "force": after.force,
        "recorded_at": None,
        "offence": after.offence,
        "status": None,
    }
    return AppliedCase.model_construct(**known)


def _differ(pair: Pair[AppliedCase], sections: tuple[str, ...]) -> bool:
    fields = (field for section in sections for field in SECTIONS[section])
    return any(getattr(pair.before, field) != getattr(pair.after, field) for field in fields)
