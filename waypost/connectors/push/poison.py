"""
An event over which Waypost itself fails costs only itself. Read `take_apart` first.

The sender has done nothing wrong and is answered as accepted and held: we keep the event as it came, hold its case, try
it again by ourselves, and park it at last (`set_aside`).
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from waypost.base.scope import in_force
from waypost.cases.intake import IncomingEvent, IntakeResult, Unread, hold_unread, take_events
from waypost.cases.values import SourceFacts
from waypost.connectors.polling.values import PollReport
from waypost.connectors.push.events import incoming_of
from waypost.connectors.push.parsing import parse_json
from waypost.connectors.push.rules import read_events
from waypost.connectors.push.values import Envelope, Form
from waypost.connectors.set_aside import (
    Aside,
    Unreadable,
    asides,
    begin_try,
    count_try,
    is_its_own_fault,
    note_mended,
    set_aside,
)

logger = logging.getLogger(__name__)

MOST_AGAIN = 50
"""Of what was set aside of one source, in one run of the job."""


def take_apart(source: SourceFacts, events: Sequence[IncomingEvent], *, now: datetime) -> IntakeResult:
    """
    Take events that failed together, half by half; the one that fails alone is kept, and its case held.

    :raises django.db.OperationalError: if our database is away: the sender keeps what it has.
    """
    try:
        return take_events(source, events, now=now)
    except Exception as error:
        if not events or not is_its_own_fault(error):
            raise
        logger.error("source %s: %s events failed (%s)", source.id, len(events), type(error).__name__)
        if len(events) == 1:
            return _keep(source, events[0], error, now=now)
    middle = len(events) // 2
    first, last = (take_apart(source, part, now=now) for part in (events[:middle], events[middle:]))
    return IntakeResult(
        accepted=first.accepted + last.accepted,
        duplicate=first.duplicate + last.duplicate,
        stale=first.stale + last.stale,
        held=first.held + last.held,
        rejected=(*first.rejected, *last.rejected),
    )


def try_again(source: SourceFacts, *, now_fn: Callable[[], datetime]) -> None:
    """Take what was kept of a source and is due, each alone, its try counted before it is made."""
    for _ in range(MOST_AGAIN):
        due = begin_try(source, now=now_fn())
        if due is None:
            return
        _again(source, due, now=now_fn())


def replay(source: SourceFacts, ids: Sequence[int], *, now_fn: Callable[[], datetime]) -> PollReport:
    """Try again what was kept under these ids, parked or not; what still fails stays."""
    report = PollReport()
    for one in asides(source, ids):
        count_try(source, one.id, now=now_fn())
        is_taken = _again(source, one, now=now_fn())
        report += PollReport(read=1, changed=int(is_taken), set_aside=int(not is_taken))
    return report


def _again(source: SourceFacts, one: Aside, *, now: datetime) -> bool:
    """Return whether one could be taken now."""
    (event,) = read_events(parse_json(one.raw), form=Form.SINGLE)
    if not isinstance(event, Envelope):
        return False
    try:
        result = take_events(source, [incoming_of(event)], now=now)
    except Exception as error:
        if not is_its_own_fault(error):
            raise
        logger.error("source %s: what was set aside as %s failed again (%s)", source.id, one.id, type(error).__name__)
        return False
    if result.rejected:
        return False
    with in_force(source.force):
        note_mended(source, [one.occurrence], now=now)
    return True


def _keep(source: SourceFacts, event: IncomingEvent, error: Exception, *, now: datetime) -> IntakeResult:
    said, named = event.document.get("reference"), f"Waypost fails over it: {type(error).__name__}"
    reference = said if isinstance(said, str) else ""
    with in_force(source.force):
        set_aside(source, [Unreadable(_name(event), reference, named, event.raw)], now=now)
        # Also an older state that comes late must not release it.
        hold_unread(source, [Unread(reference, event.kind, event.document.get("revision"), named)], now=now)
    return IntakeResult(accepted=1, duplicate=0, stale=0, held=1, rejected=())


def _name(event: IncomingEvent) -> str:
    # The sender's own id may be anything, and as long as it likes.
    return f"event {hashlib.sha256(event.id.encode()).hexdigest()}"
