"""What a pass has made of a case so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from waypost.base.values import PersonId
from waypost.cases.values import TimelineEntry
from waypost.journeys.rules.conditions import all_hold
from waypost.journeys.rules.moments import moment_of
from waypost.journeys.rules.situation import Situation
from waypost.journeys.runs import Decided, RunFacts, RunKey, SendIntent, TaskIntent, What
from waypost.journeys.values import Condition, Journey, Moment


@dataclass(frozen=True)
class Wish:
    """A message that is wanted; `may_join` says whether other news for the same person may come in one with it."""

    intent: SendIntent
    may_join: bool


@dataclass
class Working:
    """Runs while one case is decided; `read_up_to` is the last event that has been read."""

    situation: Situation
    now: datetime
    runs: dict[RunKey, RunFacts]
    read_up_to: int
    closing: frozenset[PersonId] = frozenset()
    """Whose window for news ends in this pass."""
    changed: set[RunKey] = field(default_factory=set)
    wishes: list[Wish] = field(default_factory=list)
    tasks: list[TaskIntent] = field(default_factory=list)
    trace: list[Decided] = field(default_factory=list)

    @property
    def live(self) -> Sequence[RunFacts]:
        """The runs that go on."""
        return [run for run in self.runs.values() if run.is_live]

    @property
    def acting(self) -> Sequence[RunFacts]:
        """The runs that go on, without those of paused journeys."""
        return [run for run in self.live if not self.situation.is_paused(self.journey_of(run))]

    def journey_of(self, run: RunFacts) -> Journey:
        """Return the version that the run follows."""
        return self.situation.journey_of(run)

    def moment(self, moment: Moment, run: RunFacts) -> datetime | None:
        """Return a moment as the case has it now, or None where its date is gone."""
        return moment_of(moment, facts=self.situation.facts, run=run, holidays=self.situation.holidays)

    def all_hold(self, conditions: Sequence[Condition], run: RunFacts) -> bool:
        """Return whether all conditions hold for the run now."""
        return all_hold(conditions, facts=self.situation.facts, run=run)

    def put(self, run: RunFacts) -> None:
        """Keep a run as it is now."""
        if self.runs.get(run.key) != run:
            self.runs[run.key] = run
            self.changed.add(run.key)

    def ended(self, run: RunFacts, reason: str, *, word: str = "", event: TimelineEntry | None = None) -> RunFacts:
        """Return the run as it has ended, with its line; where it is taken back, drop what it wanted in this pass."""
        over = replace(run, is_live=False, wait_until=None, gathers=False, end_reason=reason)
        if over.is_taken_back:
            self._take_back(run.key)
        self.say(What.EXIT, word or reason, run, event=event)
        return over

    def say(
        self, what: What, reason: str, run: RunFacts, *, template: str = "", event: TimelineEntry | None = None
    ) -> None:
        """Add a line about a run to the trace."""
        self.trace.append(
            Decided(
                what=what,
                reason=reason,
                journey=run.journey,
                version=run.version,
                step=run.step,
                trigger=event.kind if event else run.wait_trigger or run.trigger,
                event_number=event.number if event else run.trigger_number,
                run_key=run.key,
                template=template,
                visit=run.visit,
            )
        )

    def _take_back(self, key: RunKey) -> None:
        self.wishes = [wish for wish in self.wishes if wish.intent.run_key != key]
        self.tasks = [task for task in self.tasks if task.run_key != key]
        unsaid = {What.SEND, What.TASK}
        self.trace = [line for line in self.trace if line.run_key != key or line.what not in unsaid]
