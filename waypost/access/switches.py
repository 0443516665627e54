"""How far journeys are switched on in a force, and since when. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from waypost.access.values import ForceState, JourneyState


class Switch(TypedDict):
    """How far a journey is switched on, as it is kept; `state` is the one that it has when it is not paused."""

    state: str
    is_paused: bool


LIVE: Switch = {"state": JourneyState.LIVE.value, "is_paused": False}
Switches = Mapping[str, Switch]
_HOW_FAR: Mapping[str, int] = {
    JourneyState.SHADOW: 0,
    JourneyState.PAUSED: 0,
    JourneyState.PILOT: 1,
    JourneyState.LIVE: 2,
}


def switched(others: Switches, wanted: Mapping[str, JourneyState], *, before: Switches) -> Switches:
    """Return `others` with the journeys that are `wanted` otherwise; one that simply runs live is not kept."""
    switches = dict(others)
    for journey, state in wanted.items():
        is_paused = state is JourneyState.PAUSED
        kept = before.get(journey, LIVE)["state"] if is_paused else state.value
        switches[journey] = {"state": kept, "is_paused": is_paused}
    return {journey: switch for journey, switch in sorted(switches.items()) if switch != LIVE}


def journeys_on(moments: Mapping[str, str], before: Switches, after: Switches, *, now: datetime) -> dict[str, str]:
    """Return `moments` as of a change of switches: now, for each journey that tells more people than before."""
    further = [
        journey
        for journey in {*before, *after}
        if _how_far(after.get(journey, LIVE)) > _how_far(before.get(journey, LIVE))
    ]
    return {**moments, **{f"journey {journey}": now.isoformat() for journey in sorted(further)}}


def force_on(moments: Mapping[str, str], before: str, after: str, *, now: datetime) -> dict[str, str]:
    """Return `moments` as of a change of the force's own state: now, if it tells more people than before."""
    return {**moments, "": now.isoformat()} if _HOW_FAR[after] > _HOW_FAR[before] else dict(moments)


def new_force_on(state: str, *, now: datetime) -> dict[str, str]:
    """Return the moments of a force that begins in this state."""
    return force_on({}, ForceState.SHADOW.value, state, now=now)


def _how_far(switch: Switch) -> int:
    return _HOW_FAR[JourneyState.PAUSED if switch["is_paused"] else switch["state"]]
