"""
The clocks of the Victims' Code over one cluster: what is due, what was told in time, and the events that they ask for.

Everything is decided by the rules of the duties; only the rows are never saved.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from waypost.access.queries import PageView
from waypost.base.values import CaseId, MessageId
from waypost.cases.operations import NewEvent
from waypost.cases.rehearsal import RehearsedRecord
from waypost.duties.proofs import told_by
from waypost.duties.rules import Matter, events_due, next_clocks, next_look, share_gone
from waypost.duties.values import Clock
from waypost.duties.wishes import duty_of, is_on_its_way, kind_of, must_call, reading_until, untold, update_by
from waypost.journeys.simulate.engine import Engine
from waypost.messages.queries import Telling
from waypost.worklist.values import ItemKind, RecordedCall

_EVENTS_A_LIFE = 5_000
_LONGEST_ITEM = 64


@dataclass
class _Kept:
    clocks: tuple[Clock, ...] = ()
    look_at: datetime | None = None


@dataclass
class RehearsedClocks:
    """
    `tellings` and `calls` return what was told about a case; `views` are the pages that people have opened, `looked_at`
    the cases whose clocks were made anew last.
    """

    engine: Engine
    record: RehearsedRecord
    tellings: Callable[[CaseId], Iterable[Telling]]
    calls: Sequence[RecordedCall]
    views: list[PageView] = field(default_factory=list)
    looked_at: set[CaseId] = field(default_factory=set)
    _kept: dict[CaseId, _Kept] = field(default_factory=dict)

    def next_at(self) -> datetime | None:
        """Return when a clock next asks for something, or ends."""
        return min((one.look_at for one in self._kept.values() if one.look_at is not None), default=None)

    def due(self, now: datetime) -> Sequence[CaseId]:
        """Return the cases whose clocks are to be looked at by now."""
        return [case_id for case_id, one in self._kept.items() if one.look_at is not None and one.look_at <= now]

    def look(self, case_id: CaseId, *, now: datetime) -> Sequence[NewEvent]:
        """Make the clocks of one case anew; return the events that they ask for and that nobody has made yet."""
        kept = self._kept.setdefault(case_id, _Kept())
        matter = self.matter(case_id, now=now)
        kept.clocks = next_clocks(kept.clocks, matter)
        kept.look_at = self._next_look(kept.clocks, matter, now=now)
        made = {(event.kind, event.person_ref, event.item) for event in matter.events}
        return [
            NewEvent(due.kind, due.at, person_ref=due.person_ref, item=due.item[:_LONGEST_ITEM], details=due.details)
            for due in events_due(kept.clocks, matter)
            if (due.kind, due.person_ref, due.item[:_LONGEST_ITEM]) not in made
        ]

    def untold(self, case_id: CaseId, *, now: datetime) -> frozenset[MessageId]:
        """Return the messages of a case that left and did not tell what is owed by now: the next channel tells it."""
        told, case = list(self.tellings(case_id)), self.record.case(case_id)
        owed = ((clock, duty_of(clock, self.engine.duties)) for clock in self._owed(case_id, now=now))
        return frozenset(
            one.message_id
            for clock, duty in owed
            if duty is not None
            for one in untold(clock, told, case, duty=duty, now=now)
        )

    def to_ring(self, case_id: CaseId, *, now: datetime) -> Sequence[Clock]:
        """
        Return the clocks about which somebody is asked to ring by now.

        Nobody is where the length is only ours, a call does not meet the duty, or another channel may still tell.
        """
        told, case = list(self.tellings(case_id)), self.record.case(case_id)
        return [
            clock
            for clock in self._owed(case_id, now=now)
            if (duty := duty_of(clock, self.engine.duties)) is not None
            and not duty.is_recommended
            and kind_of(duty) is ItemKind.CALL
            and not is_on_its_way(clock, told, case)
        ]

    def _owed(self, case_id: CaseId, *, now: datetime) -> Iterator[Clock]:
        """Yield the clocks of ours that do not wait for a message any more."""
        told, case = list(self.tellings(case_id)), self.record.case(case_id)
        for clock in self.of_case(case_id):
            duty = duty_of(clock, self.engine.duties)
            if duty is None or not duty.is_ours:
                continue
            soon = is_on_its_way(clock, told, case) or reading_until(clock, told, case, now=now) is not None
            gone, waits = share_gone(clock, now=now), update_by(clock, self.engine.duties, now=now)
            if must_call(clock, gone=gone, is_told_soon=soon) and waits is None:
                yield clock

    def known(self) -> Sequence[CaseId]:
        """Return the cases that have been looked at."""
        return list(self._kept)

    def of_case(self, case_id: CaseId) -> Sequence[Clock]:
        """Return the clocks of one case as they stood when it was last looked at."""
        return self._kept[case_id].clocks if case_id in self._kept else ()

    def _next_look(self, clocks: Sequence[Clock], matter: Matter, *, now: datetime) -> datetime | None:
        """Return when a clock has something to say next, or a message has been there long enough to have been read."""
        told = list(self.tellings(matter.case.case_id))
        reading = [reading_until(clock, told, matter.case, now=now) for clock in clocks if clock.state.is_open]
        duties = self.engine.duties
        updates = [update_by(clock, duties, now=now) for clock in clocks if clock.state.is_open]
        moments = [next_look(clocks, duties=duties, now=now), *reading, *updates]
        return min((moment for moment in moments if moment is not None), default=None)

    def matter(self, case_id: CaseId, *, now: datetime) -> Matter:
        """Return all that the clocks of a case are made of."""
        engine = self.engine
        views = [view for view in self.views if view.case_id == case_id]
        calls = [call for call in self.calls if call.case_id == case_id]
        return Matter(
            case=self.record.case(case_id),
            events=self.record.events_after(case_id, place=0, limit=_EVENTS_A_LIFE),
            told=tuple(told_by(list(self.tellings(case_id)), views, calls)),
            duties=engine.duties,
            groups=engine.groups,
            holidays=engine.holidays,
            now=now,
        )
