"""What a replay holds, in plain words for the person at the terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from waypost.connectors.police_uk.replay import Sorted
from waypost.connectors.police_uk.values import (
    CASE_EVENT,
    INCIDENT_EVENT,
    Crime,
    SkipReason,
    Story,
    VictimKind,
)


@dataclass(slots=True)
class Written:
    """Counts of what was written."""

    snapshots: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)

    def count(self, story: Story, index: int) -> None:
        """Count one snapshot, and once a story what was planted in it."""
        self.snapshots[story.event_type] += 1
        if index == 0:
            self.planted.update(story.planted)


def closing_summary(rows: Sorted, *, written: Written) -> Iterator[str]:
    """Yield the lines of the summary."""
    yield _rows_line(rows)
    cases, incidents = written.snapshots[CASE_EVENT], written.snapshots[INCIDENT_EVENT]
    yield f"{cases + incidents:,} snapshots written: {cases:,} of cases, {incidents:,} of incidents."
    yield f"Rows skipped: {_listed(rows.skipped)}."
    yield f"Made bad on purpose: {_listed(written.planted)}."


def _rows_line(rows: Sorted) -> str:
    crimes = [each for each in rows.found if isinstance(each, Crime)]
    nobody = sum(1 for crime in crimes if crime.victim is VictimKind.NOBODY)
    incidents, skipped = len(rows.found) - len(crimes), rows.skipped.total()
    return (
        f"{len(rows.found) + skipped:,} rows read: {len(crimes) - nobody:,} crimes with a victim, "
        f"{nobody:,} crimes without a personal victim, {incidents:,} incidents of antisocial behaviour, "
        f"{skipped:,} skipped."
    )


def _listed(counts: Mapping[str, int] | Mapping[SkipReason, int]) -> str:
    # By number, then by name: the same replay gives the same line.
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {number:,}" for name, number in ordered) or "none"
