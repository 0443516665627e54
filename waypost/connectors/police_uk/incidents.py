"""The story of one row of antisocial behaviour: an incident of the control room, from call to close."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from waypost.connectors.police_uk.draws import draw_hours, draw_one, happens, stream
from waypost.connectors.police_uk.people import cast_incident, casting_for
from waypost.connectors.police_uk.setting import Setting
from waypost.connectors.police_uk.timeframe import Timeframe
from waypost.connectors.police_uk.timetable import begins_at
from waypost.connectors.police_uk.values import INCIDENT_EVENT, Incident, JsonObject, Step, Story

_NOBODY_GOES = "resolution_without_deployment"
_MOVED_BY = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """What changes in an incident's record."""

    status: str
    promised_by: datetime | None = None
    eta: datetime | None = None
    attended_at: datetime | None = None
    result: str | None = None
    agency: str | None = None

    def to_json(self) -> JsonObject:
        """Return the fields as incident.schema.json has them."""
        return {
            "status": self.status,
            "promised_by": _shown(self.promised_by),
            "eta": _shown(self.eta),
            "attended_at": _shown(self.attended_at),
            "result": self.result,
            "agency": self.agency,
        }


def tell_incident(incident: Incident, *, setting: Setting) -> Story:
    """Return all snapshots of an incident."""
    begin = begins_at(incident.row, seed=setting.seed)
    chance = stream(setting.seed, row=incident.row, purpose="steps")
    shown = setting.timeframe.past(begin)
    cast = cast_incident(casting_for(incident.row, setting=setting, day_of_crime=shown.date()))
    words, rates = setting.book.words, setting.book.assumptions.incidents
    grade = draw_one(chance, rates.grade)
    return Story(
        reference=incident.reference,
        event_type=INCIDENT_EVENT,
        row=incident.row.number,
        constant={
            "reference": incident.reference,
            "force": setting.force,
            "opened_at": shown.isoformat(),
            "channel": draw_one(chance, rates.channel),
            "grade": grade,
            "group": incident.group,
            "flags": None if happens(chance, share=rates.flags_not_asked) else [],
            "title": f"{words.made_up}{incident.row.crime_type}. {incident.row.place}"[:200],
            "suspect_may_see_phone": False,
            "people": [person.to_json() for person in cast.known],
        },
        steps=tuple(_steps(grade, begin=begin, chance=chance, setting=setting)),
        planted=cast.planted,
    )


def _steps(grade: str, *, begin: datetime, chance: Random, setting: Setting) -> Iterator[Step]:
    rates = setting.book.assumptions.incidents
    resulted = begin + timedelta(hours=draw_hours(chance, rates.hours_to_result))
    result = draw_one(chance, rates.result)
    moved = happens(chance, share=rates.promise_moved)
    closed = resulted + timedelta(hours=chance.uniform(0.5, 6))
    record = IncidentRecord(status="open")
    if grade == _NOBODY_GOES:
        result = "advice" if result == "attended" else result
        yield Step(begin, record)
    else:
        promise = Promise(begin + timedelta(hours=rates.hours_to_promise[grade]), moved=moved)
        record = yield from _attendance(begin, until=resulted, promise=promise, timeframe=setting.timeframe)
    agency = setting.book.words.agency if result == "other_agency" else None
    record = replace(record, status="resulted", result=result, agency=agency)
    yield Step(resulted, record)
    yield Step(closed, replace(record, status="closed"))


@dataclass(frozen=True, slots=True)
class Promise:
    """When the caller was told that somebody would come, and whether that was moved later."""

    by: datetime
    moved: bool


def _attendance(
    begin: datetime, *, until: datetime, promise: Promise, timeframe: Timeframe
) -> Generator[Step, None, IncidentRecord]:
    """Yield the steps from the call to the officers' arrival; return the record as it then is."""

    def part_of_the_way(share: float) -> datetime:
        return begin + (until - begin) * share

    record = IncidentRecord(status="open", promised_by=timeframe.past(promise.by))
    yield Step(begin, record)
    if promise.moved:
        record = replace(record, promised_by=timeframe.past(promise.by + _MOVED_BY))
        yield Step(part_of_the_way(0.2), record)
    record = replace(record, status="assigned")
    yield Step(part_of_the_way(0.4), record)
    arrived = part_of_the_way(0.8)
    record = replace(record, status="en_route", eta=timeframe.past(arrived))
    yield Step(part_of_the_way(0.6), record)
    record = replace(record, status="at_scene", eta=None, attended_at=timeframe.past(arrived))
    yield Step(arrived, record)
    return record


def _shown(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
