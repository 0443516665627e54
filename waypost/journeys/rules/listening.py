"""What one event does to the runs of a case: it ends some, lets some go on, and starts others. In this order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import PersonCodes
from waypost.journeys.rules.moments import shifted
from waypost.journeys.rules.moves import replaced_item, was_moved_late
from waypost.journeys.rules.recipients import concerns, leaves, recipients
from waypost.journeys.rules.stepping import advance, moved
from waypost.journeys.rules.topics import is_old_news, supersede
from waypost.journeys.rules.working import Working
from waypost.journeys.runs import GOAL_REACHED, Decided, RunFacts, What
from waypost.journeys.values import Again, Entry, Journey, WaitFor


def hear(working: Working, event: TimelineEntry) -> None:
    """Let one event do all that it does."""
    working.read_up_to = max(working.read_up_to, event.number)
    _end_runs(working, event)
    _end_waits(working, event)
    _start_runs(working, event)


def _known_at(working: Working, event: TimelineEntry) -> datetime:
    """Return when the force learned of an event, or, where it did not say so, when we did."""
    return min(event.received_at or event.seen_at, working.now)


def _end_runs(working: Working, event: TimelineEntry) -> None:
    """End the runs that the event ends, also those that are done: what they wanted may not have left yet."""
    for run in list(working.runs.values()):
        reason = None if run.is_taken_back else _reason_to_leave(working, run, event)
        if reason is not None:
            working.put(working.ended(run, reason, event=event))


def _reason_to_leave(working: Working, run: RunFacts, event: TimelineEntry) -> str | None:
    journey, facts = working.journey_of(run), working.situation.facts
    if any(leaves(leave, run, event, facts) for leave in journey.exits):
        return event.kind
    return GOAL_REACHED if any(leaves(goal, run, event, facts) for goal in journey.goals) else None


def _end_waits(working: Working, event: TimelineEntry) -> None:
    for run in working.live:
        journey = working.journey_of(run)
        step = journey.step(run.step)
        if isinstance(step, WaitFor) and run.wait_until is not None and _is_awaited(working, run, step, event):
            gone_on = moved(run, journey, to=step.then or journey.after(step.id))
            advance(working, replace(gone_on, heard=event.number, known_at=_known_at(working, event)))


def _is_awaited(working: Working, run: RunFacts, step: WaitFor, event: TimelineEntry) -> bool:
    if event.number <= run.heard or event.kind not in step.events:
        return False
    return run.item == event.item if step.same_item else concerns(event, run, working.situation.facts)


def _start_runs(working: Working, event: TimelineEntry) -> None:
    for journey in working.situation.journeys:
        if event.kind not in journey.starts_on or journey.phase not in working.situation.phases:
            continue
        people = recipients(working.situation.facts, event, journey.to, phases=working.situation.phases)
        if not people:
            working.trace.append(_nobody(journey, event))
        for person in people:
            _start_run(working, _new_run(working, journey, person, event), event)


def _start_run(working: Working, run: RunFacts, event: TimelineEntry) -> None:
    reason = _reason_not_to_start(working, run, event)
    if reason is not None:
        working.say(What.SKIP, reason, run)
        return
    again = len(_earlier(working, run))
    begun = replace(run, entry=f"{run.entry} again {again}") if again else run
    supersede(working, begun, event)
    working.put(begun)
    advance(working, begun)


def _reason_not_to_start(working: Working, run: RunFacts, event: TimelineEntry) -> str | None:
    if _is_entered(working, run, event):
        return "already_entered"
    if is_old_news(working, run):
        return "newer_news"
    if any(_came_with(event, other) for other in _named(working, run)):
        return "told_with_it"
    return None if working.all_hold(working.journey_of(run).where, run) else "condition_not_met"


def _named(working: Working, run: RunFacts) -> Iterator[TimelineEntry]:
    """Yield the events at hand whose own news tells what this run would."""
    not_with = working.journey_of(run).not_with
    return (other for other in working.situation.events if other.kind in not_with)


def _came_with(event: TimelineEntry, other: TimelineEntry) -> bool:
    """Whether both became known by one snapshot: its events are written down at one moment."""
    return other.seen_at == event.seen_at


def _is_entered(working: Working, run: RunFacts, event: TimelineEntry) -> bool:
    earlier = _earlier(working, run)
    if working.journey_of(run).again is Again.NEVER:
        return bool(earlier)
    for live in (other for other in earlier if other.is_live):
        # It has taken this event in, so that a replay after its end does not start it by the same one.
        working.put(replace(live, heard=max(live.heard, event.number)))
    last = max((max(other.heard, other.trigger_number) for other in earlier), default=0)
    return any(other.is_live for other in earlier) or event.number <= last


def _earlier(working: Working, run: RunFacts) -> list[RunFacts]:
    """Return the runs of the same entry, and those that started it anew."""
    return [
        other
        for other in working.runs.values()
        if (other.person_id, other.journey) == (run.person_id, run.journey)
        and (other.entry == run.entry or other.entry.startswith(f"{run.entry} again "))
    ]


def _new_run(working: Working, journey: Journey, person: PersonCodes, event: TimelineEntry) -> RunFacts:
    entries = {
        Entry.CASE: "case",
        Entry.ITEM: f"item {event.item}",
        Entry.EVENT: f"event {event.number}",
    }
    known_at, span = _known_at(working, event), journey.expire_after
    return RunFacts(
        id=None,
        journey=journey.name,
        version=journey.version,
        person_id=person.person_id,
        entry=entries[journey.entry],
        is_live=True,
        step=journey.steps[0].id,
        visit=1,
        wait_until=None,
        item=event.item,
        trigger=event.kind,
        trigger_number=event.number,
        heard=event.number,
        expires_at=shifted(known_at, span, holidays=working.situation.holidays) if span else None,
        known_at=known_at,
        event_at=event.at,
        event_seen_at=event.seen_at,
        instead_of=replaced_item(event),
        moved_late=was_moved_late(event, now=working.now, holidays=working.situation.holidays),
    )


def _nobody(journey: Journey, event: TimelineEntry) -> Decided:
    """Return the line that says why an event led to nothing: it names nobody whom the journey may tell."""
    return Decided(
        what=What.SKIP,
        reason="nobody_to_tell",
        journey=journey.name,
        version=journey.version,
        step=journey.steps[0].id,
        trigger=event.kind,
        event_number=event.number,
        run_key=None,
    )
