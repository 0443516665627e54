"""The events that clocks ask for: that an update is due, that an agreement was not kept."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from waypost.duties.duty import Due, Duties, Emit, Moment
from waypost.duties.rules.starting import Matter
from waypost.duties.values import Clock


def events_due(clocks: Iterable[Clock], matter: Matter) -> tuple[Due, ...]:
    """
    Return the events that the open clocks ask for up to now, in order of time.

    Each is asked for as long as its clock is open: of one clock an event of a kind is made once. `progress` says
    whether something has come on the record since the clock started that an update can be about.
    """
    found = (
        _due(emit, at, clock, matter)
        for clock in clocks
        if clock.state.is_open
        for emit, at in asks(clock, matter.duties)
        if at <= matter.now
    )
    return tuple(sorted(found, key=lambda due: (due.at, due.kind, due.person_ref, due.item)))


def asks(clock: Clock, duties: Duties) -> Iterator[tuple[Emit, datetime]]:
    """Yield what a clock asks for and when, never before it starts."""
    if clock.due_at is None or clock.key.duty not in duties.versions:
        return
    for emit in duties.latest(clock.key.duty).emits:
        early = timedelta(days=emit.days) if emit.when is Moment.BEFORE_END else timedelta()
        yield emit, max(clock.due_at - early, clock.starts_at)


def _due(emit: Emit, at: datetime, clock: Clock, matter: Matter) -> Due:
    news = matter.duties.latest(clock.key.duty).news
    progress = any(event.kind in news and event.at > clock.starts_at for event in matter.events)
    return Due(
        kind=emit.event,
        at=at,
        person_ref=matter.case.person(clock.key.person_id).ref,
        item=clock.key.item,
        details={
            "duty": clock.key.duty,
            "due_at": clock.due_at.isoformat() if clock.due_at else None,
            "progress": progress,
        },
    )
