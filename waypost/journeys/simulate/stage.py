"""
The virtual clock over the records of one cluster.

Nothing happens between the moments at which something is due: a snapshot, the end of a wait, a message's hour. At each,
snapshots are taken, cases decided and messages delivered, round after round until nothing is left to do at that moment,
as workers would.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from waypost.base.clock import LONDON
from waypost.base.values import CaseId
from waypost.cases.operations import NewEvent
from waypost.cases.rehearsal import RehearsedRecord
from waypost.duties.rules import Matter
from waypost.journeys.facts_of_case import Frame, journey_facts
from waypost.journeys.operations.batch import Batch
from waypost.journeys.operations.deadlines import cases_with_duties
from waypost.journeys.operations.telling import runs_taken_back, wanted_messages
from waypost.journeys.rules import Situation, decide
from waypost.journeys.runs import Plan, RunFacts, RunKey
from waypost.journeys.simulate.clocks import RehearsedClocks
from waypost.journeys.simulate.engine import Engine
from waypost.journeys.simulate.officers import Officers
from waypost.journeys.simulate.outcomes import Rehearsed
from waypost.journeys.simulate.snapshots import Incoming
from waypost.journeys.simulate.telling import Teller
from waypost.messages.rehearsal import RehearsedMailbox
from waypost.messages.rehearsed_desk import RehearsedDesk, tellings
from waypost.messages.values import Intent

_EVENTS_A_CASE: Final = 200
_EVENTS_A_LIFE: Final = 5_000
_MOST_ROUNDS: Final = 1000


class NeverQuiet(RuntimeError):
    """At one moment there was always something more to do: a journey and its own messages call each other."""


@dataclass(frozen=True)
class Deed:
    """Something that somebody does at a moment, beside what snapshots say: an officer answers, a victim opts out."""

    at: datetime
    do: Callable[["Stage", datetime], None]


@dataclass
class _Acting:
    """One case while it is played: how far its events are read, its runs, and when it is looked at next."""

    place: int = 0
    runs: dict[RunKey, RunFacts] = field(default_factory=dict)
    wake_at: datetime | None = None


def rehearse(engine: Engine, events: Sequence[Incoming]) -> Rehearsed:
    """Return what becomes of the events of one cluster, which come in the order of virtual time."""
    return Stage(engine).play(events)


class Stage:
    """One cluster under one engine."""

    def __init__(self, engine: Engine) -> None:
        """Set the stage: nothing is held, and no time has passed."""
        self._engine = engine
        self.record = RehearsedRecord(engine.settings.name, rules=engine.rules)
        self.mailbox = RehearsedMailbox(
            engine.settings,
            library=engine.library,
            groups=engine.groups,
            facts=self.record.delivery_facts,
            stops=engine.stops,
        )
        self.desk = RehearsedDesk(self.mailbox)
        self.clocks = RehearsedClocks(
            engine, self.record, tellings=lambda case_id: tellings(self.mailbox, case_id), calls=self.desk.calls
        )
        self.officers = Officers(self.desk, self.clocks, engine.officers_at)
        self._cases: dict[CaseId, _Acting] = {}
        self._touched: set[CaseId] = set()
        self._run_ids: dict[tuple[CaseId, RunKey], int] = {}
        self._rehearsed = Rehearsed()
        self._teller = Teller(engine, self.record, self._rehearsed)

    def play(self, events: Sequence[Incoming | Deed]) -> Rehearsed:
        """Take the events and deeds, in the order of their time, and let time pass until nothing is due any more."""
        coming = deque(events)
        while (now := self._next_moment(coming)) is not None:
            while coming and coming[0].at <= now:
                coming_in = coming.popleft()
                if isinstance(coming_in, Deed):
                    coming_in.do(self, now)
                    self._teller.tell_moves(self.mailbox, now=now)
                else:
                    self._take(coming_in, now)
            if self.officers.next_at is not None and self.officers.next_at <= now:
                self.touch(self.officers.work(now))
                self._teller.tell_moves(self.mailbox, now=now)
            self._settle(now)
        self._teller.close(self.mailbox)
        return self._rehearsed

    def note(self, case_id: CaseId, event: NewEvent, *, now: datetime) -> None:
        """Put an event whose origin is Waypost on the timeline of a case, and look at the case again."""
        self.record.append_event(case_id, event, now=now)
        self.mailbox.forget()
        self._wake([case_id], now)

    def touch(self, case_ids: Collection[CaseId]) -> None:
        """Let the clocks of these cases be made anew: something was told, or read."""
        self._touched |= set(case_ids)

    def _next_moment(self, coming: Sequence[Incoming | Deed]) -> datetime | None:
        arrives_at = coming[0].at if coming else None
        horizon = arrives_at or self._engine.until + timedelta(seconds=1)
        moments = [case.wake_at for case in self._cases.values()]
        moments += [arrives_at, self.mailbox.next_at(before=horizon), self.clocks.next_at(), self.officers.next_at]
        due = min((moment for moment in moments if moment is not None), default=None)
        return due if due is not None and due <= self._engine.until else None

    def _take(self, event: Incoming, now: datetime) -> None:
        taken, changed = self.record.take(event.id, event.snapshot, source=event.source, now=now)
        self._rehearsed.taken[taken] += 1
        self._wake(changed, now)
        if changed:
            # What is known of one case may hold or lift a message of another that is linked with it.
            self.mailbox.forget()

    def _settle(self, now: datetime) -> None:
        for _ in range(_MOST_ROUNDS):
            if not self._act(now) and not self._ask_clocks(now):
                self.officers.notice(self.clocks.looked_at, now=now)
                return
        raise NeverQuiet

    def _act(self, now: datetime) -> bool:
        """Decide what is due and let leave what may; return whether there was anything."""
        due = [case_id for case_id, case in self._cases.items() if case.wake_at is not None and case.wake_at <= now]
        if due:
            self._decide(due, now)
        delivered = self.mailbox.deliver(now)
        self._teller.tell_moves(self.mailbox, now=now)
        self._touched.update(delivered.told)
        for case_id, event in delivered.events:
            self.record.append_event(case_id, event, now=now)
            self._wake([case_id], now)
        return bool(due or delivered.count)

    def _ask_clocks(self, now: datetime) -> bool:
        """Make the clocks anew of what has changed; return whether they have asked for anything."""
        if not self._engine.with_clocks:
            return False
        looked_at = self._touched | set(self.clocks.due(now))
        self._touched, self.clocks.looked_at = set(), looked_at or self.clocks.looked_at
        asked = [(case_id, event) for case_id in sorted(looked_at) for event in self.clocks.look(case_id, now=now)]
        for case_id, event in asked:
            self.record.append_event(case_id, event, now=now)
            self._wake([case_id], now)
        untold = {message_id for case_id in looked_at for message_id in self.clocks.untold(case_id, now=now)}
        carried = self.mailbox.climb_untold(untold, now=now) if untold else frozenset()
        self._teller.tell_moves(self.mailbox, now=now)
        return bool(asked or carried)

    def _decide(self, due: Sequence[CaseId], now: datetime) -> None:
        situations = {case_id: self._situation(case_id, now) for case_id in due}
        plans = {case_id: decide(situation, now=now) for case_id, situation in situations.items()}
        self._keep_runs(plans)
        batch = Batch(self._engine.settings.name, now, situations, plans, self._run_ids)
        self.mailbox.supersede(runs_taken_back(batch), reason="run_ended", now=now)
        self.mailbox.reconsider(due, now=now)
        self._teller.tell_moves(self.mailbox, now=now)
        planned = self.mailbox.plan(self._wanted(batch, now), now=now, name=self._teller.name)
        self._teller.tell_plans(batch, planned, self.mailbox)
        for case_id, plan in plans.items():
            case = self._cases[case_id]
            case.place, case.wake_at = plan.place, now if situations[case_id].has_more else plan.wake_at

    def _wanted(self, batch: Batch, now: datetime) -> Sequence[Intent]:
        engine = self._engine
        deadlines = {
            case_id: Matter(
                case=self.record.case(case_id),
                events=self.record.events_after(case_id, place=0, limit=_EVENTS_A_LIFE),
                told=(),
                duties=engine.duties,
                groups=engine.groups,
                holidays=engine.holidays,
                now=now,
            )
            for case_id in cases_with_duties(batch)
        }
        return wanted_messages(batch, deadlines=deadlines)

    def _situation(self, case_id: CaseId, now: datetime) -> Situation:
        engine, case = self._engine, self._cases[case_id]
        events = self.record.events_after(case_id, place=case.place, limit=_EVENTS_A_CASE)
        today, young_people = now.astimezone(LONDON).date(), engine.settings.young_people
        frame = Frame(engine.groups, today, engine.holidays, young_people)
        return Situation(
            facts=journey_facts(self.record.case(case_id), frame),
            journeys=engine.journeys,
            followed=engine.followed,
            phases=engine.settings.phases,
            paused=frozenset(),
            runs=list(case.runs.values()),
            place=case.place,
            events=events,
            holidays=engine.holidays,
            has_more=len(events) == _EVENTS_A_CASE,
            texts=engine.texts,
        )

    def _keep_runs(self, plans: Mapping[CaseId, Plan]) -> None:
        for case_id, run in _runs_of(plans):
            run_id = self._run_ids.setdefault((case_id, run.key), len(self._run_ids) + 1)
            self._cases[case_id].runs[run.key] = replace(run, id=run_id)
            self._teller.follow(case_id, run_id, run)

    def _wake(self, case_ids: Sequence[CaseId] | set[CaseId], now: datetime) -> None:
        for case_id in sorted(case_ids):
            self._cases.setdefault(case_id, _Acting()).wake_at = now
            self._touched.add(case_id)


def _runs_of(plans: Mapping[CaseId, Plan]) -> Iterator[tuple[CaseId, RunFacts]]:
    for case_id, plan in plans.items():
        for run in plan.runs:
            yield case_id, run
