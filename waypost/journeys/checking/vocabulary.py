"""The values that a fact can have, so that a misspelt group or status is found before it holds for nobody."""

import csv
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from waypost.cases.codes import read_outcomes
from waypost.cases.standing import Standing
from waypost.cases.values import CaseKind
from waypost.cases.vocabulary import (
    AppointmentKind,
    AppointmentStatus,
    CaseStatus,
    DecidedBy,
    Flag,
    Format,
    Grade,
    HearingKind,
    HearingStatus,
    IncidentChannel,
    IncidentResult,
    IncidentStatus,
    MissedBy,
    OrderKind,
    ResultCode,
)
from waypost.journeys.checking.exits import conditions_of
from waypost.journeys.values import Journey
from waypost.messages.lint.shape import nearest
from waypost.messages.lint.values import Found

Vocabulary = Mapping[str, frozenset[str]]


def read_vocabulary(content: Path) -> Vocabulary:
    """Return the values of each fact that has a closed list of them."""
    with (content / "groups" / "offence_groups.csv").open(encoding="utf-8", newline="") as file:
        groups = list(csv.DictReader(file))
    return {
        "case.kind": _values(CaseKind),
        "case.group": frozenset(row["group"] for row in groups),
        "case.family": frozenset(row["family"] for row in groups),
        "case.risk": frozenset(row["risk"] for row in groups),
        "case.status": _values(CaseStatus) | _values(IncidentStatus),
        "outcome.code": frozenset(read_outcomes(content)),
        "appointment.kind": _values(AppointmentKind),
        "appointment.status": _values(AppointmentStatus),
        "appointment.missed_by": _values(MissedBy),
        "hearing.kind": _values(HearingKind),
        "hearing.status": _values(HearingStatus),
        "hearing.result": _values(ResultCode),
        "hearing.orders": _values(OrderKind),
        "case.flags": _values(Flag),
        "outcome.decided_by": _values(DecidedBy),
        "fact.by": _values(DecidedBy),
        "person.audience": _values(Standing),
        "person.kind": frozenset({"person", "organisation"}),
        "person.formats": _values(Format),
        "incident.status": _values(IncidentStatus),
        "incident.grade": _values(Grade),
        "incident.channel": _values(IncidentChannel),
        "incident.result": _values(IncidentResult),
    }


def check_values(journey: Journey, vocabulary: Vocabulary) -> Iterator[Found]:
    """Yield each value of a condition that its fact never has."""
    for place, condition in conditions_of(journey):
        known = vocabulary.get(condition.fact)
        for value in condition.values if known else ():
            if known and value not in known:
                close = nearest(value, known) or f" Use one of {', '.join(sorted(known)[:12])}."
                yield Found(place, f"{condition.fact} is never {value}.{close}", value)


def _values(words: type[StrEnum]) -> frozenset[str]:
    return frozenset(map(str, words))
