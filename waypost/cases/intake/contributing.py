"""The contributions of one source while they are joined to cases that are locked."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from waypost.base.sets import insert_rows
from waypost.cases.applied import AppliedCase
from waypost.cases.contribution_models import ContributedState
from waypost.cases.contributions.joining import part_of
from waypost.cases.contributions.names import SECTIONS, held_section, names
from waypost.cases.folding import Rules, without_part
from waypost.cases.intake.held_contributions import is_unreadable, means_several
from waypost.cases.intake.meant import Meant
from waypost.cases.intake.opened import Open
from waypost.cases.intake.waiting import contribute, fold_state
from waypost.cases.screening import HeldItem
from waypost.cases.values import SourceFacts, SourceState

Items = list[dict[str, Any]]

_UPDATED = ("case", "state", "items", "digest", "received_at")


@dataclass
class Batch:
    """
    What one source says; `cases` are locked, by our id, `meant` the cases by reference, `states` what it said before.

    `counts` says what became of each contribution that was taken.
    """

    source: SourceFacts
    rules: Rules
    now: datetime
    cases: Mapping[int, Open]
    meant: Mapping[str, tuple[Meant, ...]]
    states: dict[tuple[str, str], ContributedState]
    counts: Counter[str] = field(default_factory=Counter)
    kept: set[tuple[str, str]] = field(default_factory=set)

    def write_states(self) -> None:
        """Write down what the source says now, and what became of it."""
        rows = [_as_new(self.states[key]) for key in sorted(self.kept)]
        insert_rows(rows, unique=["source", "reference", "section"], update=_UPDATED)

    def changed(self) -> Sequence[Open]:
        """Return the cases that have something new."""
        return sorted((case for case in self.cases.values() if case.is_changed), key=lambda case: case.row.id)

    def take(self, reference: str, section: str, items: Items) -> None:
        """Take the newest state of one section, whose shape is sound."""
        self.counts[self._take(self._state(reference, section), items)] += 1

    def refuse(self, reference: str, section: str, *, why: str) -> None:
        """Hold the cases of which a newer state cannot be read; a source in shadow holds nothing."""
        if section not in SECTIONS or self._is_in_shadow():
            return
        for case, _ in self._cases(reference):
            self._hold(case, is_unreadable(section, source=self.source.id, reference=reference, why=why))
        state = self.states.get((reference, section))
        if state is not None:
            # The next one is taken even where it is the one that we had: that releases the case.
            self._keep(state, digest="")

    def _take(self, state: ContributedState, items: Items) -> str:
        if self._was_erased(state.reference):
            # Nothing that was erased comes back by another door.
            return "unchanged"
        if self._is_in_shadow():
            self._keep(state, state="shadow", items=items, digest="")
            return "waiting"
        found = self._cases(state.reference)
        self._leave(state, unless=[case.row.id for case, _ in found])
        if not found:
            self._keep(state, state="waiting", items=items, digest="")
            return "waiting"
        if len(found) > 1:
            return self._hold_several(state, items, [case for case, _ in found])
        case, meant = found[0]
        digest = _digest(items)
        if (state.state, state.case_id, state.digest) == ("joined", case.row.id, digest):
            return "unchanged"
        return self._join(state, items, digest, case, meant)

    def _join(self, state: ContributedState, items: Items, digest: str, case: Open, meant: Meant) -> str:
        section = held_section(state.section, source=self.source.id, reference=state.reference)
        if state.state == "shadow":
            # What it said in shadow is known and was told to nobody: only what is new since is news.
            before = fold_state(state, onto=case, merged=meant.merged, rules=self.rules, now=self.now)
            contribute(case, before, section=section, is_news=False, now=self.now)
        state.items = items
        folded = fold_state(state, onto=case, merged=meant.merged, rules=self.rules, now=self.now)
        contribute(case, folded, section=section, is_news=True, now=self.now)
        self._keep(state, state="joined", case_id=case.row.id, digest="" if folded.held else digest)
        return "held" if folded.held else "applied"

    def _hold_several(self, state: ContributedState, items: Items, cases: Sequence[Open]) -> str:
        for case in cases:
            self._hold(case, means_several(state.section, source=self.source.id, reference=state.reference))
        self._keep(state, state="several", items=items, digest="")
        return "held"

    def _leave(self, state: ContributedState, *, unless: Collection[int]) -> None:
        """Take what stands in a case that is not meant any more out of it."""
        if state.case_id is None or state.case_id in unless:
            return
        case = self.cases.get(state.case_id)
        part = _part_in(case, self.source.id, state.reference)
        if case is not None and part is not None and isinstance(case.applied, AppliedCase):
            folded = without_part(part, onto=case.applied, rules=self.rules, seen_at=self.now)
            for section in SECTIONS:
                where = held_section(section, source=self.source.id, reference=state.reference)
                contribute(case, folded, section=where, is_news=section == SECTIONS[0], now=self.now)
        state.case_id = None

    def _hold(self, case: Open, item: HeldItem) -> None:
        case.contributed[item.section] = (item,)
        case.is_changed = True

    def _keep(self, row: ContributedState, **values: object) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        row.received_at = self.now
        self.states[row.reference, row.section] = row
        self.kept.add((row.reference, row.section))

    def _state(self, reference: str, section: str) -> ContributedState:
        known = self.states.get((reference, section))
        return known or ContributedState(
            force=self.source.force, source_id=self.source.id, reference=reference, section=section, state="waiting"
        )

    def _cases(self, reference: str) -> Sequence[tuple[Open, Meant]]:
        """Return the cases that a reference means, now that they are locked."""
        found = ((self.cases.get(meant.case_id), meant) for meant in self.meant.get(reference, ()))
        return [
            (case, meant)
            for case, meant in found
            if case is not None
            and isinstance(case.applied, AppliedCase)
            and (meant.merged or names(case.applied, reference))
        ]

    def _was_erased(self, reference: str) -> bool:
        found = (self.cases.get(meant.case_id) for meant in self.meant.get(reference, ()))
        return any(case.was_erased for case in found if case is not None)

    def _is_in_shadow(self) -> bool:
        return self.source.state is not SourceState.LIVE


def _as_new(row: ContributedState) -> ContributedState:
    # In one set with rows that are there; which of them are, the database finds by what they are about.
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    return ContributedState(**values)


def _part_in(case: Open | None, source: int, reference: str) -> Any:
    applied = case.applied if case else None
    return part_of(applied, source=source, reference=reference) if isinstance(applied, AppliedCase) else None


def _digest(items: Items) -> str:
    return hashlib.sha256(json.dumps(items, sort_keys=True, default=str).encode()).hexdigest()
