"""What is kept of the clocks that were known, when they are made anew."""

from collections.abc import Iterable
from dataclasses import replace

from waypost.duties.rules.clocks import clocks
from waypost.duties.rules.meeting import is_withdrawn, record_reference
from waypost.duties.rules.starting import Matter
from waypost.duties.values import Clock, ClockKey, ClockState, Proof, ToldBy


def next_clocks(before: Iterable[Clock], matter: Matter) -> tuple[Clock, ...]:
    """
    Return every clock of the case as it is from now on: those made anew, and those that were known.

    Somebody who was told stays told while the proof stands, though a guardian has left the case since, or content asks
    for more now. A clock that was open and is not made any more has come to nothing, and stops.
    """
    known = {clock.key: clock for clock in before}
    anew: dict[ClockKey, Clock] = {clock.key: clock for clock in clocks(matter)}
    settled = {key: _kept(known[key], clock, matter) for key, clock in anew.items() if key in known}
    gone = {key: _left(clock) for key, clock in known.items() if key not in anew}
    found = {**anew, **settled, **gone}.values()
    return tuple(
        sorted(found, key=lambda clock: (clock.key.duty, clock.key.person_id, clock.event_number, clock.key.item))
    )


def _kept(before: Clock, after: Clock, matter: Matter) -> Clock:
    if before.proof is None or not _stands(before.proof, matter):
        return after
    # A receipt that comes late may show that she was told sooner.
    is_sooner = after.proof is not None and after.proof.at < before.proof.at
    return after if is_sooner else before


def _left(clock: Clock) -> Clock:
    return replace(clock, state=ClockState.STOPPED) if clock.state.is_open else clock


def _stands(proof: Proof, matter: Matter) -> bool:
    if proof.by is ToldBy.RECORD:
        return any(
            record_reference(event) == proof.reference and not is_withdrawn(event, matter.events)
            for event in matter.events
        )
    return any(told.by is proof.by and told.reference == proof.reference for told in matter.told)
