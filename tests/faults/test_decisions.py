"""
Two workers that decide, one of them killed or stopped anywhere: what is decided is what one worker alone decides.

Each course is drawn by its number: how many revisions of each case come at once, where a worker dies, who goes first.
"""

import contextlib
import random
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psutil
import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.conftest import NOW
from tests.faults.drill import Drill, ended, until
from tests.integration.journeys.looking import ASSIGNED, NOBODY_YET, OTHER_OFFICER, drain_all, visit
from tests.integration.journeys.stories import CALL_STORY, STORIES, in_force_for_a_while
from tests.snapshots import FORCE, a_source, changed, event, of_somebody_else, take
from waypost.base.scope import in_force
from waypost.cases.models import Case, Place
from waypost.cases.values import SourceFacts
from waypost.journeys.models import Decision, Pass, Run
from waypost.messages.models import Message
from waypost.worklist.models import Item

pytestmark = pytest.mark.faults

COURSES = 3
CASES = 6
_PLACES = ("drain.claimed", "drain.runs_written", "drain.trace_written", "drain.before_commit", "drain.after_commit")
_MOVED = {"starts_at": "2026-11-25T09:00:00Z"}
LIFE: Sequence[Mapping[str, Any]] = (
    NOBODY_YET,
    changed(ASSIGNED, revision=2),
    changed(ASSIGNED, revision=3, appointments=[visit()]),
    changed(ASSIGNED, revision=4, officer=OTHER_OFFICER, appointments=[visit()]),
    changed(ASSIGNED, revision=5, officer=OTHER_OFFICER, appointments=[visit(**_MOVED)]),
    changed(ASSIGNED, revision=6, officer=OTHER_OFFICER, appointments=[visit(**_MOVED, status="cancelled")]),
)


def _life_of(victim: int) -> list[Mapping[str, Any]]:
    return [of_somebody_else(revision, victim) for revision in LIFE]


@dataclass(frozen=True)
class Course:
    """One course of events: which revisions of which case come in which round."""

    rounds: Sequence[Sequence[tuple[str, Mapping[str, Any]]]]

    @classmethod
    def drawn(cls, dice: random.Random, name: str, *, first_victim: int) -> "Course":
        """Draw one: each case has its own victim and lives through all of its revisions, one or several a round."""
        left = {f"{name}-{number}": _life_of(first_victim + number) for number in range(CASES)}
        rounds: list[list[tuple[str, Mapping[str, Any]]]] = []
        while any(left.values()):
            this: list[tuple[str, Mapping[str, Any]]] = []
            for reference, revisions in left.items():
                now = [revisions.pop(0) for _ in range(min(dice.randint(0, 3), len(revisions)))]
                this += [(reference, changed(revision, reference=reference)) for revision in now]
            rounds.append(this)
        return cls(rounds)


@pytest.fixture
def source(committed_db: None) -> Iterator[SourceFacts]:
    with in_force_for_a_while({**STORIES, "call": CALL_STORY}, now=NOW):
        yield a_source("rms", now=NOW)


@pytest.fixture
def crew(settings: Settings) -> Drill:
    """Return who starts workers; nothing is handed over here."""
    how: Mapping[str, str | float] = {
        "NOTIFY_BASE_URL": "http://127.0.0.1:9",
        "NOTIFY_API_KEY": DEMO_API_KEY,
        "NOTIFY_TEMPLATE_SMS": SMS_TEMPLATE_ID,
    }
    for name, value in how.items():
        setattr(settings, name, value)
    return Drill("", how)


def decide_with_two(crew: Drill, at: datetime, dice: random.Random) -> None:
    """Let two workers decide what is due, one of which dies or sleeps somewhere; then one that finishes."""
    order = ("drain", at.isoformat(), str(dice.randint(1, 3)))
    if dice.random() < 0.3:
        decide_beside_a_sleeper(crew, order, dice)
    else:
        doomed = crew.start(*order, crashpoint=dice.choice(_PLACES))
        other = crew.start(*order)
        assert ended(other) == 0
        # Where the other one has left nothing to decide, it never comes to the place.
        assert ended(doomed) in {0, -signal.SIGKILL}
    crew.run(*order)


def decide_beside_a_sleeper(crew: Drill, order: tuple[str, ...], dice: random.Random) -> None:
    sleeper = crew.start(*order, crashpoint=f"{dice.choice(_PLACES)}:SIGSTOP")
    process = psutil.Process(sleeper.pid)
    until(lambda: not sleeper.is_alive() or process.status() == psutil.STATUS_STOPPED)
    crew.run(*order)
    while sleeper.is_alive():
        # It may end between the question and the signal.
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()
        sleeper.join(0.05)
    assert sleeper.exitcode == 0


def play(course: Course, source: SourceFacts, decide: Callable[[datetime], None]) -> None:
    for number, revisions in enumerate(course.rounds):
        at = NOW + timedelta(hours=number)
        events = [event(document, f"{reference} {document['revision']}") for reference, document in revisions]
        take(source, *events, now=at)
        decide(at)
    decide(NOW + timedelta(days=30))


def outcome(name: str) -> Mapping[str, Sequence[object]]:
    """Return all that was decided about the cases of one course: runs, lines, messages and tasks, without our ids."""
    with in_force(FORCE):
        cases = dict(Case.objects.filter(reference__startswith=f"{name}-").values_list("id", "reference"))
        mine = {"case_id__in": list(cases)}
        found = {
            "runs": Run.objects.filter(**mine).values_list("case_id", *_RUN),
            "told": Message.objects.filter(**mine).values_list("case_id", *_MESSAGE),
            "asked": Item.objects.filter(**mine).values_list("case_id", "kind", "due_at"),
            "places": Place.objects.filter(**mine).values_list("case_id", "place", "wake_at", "tries"),
        }
        lines = Decision.objects.filter(**mine).order_by("id").values_list("case_id", *_LINE)
        unordered = {what: sorted((_named(row, cases) for row in rows), key=repr) for what, rows in found.items()}
        # The lines of one case stand in the order in which they were decided.
        return {**unordered, "lines": sorted((_named(row, cases) for row in lines), key=lambda row: str(row[0]))}


_RUN = ("journey", "entry", "state", "step", "visit", "end_reason", "trigger_number")
_MESSAGE = ("template", "event_number", "item", "state", "channel")
_LINE = ("journey", "step", "visit", "trigger", "event_number", "decision", "reason")


def _named(row: tuple[Any, ...], cases: Mapping[int, str]) -> tuple[object, ...]:
    """Return a row under the number of its case in the course, in place of our id."""
    case_id, *rest = row
    return (cases[case_id].rpartition("-")[2], *rest)


def is_in_order(name: str) -> bool:
    """Whether no pass over a case read an event that an earlier one had read, or one before it."""
    with in_force(FORCE):
        cases = Case.objects.filter(reference__startswith=f"{name}-").values_list("id", flat=True)
        rows = Pass.objects.filter(case_id__in=list(cases)).order_by("case_id", "id")
        read = [(row.case_id, event["number"]) for row in rows for event in row.events]
    return read == sorted(set(read))


@pytest.mark.parametrize("number", range(COURSES))
def test_two_workers_and_a_kill_decide_what_one_worker_decides(number: int, crew: Drill, source: SourceFacts) -> None:
    dice = random.Random(number)

    play(Course.drawn(random.Random(number), "alone", first_victim=100), source, drain_all)
    together = Course.drawn(random.Random(number), "together", first_victim=100 + CASES)
    play(together, source, lambda at: decide_with_two(crew, at, dice))

    assert outcome("together") == outcome("alone")
    assert is_in_order("together")
