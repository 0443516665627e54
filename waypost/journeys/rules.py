"""
From events to intents: pure. Journeys, runs, events, facts and the time go in; new runs and intents come out.

The same function serves the worker, a simulation and an explanation. *Source:* design 1.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from waypost.base.clock import LONDON
from waypost.cases.values import CaseFacts, PersonFacts, TimelineEntry
from waypost.cases.vocabulary import Role
from waypost.journeys.facts import named_date, named_facts
from waypost.journeys.values import (
    DONE,
    TOO_LATE,
    Comparison,
    Condition,
    Decided,
    Entry,
    Exit,
    Journey,
    Moment,
    Plan,
    RunFacts,
    RunKey,
    Send,
    SendIntent,
    To,
    Wait,
    What,
)


@dataclass(frozen=True)
class Situation:
    """
    One case as the rules see it.

    `journeys` are the versions in force; `followed` are those and the ones that earlier runs still follow.
    `events` are those after `place`, in order; `has_more` is whether others, not read yet, come after them.
    """

    case: CaseFacts
    journeys: Sequence[Journey]
    followed: Mapping[tuple[str, int], Journey]
    phases: frozenset[int]
    runs: Sequence[RunFacts]
    place: int
    events: Sequence[TimelineEntry]
    has_more: bool = False


@dataclass
class _Working:
    """Runs while the events of one case are decided."""

    runs: dict[RunKey, RunFacts]
    changed: set[RunKey] = field(default_factory=set)
    intents: list[SendIntent] = field(default_factory=list)
    trace: list[Decided] = field(default_factory=list)

    def put(self, run: RunFacts) -> None:
        self.runs[run.key] = run
        self.changed.add(run.key)

    def take_back(self, run: RunFacts) -> None:
        """Drop what the run wanted in this very pass."""
        self.intents = [intent for intent in self.intents if intent.run_key != run.key]
        self.trace = [line for line in self.trace if line.what is not What.SEND or line.run_key != run.key]

    def live(self) -> list[RunFacts]:
        return [run for run in self.runs.values() if run.is_live]


def decide(situation: Situation, *, now: datetime) -> Plan:
    """
    Decide every run of one case: the events in order, each ending runs before it starts any, then the clock.

    `now` is aware. Facts are those of now, so a step that acts never speaks of an older state. No wait ends before
    all events are read: one of them may end the run.
    """
    working = _Working({run.key: run for run in situation.runs})
    for event in situation.events:
        _end_runs(situation, working, event)
        _start_runs(situation, working, event, now)
    for run in () if situation.has_more else working.live():
        if run.wait_until is not None and run.wait_until <= now:
            _go_on(situation, working, run, now=now, is_arriving=False)
    waits = [run.wait_until for run in working.live() if run.wait_until is not None]
    return Plan(
        runs=[working.runs[key] for key in sorted(working.changed)],
        intents=working.intents,
        trace=working.trace,
        place=situation.events[-1].number if situation.events else situation.place,
        wake_at=min(waits, default=None),
    )


def _end_runs(situation: Situation, working: _Working, event: TimelineEntry) -> None:
    """End the runs that the event ends, also those that are done: what they wanted may not have left yet."""
    for run in list(working.runs.values()):
        journey = _journey_of(situation, run)
        if not run.is_taken_back and any(_leaves(leave, run, event) for leave in journey.exits):
            working.take_back(run)
            _end(working, run, journey, reason=event.kind, event=event)


def _leaves(leave: Exit, run: RunFacts, event: TimelineEntry) -> bool:
    # In a replay a run meets the events before it, and its own, once more.
    is_later = event.number > run.trigger_number
    return is_later and leave.on == event.kind and (not leave.same_item or run.item == event.item)


def _start_runs(situation: Situation, working: _Working, event: TimelineEntry, now: datetime) -> None:
    for journey in situation.journeys:
        if event.kind not in journey.starts_on or journey.phase not in situation.phases:
            continue
        recipients = _recipients(situation.case, event, journey.to)
        if not recipients:
            working.trace.append(_nobody(journey, event))
        for person in recipients:
            run = _new_run(journey, person, event)
            if run.key in working.runs:
                working.trace.append(_line(What.SKIP, "already_entered", run, journey, event))
            elif not _holds_all(journey.where, situation.case, item=event.item):
                working.trace.append(_line(What.SKIP, "condition_not_met", run, journey, event))
            else:
                working.put(run)
                _go_on(situation, working, run, now=now, is_arriving=True)


def _go_on(situation: Situation, working: _Working, run: RunFacts, *, now: datetime, is_arriving: bool) -> None:
    """Take the run's steps until one must wait or there is none left. `is_arriving`: a wait would begin now."""
    journey = _journey_of(situation, run)
    while run.step < len(journey.steps):
        step = journey.steps[run.step]
        if isinstance(step, Send):
            working.intents.append(_intent(step, run, situation.case))
            working.trace.append(_line(What.SEND, run.trigger, run, journey, template=step.template))
        else:
            waited = _wait(situation, working, run, step=step, now=now, is_arriving=is_arriving)
            if waited is not None:
                working.put(waited)
                return
        run, is_arriving = replace(run, step=run.step + 1, wait_until=None), True
    _end(working, run, journey, reason=DONE, event=None)


def _wait(
    situation: Situation, working: _Working, run: RunFacts, *, step: Wait, now: datetime, is_arriving: bool
) -> RunFacts | None:
    """Return the run as it waits or has ended, or None where it may go on."""
    journey = _journey_of(situation, run)
    due = moment_of(step.moment, situation.case, item=run.item)
    if due is None:
        return _ended(working, run, journey, reason="date_gone")
    if due <= now:
        too_late = is_arriving and step.end_if_past
        return _ended(working, run, journey, reason=TOO_LATE) if too_late else None
    waiting = replace(run, wait_until=due)
    working.trace.append(_line(What.WAIT, step.moment.date, waiting, journey))
    return waiting


def moment_of(moment: Moment, case: CaseFacts, *, item: str | None) -> datetime | None:
    """Return the moment, or None where the case no longer has its date. Days and hours are local."""
    date = named_date(case, moment.date, item=item)
    if date is None:
        return None
    local = date.astimezone(LONDON)
    day = local.date() - timedelta(days=moment.days_before)
    at = moment.at if moment.at is not None else local.timetz().replace(tzinfo=None)
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(date.tzinfo)


def holds(condition: Condition, value: str | None) -> bool:
    """Return whether a condition holds for a fact's value."""
    match condition.comparison:
        case Comparison.IS | Comparison.IN:
            return value in condition.values
        case Comparison.IS_NOT | Comparison.NOT_IN:
            return value not in condition.values


def _holds_all(conditions: Sequence[Condition], case: CaseFacts, *, item: str | None) -> bool:
    facts = named_facts(case, item=item)
    return all(holds(condition, facts[condition.fact]) for condition in conditions)


def _recipients(case: CaseFacts, event: TimelineEntry, to: To) -> Sequence[PersonFacts]:
    """
    Return the victims whom an event concerns. The gates decide who of them may be told.

    Somebody of whom no role is known may be a victim: the gates hold what is for them until it is known. An event
    that names nobody concerns the only victim; where there are several, intake has held it.
    """
    victims = [person for person in case.people if Role.VICTIM in person.roles or not person.roles]
    named = [person for person in victims if person.ref == event.person_ref]
    if to is To.VICTIMS or (event.person_ref is None and len(victims) == 1):
        return named or victims
    return named


def _journey_of(situation: Situation, run: RunFacts) -> Journey:
    return situation.followed[(run.journey, run.version)]


def _new_run(journey: Journey, person: PersonFacts, event: TimelineEntry) -> RunFacts:
    entries = {
        Entry.CASE: "case",
        Entry.ITEM: f"item {event.item}",
        Entry.EVENT: f"event {event.number}",
    }
    return RunFacts(
        id=None,
        journey=journey.name,
        version=journey.version,
        person_id=person.person_id,
        entry=entries[journey.entry],
        is_live=True,
        step=0,
        visit=1,
        wait_until=None,
        item=event.item,
        trigger=event.kind,
        trigger_number=event.number,
    )


def _intent(step: Send, run: RunFacts, case: CaseFacts) -> SendIntent:
    return SendIntent(
        run_key=run.key,
        person_id=run.person_id,
        step=run.step,
        visit=run.visit,
        template=step.template,
        trigger=run.trigger,
        event_number=run.trigger_number,
        item=run.item,
        expires_at=moment_of(step.until, case, item=run.item) if step.until else None,
    )


def _end(working: _Working, run: RunFacts, journey: Journey, *, reason: str, event: TimelineEntry | None) -> None:
    working.put(replace(run, is_live=False, wait_until=None, end_reason=reason))
    working.trace.append(_line(What.EXIT, reason, run, journey, event))


def _ended(working: _Working, run: RunFacts, journey: Journey, *, reason: str) -> RunFacts:
    working.trace.append(_line(What.EXIT, reason, run, journey))
    return replace(run, is_live=False, wait_until=None, end_reason=reason)


def _nobody(journey: Journey, event: TimelineEntry) -> Decided:
    """Return the line that says why an event led to nothing: it names nobody whom the journey may tell."""
    return Decided(
        what=What.SKIP,
        reason="nobody_to_tell",
        journey=journey.name,
        version=journey.version,
        step="0",
        trigger=event.kind,
        event_number=event.number,
        run_key=None,
    )


def _line(
    what: What,
    reason: str,
    run: RunFacts,
    journey: Journey,
    event: TimelineEntry | None = None,
    *,
    template: str = "",
) -> Decided:
    return Decided(
        what=what,
        reason=reason,
        journey=journey.name,
        version=journey.version,
        step=str(run.step),
        trigger=event.kind if event else run.trigger,
        event_number=event.number if event else run.trigger_number,
        run_key=run.key,
        template=template,
    )
