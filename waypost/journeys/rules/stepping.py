"""A run takes its steps until one must wait, or there is none left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from waypost.journeys.rules.moments import next_time, shifted
from waypost.journeys.rules.sending import send, survey, task
from waypost.journeys.rules.working import Working
from waypost.journeys.runs import DATE_GONE, DONE, EXPIRED, SWITCHED_OFF, TOO_LATE, RunFacts, What
from waypost.journeys.values import (
    END,
    Acting,
    Branch,
    End,
    GoTo,
    Journey,
    Send,
    Step,
    Survey,
    Task,
    Wait,
    WaitFor,
    WaitUntil,
    WaitUntilTime,
)

_MOST_LOOPS = 10


class EndlessJourney(RuntimeError):
    """A journey went back again and again without ever waiting."""


def advance(working: Working, run: RunFacts) -> None:
    """
    Take the run's steps from the one it is at, which it has not begun, until it rests or ends; keep it so.

    :raises EndlessJourney: if the steps lead round in a circle that holds no wait.
    """
    journey, first_visit = working.journey_of(run), run.visit
    while True:
        after = _taken(working, run, journey)
        if not after.is_live or after.wait_until is not None or (after.step, after.visit) == (run.step, run.visit):
            working.put(after)
            return
        if after.visit - first_visit > _MOST_LOOPS:
            raise EndlessJourney(f"journey {run.journey}, version {run.version}, never waits after step {run.step}")
        run = after


def moved(run: RunFacts, journey: Journey, *, to: str) -> RunFacts:
    """Return the run before another step; a step that stands no later begins its next visit."""
    goes_back = journey.positions[to] <= journey.positions[run.step]
    return replace(run, step=to, visit=run.visit + goes_back, wait_until=None, gathers=False)


def after_wait(run: RunFacts, journey: Journey, *, known_at: datetime) -> RunFacts:
    """Return the run as its wait has ended: what it tells next is known since then."""
    step = journey.step(run.step)
    to = step.if_late if isinstance(step, WaitFor) else journey.after(run.step)
    stands_for = step.stands_for if isinstance(step, Wait | WaitUntil) else None
    return replace(moved(run, journey, to=to), known_at=known_at, wait_trigger=stands_for or run.wait_trigger)


def _taken(working: Working, run: RunFacts, journey: Journey) -> RunFacts:
    """Return the run after the step it is at; at the same step and visit where it must rest there."""
    if run.expires_at is not None and run.expires_at <= working.now:
        return working.ended(run, EXPIRED)
    if not working.situation.is_in_force(run.journey):
        return working.ended(run, SWITCHED_OFF)
    if run.step == END:
        return working.ended(run, DONE)
    step = journey.step(run.step)
    if isinstance(step, Acting | Branch) and _is_held(working, run, journey):
        return run
    if isinstance(step, Acting):
        return _acted(working, run, step=step, journey=journey)
    take: Callable[..., RunFacts] = _TAKEN[type(step)]
    return take(working, run, step=step, journey=journey)


def _is_held(working: Working, run: RunFacts, journey: Journey) -> bool:
    """Return whether the run may not act yet, nor choose its way by facts that will have changed when it does."""
    # Nobody is told before all events are read: one of them may make it untrue.
    if working.situation.has_more:
        return True
    is_paused = working.situation.is_paused(journey)
    if is_paused:
        working.say(What.HOLD, "journey_paused", run)
    return is_paused


def _acted(working: Working, run: RunFacts, *, step: Any, journey: Journey) -> RunFacts:
    act: Callable[..., RunFacts | None] = _ACTED[type(step)]
    resting = act(working, run, step=step, journey=journey)
    return resting or moved(run, journey, to=journey.after(run.step))


def _waiting(working: Working, run: RunFacts, *, until: datetime, reason: str) -> RunFacts:
    resting = replace(run, wait_until=until)
    working.say(What.WAIT, reason, resting)
    return resting


def _wait(working: Working, run: RunFacts, *, step: Wait, journey: Journey) -> RunFacts:  # noqa: ARG001
    until = shifted(working.now, step.span, holidays=working.situation.holidays)
    return _waiting(working, run, until=until, reason=step.stands_for or step.span.unit)


def _wait_until(working: Working, run: RunFacts, *, step: WaitUntil, journey: Journey) -> RunFacts:
    until = working.moment(step.moment, run)
    if until is None:
        return working.ended(run, DATE_GONE)
    if until > working.now:
        return _waiting(working, run, until=until, reason=step.moment.date)
    if step.end_if_past:
        return working.ended(run, TOO_LATE)
    return after_wait(run, journey, known_at=run.known_at or until)


def _wait_until_time(working: Working, run: RunFacts, *, step: WaitUntilTime, journey: Journey) -> RunFacts:
    until = next_time(working.now, step.at)
    if until == working.now:
        return after_wait(run, journey, known_at=until)
    return _waiting(working, run, until=until, reason="time_of_day")


def _wait_for(working: Working, run: RunFacts, *, step: WaitFor, journey: Journey) -> RunFacts:  # noqa: ARG001
    until = shifted(working.now, step.up_to, holidays=working.situation.holidays)
    listening = replace(run, heard=max(run.heard, working.read_up_to))
    return _waiting(working, listening, until=until, reason="wait_for")


def _branch(working: Working, run: RunFacts, *, step: Branch, journey: Journey) -> RunFacts:
    otherwise = step.otherwise or journey.after(step.id)
    to = next((arm.go_to for arm in step.arms if working.all_hold(arm.where, run)), otherwise)
    return moved(run, journey, to=to)


def _go_to(working: Working, run: RunFacts, *, step: GoTo, journey: Journey) -> RunFacts:  # noqa: ARG001
    return moved(run, journey, to=step.to)


def _end(working: Working, run: RunFacts, *, step: End, journey: Journey) -> RunFacts:  # noqa: ARG001
    return working.ended(run, DONE, word=step.word)


_TAKEN: dict[type[Step], Callable[..., RunFacts]] = {
    Wait: _wait,
    WaitUntil: _wait_until,
    WaitUntilTime: _wait_until_time,
    WaitFor: _wait_for,
    Branch: _branch,
    GoTo: _go_to,
    End: _end,
}
_ACTED: dict[type[Step], Callable[..., RunFacts | None]] = {Send: send, Task: task, Survey: survey}
