"""Whether somebody is asked to act on a clock, and how urgently. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from waypost.base.clock import LONDON
from waypost.base.values import PersonId
from waypost.cases.values import CaseFacts
from waypost.duties.duty import INTERVAL, SILENCE, Duties, Duty, Moment
from waypost.duties.history import FOUR_FIFTHS, HALF, Line
from waypost.duties.rules.asking import asks
from waypost.duties.rules.meeting import is_told_through
from waypost.duties.values import Change, Clock, ClockState
from waypost.messages.queries import Telling
from waypost.messages.values import HAS_LEFT, MessageState
from waypost.worklist.values import ItemKind

_ON_ITS_WAY = {
    MessageState.PLANNED,
    MessageState.QUEUED,
    MessageState.LEASED,
    MessageState.HANDED_OVER,
    MessageState.IN_DOUBT,
}
TIME_TO_READ = timedelta(hours=4)
"""How long somebody has to open the page after a message, before another one tells by the next channel."""
TIME_FOR_UPDATE = timedelta(hours=16)
"""How long an update has from the midnight at which it is asked for: it leaves in the morning, and is read."""
_LATE = {Change.BREACHED, Change.MET_LATE}
_UPDATE_DUE = "investigation.update_due"


def duty_of(clock: Clock, duties: Duties) -> Duty | None:
    """Return the version of its duty that a clock runs by; None where the content no longer has it."""
    day = clock.starts_at.astimezone(LONDON).date()
    return duties.on(clock.key.duty, day) if clock.key.duty in duties.versions else None


def must_call(clock: Clock, *, gone: int, is_told_soon: bool) -> bool:
    """
    Whether somebody must tell the person: from half of the time on, unless a message may still do it.

    From four fifths on nobody waits for a message any more. `gone` is how much of the time has passed, in hundredths.
    """
    return clock.state.is_open and gone >= (FOUR_FIFTHS if is_told_soon else HALF)


def update_by(clock: Clock, duties: Duties, *, now: datetime) -> datetime | None:
    """
    Return until when a clock waits for the update that it asks for itself some days before its end; None once it is
    over, and where it asks for none. Till then nobody is rung: the message comes, and is given time to be read.
    """
    moments = (at + TIME_FOR_UPDATE for emit, at in asks(clock, duties) if emit.when is Moment.BEFORE_END)
    return max((moment for moment in moments if moment > now), default=None)


def must_explain(clock: Clock, lines: Iterable[Line]) -> bool:
    """Whether somebody must say why it was late: once, when it is seen to be."""
    return not clock.why_late and any(line.what in _LATE for line in lines)


def kind_of(duty: Duty) -> ItemKind:
    """Return what somebody is asked to do: to call where a call meets the duty, else to do it and record it."""
    return ItemKind.CALL if duty.met_by.officer else ItemKind.MEND


def has_ended(clock: Clock, lines: Sequence[Line]) -> bool:
    """Whether the clock has just come to an end, so that nobody need tell anybody any more."""
    return bool(lines) and not clock.state.is_open


def is_on_its_way(clock: Clock, tellings: Iterable[Telling], case: CaseFacts) -> bool:
    """Whether a message that tells of this very thing may still arrive by itself."""
    return any(one.state in _ON_ITS_WAY for one in about(clock, tellings, case))


def untold(
    clock: Clock, tellings: Iterable[Telling], case: CaseFacts, *, duty: Duty, now: datetime
) -> Sequence[Telling]:
    """
    Return the messages about a clock that is open which left long enough ago to have been read.

    What only stands beside the duty would not meet it by the next channel either.
    """
    left = (one for one in about(clock, tellings, case) if one.state in HAS_LEFT and one.template not in duty.beside)
    return [one for one in left if read_until(one) <= now]


def reading_until(clock: Clock, tellings: Iterable[Telling], case: CaseFacts, *, now: datetime) -> datetime | None:
    """Return until when a message about this clock, which has left, may still be read; None where none may."""
    left = (read_until(one) for one in about(clock, tellings, case) if one.state in HAS_LEFT)
    return max((moment for moment in left if moment > now), default=None)


def read_until(one: Telling) -> datetime:
    """Return until when somebody has time to read what a message led to."""
    return (one.delivered_at or one.state_at) + TIME_TO_READ


def about(clock: Clock, tellings: Iterable[Telling], case: CaseFacts) -> Sequence[Telling]:
    """Return the messages by which this duty is done to this person, or to who stands for them, oldest first."""
    readers = _readers(clock, case)
    return [one for one in tellings if not one.is_digest and one.person_id in readers and _does(one, clock)]


def _does(one: Telling, clock: Clock) -> bool:
    """Whether a message is there to do this duty; of a periodic one it is the update that the clock has asked for."""
    if clock.key.duty in {INTERVAL, SILENCE}:
        return one.trigger == _UPDATE_DUE and one.planned_at >= clock.starts_at
    return one.duty == clock.key.duty and one.event_number in {None, clock.event_number}


def was_late(clock: Clock) -> bool:
    """Whether it is past its end, or was when it was met at last."""
    return clock.state in {ClockState.BREACHED, ClockState.MET_LATE}


def _readers(clock: Clock, case: CaseFacts) -> set[PersonId]:
    mine = next((one for one in case.people if one.person_id == clock.key.person_id), None)
    stand_in = (one for one in case.people if mine and is_told_through(one, mine, at=clock.starts_at))
    return {clock.key.person_id, *(one.person_id for one in stand_in)}
