"""
From events to intents: pure. Journeys, runs, events, facts and the time go in; new runs and intents come out.

The same function serves the worker, a simulation and an explanation. *Source:* design 1.2.
"""

from dataclasses import replace
from datetime import datetime

from waypost.journeys.rules.digests import joined
from waypost.journeys.rules.listening import hear
from waypost.journeys.rules.sending import closing_windows
from waypost.journeys.rules.situation import Situation, TextFacts
from waypost.journeys.rules.stepping import EndlessJourney, advance, after_wait
from waypost.journeys.rules.working import Working
from waypost.journeys.runs import DATE_GONE, EXPIRED, Plan, RunFacts
from waypost.journeys.values import Send, WaitUntil

__all__ = ["EndlessJourney", "Situation", "TextFacts", "decide"]


def decide(situation: Situation, *, now: datetime) -> Plan:
    """
    Decide every run of one case: the events in order, each ending runs before it starts any, then the clock.

    `now` is aware. Facts are those of now, so a step that acts never speaks of an older state. No wait ends and
    nobody is told before all events are read: one of them may end the run.

    :raises EndlessJourney: if a journey leads round in a circle without a wait.
    """
    working = _begun(situation, now)
    for event in situation.events:
        hear(working, event)
    if not situation.has_more:
        _end_expired(working)
        _act(working)
    intents, trace = joined(working.wishes, working.trace)
    return Plan(
        runs=[working.runs[key] for key in sorted(working.changed)],
        intents=intents,
        trace=trace,
        place=situation.events[-1].number if situation.events else situation.place,
        wake_at=_wake_at(working),
        tasks=working.tasks,
    )


def _begun(situation: Situation, now: datetime) -> Working:
    runs = sorted(situation.runs, key=lambda run: (run.trigger_number, run.key))
    working = Working(situation, now, {run.key: run for run in runs}, situation.place)
    for run in working.live:
        working.put(_with_its_date(working, run))
    if not situation.has_more:
        working.closing = closing_windows(working)
    return working


def _with_its_date(working: Working, run: RunFacts) -> RunFacts:
    """Return the run with its wait ending at its date as the case has it now; where that is gone, as it was."""
    step = working.journey_of(run).step(run.step)
    if run.wait_until is None or not isinstance(step, WaitUntil):
        return run
    return replace(run, wait_until=working.moment(step.moment, run) or run.wait_until)


def _end_expired(working: Working) -> None:
    for run in working.live:
        if run.expires_at is not None and run.expires_at <= working.now:
            working.put(working.ended(run, EXPIRED))


def _act(working: Working) -> None:
    """Let every run go on that is due, those due first first."""
    due = [run for run in working.acting if _is_due(working, run)]
    for run in sorted(due, key=lambda run: (run.wait_until or working.now, run.trigger_number, run.key)):
        _go_on(working, run)


def _is_due(working: Working, run: RunFacts) -> bool:
    is_gathered = run.gathers and run.person_id in working.closing
    return run.wait_until is None or run.wait_until <= working.now or is_gathered


def _go_on(working: Working, run: RunFacts) -> None:
    journey = working.journey_of(run)
    step = journey.step(run.step)
    if run.wait_until is None or isinstance(step, Send):
        advance(working, replace(run, wait_until=None))
    elif isinstance(step, WaitUntil) and working.moment(step.moment, run) is None:
        working.put(working.ended(run, DATE_GONE))
    else:
        advance(working, after_wait(run, journey, known_at=run.wait_until))


def _wake_at(working: Working) -> datetime | None:
    moments = [moment for run in working.acting for moment in (run.wait_until, run.expires_at) if moment is not None]
    return min(moments, default=None)
