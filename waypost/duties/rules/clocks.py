"""The clocks of one case, from its timeline, its record and what was told. Read `clocks` first."""

from collections.abc import Sequence

from waypost.base.values import PersonId
from waypost.duties.duty import Spell
from waypost.duties.rules.ending import Ending
from waypost.duties.rules.enhanced import Ground, enhanced_spells
from waypost.duties.rules.interval import update_clocks
from waypost.duties.rules.meeting import proof_of, stopped_at
from waypost.duties.rules.starting import Begun, Matter, begun
from waypost.duties.rules.states import state_of
from waypost.duties.values import Clock


def clocks(matter: Matter) -> tuple[Clock, ...]:
    """
    Return every clock of the case as it stands now, by duty, person and event.

    It is made anew from the whole timeline each time, so it does not matter in how many passes the events came. Of
    the agreed interval only the turns since the newest agreement are here. A clock that was known and is not returned
    has come to nothing: the person is no longer a victim of the case, or the agreement is another now.
    """
    spells: dict[PersonId, Sequence[Spell]] = {}
    found = []
    for one in begun(matter):
        if one.person.person_id not in spells:
            spells[one.person.person_id] = spells_of(one, matter)
        found.append(_clock(one, matter, spells[one.person.person_id]))
    found += update_clocks(matter)
    return tuple(
        sorted(found, key=lambda clock: (clock.key.duty, clock.key.person_id, clock.event_number, clock.key.item))
    )


def spells_of(begun: Begun, matter: Matter) -> Sequence[Spell]:
    """Return when the person had enhanced rights."""
    ground = Ground(matter.duties.enhanced, matter.groups)
    return enhanced_spells(begun.person, case=matter.case, events=matter.events, ground=ground)


def _clock(begun: Begun, matter: Matter, spells: Sequence[Spell]) -> Clock:
    proof, stopped = proof_of(begun, matter), stopped_at(begun, matter)
    if proof is not None and stopped is not None and stopped < proof.at:
        proof = None
    until = proof.at if proof else stopped or matter.now
    ending = Ending(begun.duty, begun.starts_at, spells, matter.holidays)
    breached = ending.breached_at(until=until)
    ends = ending.at(breached or until)
    return Clock(
        key=begun.key,
        case_id=matter.case.case_id,
        event_number=begun.event.number,
        event_at=begun.event.at,
        received_at=begun.event.received_at or begun.event.at,
        starts_at=begun.starts_at,
        enhanced=ends.enhanced,
        due_at=ends.due_at,
        state=state_of(proof, breached_at=breached, stopped_at=stopped),
        proof=proof,
        breached_at=breached,
    )
