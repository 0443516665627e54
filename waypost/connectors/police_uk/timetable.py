"""When each step of a crime happens: drawn in hours after recording, fitted into the month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log
from random import Random

from waypost.connectors.police_uk.book import Book, Days, Steps
from waypost.connectors.police_uk.draws import draw, draw_hours, happens, stream
from waypost.connectors.police_uk.timeframe import month_window
from waypost.connectors.police_uk.values import Crime, StreetRow, VictimKind

_LEAST_ROOM = timedelta(days=3)
"""From the latest recording to the end of the month."""
NO_SUSPECT = "18"
NOT_SUPPORTED = frozenset({"14", "16"})
_BETWEEN_STEPS = timedelta(minutes=1)


class StepKind(StrEnum):
    """What happened to a crime's record."""

    RECORDED = "recorded"
    SCREENED = "screened"
    ALLOCATED = "allocated"
    OFFICER_CHANGED = "officer changed"
    VICTIM_WITHDREW = "victim withdrew"
    ARRESTED = "arrested"
    INTERVIEWED = "interviewed"
    BAILED = "bailed"
    RELEASED_UNDER_INVESTIGATION = "released under investigation"
    NOT_INVESTIGATED = "not investigated"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Timetable:
    """The steps of a crime in order of time, no two at once."""

    steps: tuple[tuple[StepKind, datetime], ...]

    def when(self, kind: StepKind) -> datetime | None:
        """Return when a step happened, or None if it did not."""
        return dict(self.steps).get(kind)


def begins_at(row: StreetRow, *, seed: int) -> datetime:
    """
    Return when a row's story begins: a moment of its month that leaves room for the steps that follow.

    Cheap: the order of the stories is known before one of them is told.
    """
    window = month_window(row.month)
    latest = window.end - _LEAST_ROOM
    chance = stream(seed, row=row, purpose="begin")
    return window.start + timedelta(seconds=chance.randrange(int((latest - window.start).total_seconds())))


def draw_timetable(crime: Crime, *, recorded: datetime, chance: Random, book: Book) -> Timetable:
    """
    Return the steps that lead to the crime's published outcome, all of them in its month.

    Where the draw runs past the end, all steps are moved closer together by the same factor.
    """
    drafts = sorted(_drafts(crime, chance=chance, book=book), key=lambda draft: draft[1])
    room_hours = (month_window(crime.row.month).end - recorded) / timedelta(hours=1)
    # An hour is kept free, for steps that are set apart.
    pace = min(1.0, room_hours / (drafts[-1][1] + 1))
    return Timetable(_apart((kind, recorded + timedelta(seconds=round(3600 * hours * pace))) for kind, hours in drafts))


Draft = tuple[StepKind, float]


def _drafts(crime: Crime, *, chance: Random, book: Book) -> list[Draft]:
    """Return the steps with their hours after recording, in no order."""
    steps = book.assumptions.steps
    recorded: list[Draft] = [(StepKind.RECORDED, 0)]
    allocated = draw_hours(chance, steps.hours_to_allocation)
    if _may_be_screened_out(crime, steps=steps) and happens(chance, share=steps.screened_out):
        return [*recorded, (StepKind.SCREENED, allocated / 4), (StepKind.NOT_INVESTIGATED, allocated)]
    if crime.outcome is None and not happens(chance, share=steps.no_outcome_allocated):
        return recorded
    outcome = allocated + 24 * _days(steps.days_to_outcome, chance)
    between = _between(crime, chance=chance, book=book)
    # Not at the very ends: a step between needs time before and after it.
    marks = sorted(allocated + (outcome - allocated) * chance.uniform(0.1, 0.95) for _ in between)
    drafts = [*recorded, (StepKind.ALLOCATED, allocated), *zip(between, marks, strict=True)]
    return [*drafts, (StepKind.OUTCOME, outcome)] if crime.outcome else drafts


def _may_be_screened_out(crime: Crime, *, steps: Steps) -> bool:
    return crime.outcome == NO_SUSPECT and crime.group in steps.screened_groups


def _between(crime: Crime, *, chance: Random, book: Book) -> list[StepKind]:
    """Return the steps between allocation and outcome, in their order."""
    steps = book.assumptions.steps
    between = _suspect_steps(chance, book=book) if _has_suspect(crime, book=book) else []
    if happens(chance, share=steps.officer_changed):
        between.insert(chance.randrange(len(between) + 1), StepKind.OFFICER_CHANGED)
    may_withdraw = crime.outcome in NOT_SUPPORTED and crime.victim is not VictimKind.NOBODY
    if may_withdraw and happens(chance, share=steps.victim_withdrew):
        between.append(StepKind.VICTIM_WITHDREW)
    return between


def _suspect_steps(chance: Random, *, book: Book) -> list[StepKind]:
    steps = book.assumptions.steps
    if not happens(chance, share=steps.arrested):
        return [StepKind.INTERVIEWED]
    match draw(chance, steps.after_arrest):
        case "bailed":
            return [StepKind.ARRESTED, StepKind.BAILED]
        case "released_under_investigation":
            return [StepKind.ARRESTED, StepKind.RELEASED_UNDER_INVESTIGATION]
        case _:
            return [StepKind.ARRESTED]


def _has_suspect(crime: Crime, *, book: Book) -> bool:
    return crime.outcome is not None and book.mapping.codes[crime.outcome].suspect


def _days(days: Days, chance: Random) -> float:
    return chance.lognormvariate(log(days.median), days.spread)


def _apart(steps: Iterable[tuple[StepKind, datetime]]) -> tuple[tuple[StepKind, datetime], ...]:
    """Return the steps with at least a minute between two of them."""
    placed: list[tuple[StepKind, datetime]] = []
    for kind, at in steps:
        earliest = placed[-1][1] + _BETWEEN_STEPS if placed else at
        placed.append((kind, max(at, earliest)))
    return tuple(placed)
