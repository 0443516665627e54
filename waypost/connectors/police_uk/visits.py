"""The appointment of a crime: booked some working days ahead, perhaps moved, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from waypost.connectors.police_uk.book import Steps
from waypost.connectors.police_uk.draws import happens
from waypost.connectors.police_uk.timeframe import Timeframe, Window, visit_time
from waypost.connectors.police_uk.values import JsonObject

LENGTH = timedelta(hours=1)
_SOON_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class VisitState:
    """What the record says of a visit from a moment on."""

    since: datetime
    """In the row's month: the order of the replay."""
    starts_at: datetime
    """As the snapshot shows it."""
    status: str
    missed_by: str | None = None

    def to_json(self, *, kind: str, person: str | None) -> JsonObject:
        """Return the appointment as case.schema.json has it."""
        return {
            "id": "ap1",
            "kind": kind,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": (self.starts_at + LENGTH).isoformat(),
            "place": None,
            "person": person,
            "status": self.status,
            "missed_by": self.missed_by,
        }


def plan_visit(
    during: Window, *, closes: bool, chance: Random, steps: Steps, timeframe: Timeframe
) -> tuple[VisitState, ...]:
    """
    Return the states of one visit in order, all of them since moments of `during`.

    `during` runs from allocation to the outcome, or to the end of the month. In a case that `closes`, a visit
    whose time would come later is not booked at all; where visits lie ahead of the reader, it stays booked.
    """
    booked_at = during.start + (during.end - during.start) * chance.uniform(0.02, 0.2)
    days = chance.randint(steps.visit_working_days_ahead.least, steps.visit_working_days_ahead.most)
    at = time(chance.randint(9, 16), chance.choice([0, 15, 30, 45]))
    states = [_booked(booked_at, days=days, at=at, timeframe=timeframe)]
    soon = min(_SOON_AFTER, (during.end - booked_at) / 5)
    if happens(chance, share=steps.visit_moved):
        days += 1
        moved_at = booked_at + soon * chance.uniform(0.2, 0.5)
        states.append(_booked(moved_at, days=days, at=at, timeframe=timeframe))
    if happens(chance, share=steps.visit_cancelled):
        cancelled_at = booked_at + soon * chance.uniform(0.6, 0.9)
        return (*states, VisitState(cancelled_at, states[-1].starts_at, "cancelled"))
    if timeframe.visits_lie_ahead:
        return tuple(states)
    ended_at = visit_time(states[-1].since, working_days=days, at=at) + LENGTH
    if ended_at < during.end:
        return (*states, _held(ended_at, starts_at=states[-1].starts_at, chance=chance, steps=steps))
    return () if closes else tuple(states)


def _booked(since: datetime, *, days: int, at: time, timeframe: Timeframe) -> VisitState:
    starts_at = visit_time(timeframe.visit_day_zero(since), working_days=days, at=at)
    return VisitState(since, starts_at, "booked")


def _held(since: datetime, *, starts_at: datetime, chance: Random, steps: Steps) -> VisitState:
    if happens(chance, share=steps.visit_missed):
        return VisitState(since, starts_at, "missed", missed_by=chance.choice(["police", "victim"]))
    return VisitState(since, starts_at, "attended")
