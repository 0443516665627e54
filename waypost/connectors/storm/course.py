"""
How far an incident has come, from what all its messages say of it and of the units that are sent. Pure.

The newest message alone does not say it: a second unit sets out when the first is there, and a message that was
long on its way arrives when all is over. Whoever waits must not be told of somebody who does not come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.cases.vocabulary import IncidentStatus
from waypost.connectors.storm.values import Course, Message, UnitState


@dataclass(frozen=True)
class Standing:
    """The fields of a snapshot that follow from the course of an incident."""

    status: IncidentStatus | None
    eta: datetime | None
    attended_at: datetime | None
    opened_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class _Unit:
    state: UnitState
    eta: datetime | None = None


def standing_of(messages: Sequence[Message]) -> Standing:
    """
    Return how an incident stands after all its messages, in their order; there is at least one.

    `status` and `opened_at` are None as long as the message is missing that opened it.
    """
    course = next((each.rule.course for each in reversed(messages) if each.rule.course is not None), None)
    since = _since_reopened(messages)
    units = _units(since)
    attended = [each.at for each in since if each.rule.unit is UnitState.AT_SCENE]
    status = _status(course, units.values(), is_attended=bool(attended))
    is_awaited = status in {IncidentStatus.ASSIGNED, IncidentStatus.EN_ROUTE}
    coming = [unit.eta for unit in units.values() if unit.eta is not None]
    return Standing(
        status=status,
        eta=min(coming, default=None) if is_awaited else None,
        attended_at=min(attended, default=None),
        opened_at=_opened_at(messages),
        updated_at=max(each.at for each in messages),
    )


def _status(course: Course | None, units: Iterable[_Unit], *, is_attended: bool) -> IncidentStatus | None:
    if course is None:
        return None
    if course.is_over:
        return IncidentStatus(course.value)
    if is_attended:
        # Somebody has come: of a second unit, or of a message that was late, nobody is told.
        return IncidentStatus.AT_SCENE
    states = {unit.state for unit in units}
    if UnitState.EN_ROUTE in states:
        return IncidentStatus.EN_ROUTE
    return IncidentStatus.ASSIGNED if UnitState.ASSIGNED in states else IncidentStatus.OPEN


def _since_reopened(messages: Sequence[Message]) -> Sequence[Message]:
    places = [place for place, each in enumerate(messages) if each.rule.course is Course.REOPENED]
    return messages[places[-1] :] if places else messages


def _units(messages: Iterable[Message]) -> Mapping[str, _Unit]:
    units: dict[str, _Unit] = {}
    for each in messages:
        before = units.get(each.unit)
        if each.rule.unit is UnitState.STOOD_DOWN:
            units.pop(each.unit, None)
        elif each.rule.unit is not None or before is not None:
            units[each.unit] = _after(before, each)
    return units


def _after(before: _Unit | None, message: Message) -> _Unit:
    state = message.rule.unit or (before.state if before else UnitState.ASSIGNED)
    kept = before.eta if before else None
    return _Unit(state, message.eta if message.is_eta_said else kept)


def _opened_at(messages: Iterable[Message]) -> datetime | None:
    said = [each.opened_at for each in messages if each.opened_at is not None]
    if said:
        return said[-1]
    return min((each.at for each in messages if each.rule.course is Course.OPEN), default=None)
