"""The steps that somebody notices: a message, a survey, a task."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from waypost.base.values import PersonId
from waypost.journeys.rules.moments import shifted
from waypost.journeys.rules.topics import replaced_by
from waypost.journeys.rules.working import Wish, Working
from waypost.journeys.runs import DATE_GONE, RunFacts, SendIntent, TaskIntent, What
from waypost.journeys.values import Journey, Send, Survey, Task

_TOO_LATE = "too_late"


def send(working: Working, run: RunFacts, *, step: Send, journey: Journey) -> RunFacts | None:
    """Want the message, or say why not; return the run only where it gathers other news first."""
    until = working.moment(step.until, run) if step.until else None
    reason = _reason_to_skip(working, run, step=step, until=until)
    if reason is not None:
        working.say(What.SKIP, reason, run, template=step.template)
        return None
    window = _window(working, run, step=step, journey=journey)
    if window is not None and (until is None or window < until):
        working.say(What.WAIT, "gathers", run, template=step.template)
        return replace(run, wait_until=window, gathers=True)
    intent = _intent(working, run, template=step.template, until=until)
    may_join = journey.digest.minutes is not None and working.situation.text(step.template).may_join
    _want(working, run, intent, may_join=may_join)
    return None


def survey(working: Working, run: RunFacts, *, step: Survey, journey: Journey) -> None:  # noqa: ARG001
    """Want the survey asked, by itself, or say why not."""
    if _is_stale(working, run, template=step.template, until=None):
        working.say(What.SKIP, _TOO_LATE, run, template=step.template)
        return
    _want(working, run, _intent(working, run, template=step.template, until=None), may_join=False)


def task(working: Working, run: RunFacts, *, step: Task, journey: Journey) -> None:
    """Want a person to do something."""
    working.tasks.append(
        TaskIntent(
            run_key=run.key,
            person_id=run.person_id,
            step=run.step,
            visit=run.visit,
            kind=step.kind,
            script=step.script,
            due_at=shifted(working.now, step.due, holidays=working.situation.holidays),
            trigger=run.wait_trigger or run.trigger,
            event_number=run.trigger_number,
            item=run.item,
            state=working.situation.state_of(journey),
        )
    )
    working.say(What.TASK, step.kind, run, template=step.script)


def closing_windows(working: Working) -> frozenset[PersonId]:
    """Return for whom news has been gathered for long enough: all of it goes now."""
    return frozenset(run.person_id for run, ends_at in _windows(working) if ends_at <= working.now)


def _windows(working: Working) -> Iterator[tuple[RunFacts, datetime]]:
    for run in working.acting:
        if run.gathers and run.wait_until is not None:
            yield run, run.wait_until


def _window(working: Working, run: RunFacts, *, step: Send, journey: Journey) -> datetime | None:
    """Return when the window ends for which the message waits, or None where it goes now."""
    minutes = journey.digest.minutes
    is_due = run.gathers or run.person_id in working.closing
    if not minutes or is_due or not working.situation.text(step.template).may_join:
        return None
    own = working.now + timedelta(minutes=minutes)
    return min([own, *(ends_at for other, ends_at in _windows(working) if other.person_id == run.person_id)])


def _reason_to_skip(working: Working, run: RunFacts, *, step: Send, until: datetime | None) -> str | None:
    if not working.all_hold(step.where, run):
        return "condition_not_met"
    if step.until is not None and until is None:
        return DATE_GONE
    return _TOO_LATE if _is_stale(working, run, template=step.template, until=until) else None


def _is_stale(working: Working, run: RunFacts, *, template: str, until: datetime | None) -> bool:
    """Return whether the message is of no use any more: past its own end, or known for longer than it is valid."""
    stale_at = _stale_at(working, run, template=template)
    return any(end is not None and end <= working.now for end in (until, stale_at))


def _stale_at(working: Working, run: RunFacts, *, template: str) -> datetime | None:
    valid_for = working.situation.text(template).valid_for
    return run.known_at + valid_for if run.known_at is not None and valid_for is not None else None


def _expires_at(working: Working, run: RunFacts, *, template: str, until: datetime | None) -> datetime | None:
    """Return until when the message is of use; None: for as long as its text says."""
    if run.expires_at is None:
        return until
    # That the run may go on for a year makes no text of it news for a year.
    own = until or _stale_at(working, run, template=template)
    return min(own, run.expires_at) if own is not None else run.expires_at


def _intent(working: Working, run: RunFacts, *, template: str, until: datetime | None) -> SendIntent:
    return SendIntent(
        run_key=run.key,
        person_id=run.person_id,
        step=run.step,
        visit=run.visit,
        template=template,
        trigger=run.wait_trigger or run.trigger,
        event_number=run.trigger_number,
        item=run.item,
        expires_at=_expires_at(working, run, template=template, until=until),
        known_at=run.known_at,
        state=working.situation.state_of(working.journey_of(run)),
        replaces=replaced_by(working, run),
    )


def _want(working: Working, run: RunFacts, intent: SendIntent, *, may_join: bool) -> None:
    working.wishes.append(Wish(intent, may_join))
    working.say(What.SEND, intent.trigger, run, template=intent.template)
