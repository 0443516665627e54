"""Until when one clock runs, where the length changes midway because enhanced rights come or go."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from waypost.duties.duty import Duty, Spell
from waypost.duties.rules.enhanced import spell_at
from waypost.duties.rules.lengths import earlier, end_of


@dataclass(frozen=True)
class Ends:
    """Until when a clock runs, and whether in the length of enhanced rights."""

    due_at: datetime | None
    enhanced: bool


@dataclass(frozen=True)
class Ending:
    """
    The end of one clock, as a question of when one asks.

    While somebody has enhanced rights it is due at the earlier of the standard end and the enhanced length, counted
    from the start or from when the rights came, whichever is later. When they go it is the standard end again, unless
    it was late before: what was owed then and not done stays late. *Source:* ADR 16.
    """

    duty: Duty
    starts_at: datetime
    spells: Sequence[Spell]
    holidays: Set[date]

    def at(self, moment: datetime) -> Ends:
        """Return the end as it was known at a moment."""
        standard = end_of(self.duty.standard, self.starts_at, holidays=self.holidays)
        spell = spell_at(self.spells, moment)
        if spell is None:
            return Ends(standard, enhanced=False)
        from_ = max(self.starts_at, spell.since)
        return Ends(earlier(standard, end_of(self.duty.enhanced, from_, holidays=self.holidays)), enhanced=True)

    def breached_at(self, *, until: datetime) -> datetime | None:
        """Return the first moment up to `until`, that one included, at which it was late; None where it never was."""
        for since, before in self._stretches():
            late = self.at(since).due_at
            if late is not None and (before is None or late < before):
                return late if late <= until else None
        return None

    def _stretches(self) -> Iterator[tuple[datetime, datetime | None]]:
        """Yield from when until when the end does not change."""
        moments = {moment for spell in self.spells for moment in (spell.since, spell.until) if moment is not None}
        starts = [self.starts_at, *sorted(moment for moment in moments if moment > self.starts_at)]
        yield from zip(starts, [*starts[1:], None], strict=True)
