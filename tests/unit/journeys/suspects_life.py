"""What becomes of one suspect or two, with all phases on: cases with their facts, and what the journeys want told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from tests.repository.tree import CHECKOUT
from tests.unit.journeys.case_life import READERS
from tests.unit.journeys.second_half import NOON, a_case, shipped
from waypost.base.values import PersonId
from waypost.base.working_days import bank_holidays
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import FactCodes, JourneyFacts, PersonCodes
from waypost.journeys.rules import Situation, TextFacts, decide
from waypost.journeys.runs import Plan, RunFacts, RunKey
from waypost.journeys.values import Journey, Send, Task

ENGLISH = CHECKOUT / "content" / "messages" / "en"
OURS = ("susp_", "chg_", "oocd_")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTH = timedelta(days=30)

Happened = tuple[timedelta, str, str]
"""When, which event, and about whom; the fact has its number as its id."""


def a_suspect(ref: str) -> PersonCodes:
    return replace(READERS["adult"][0], person_id=PersonId(int(ref[1:]) + 50), ref=ref, roles=("suspect",))


@cache
def ours() -> Sequence[Journey]:
    """The shipped journeys that want one of these texts, and no others."""
    return [journey for journey in shipped() if any(name.startswith(OURS) for name in _names(journey))]


@cache
def _texts() -> Mapping[str, TextFacts]:
    """What somebody confirms, or calls about first, goes by itself."""
    files = {name: ENGLISH / f"{name}.yaml" for journey in ours() for name in _names(journey)}
    return {name: TextFacts(may_join="\nmode: A\n" in file.read_text("utf-8")) for name, file in files.items()}


def _names(journey: Journey) -> Iterator[str]:
    for step in journey.steps:
        if isinstance(step, Send):
            yield step.template
        elif isinstance(step, Task):
            yield step.script


def read_by(reader: str, *, codes: Mapping[str, str] | None = None, **fields: Any) -> JourneyFacts:
    """A crime with two suspects whose news goes to such a reader; its first fact has `codes`."""
    case = a_case(*READERS[reader], a_suspect("s1"), a_suspect("s2"))
    return replace(case, told=(_fact(1, "", "s1", codes or {}),), **fields)


def _fact(number: int, kind: str, suspect: str, codes: Mapping[str, str]) -> FactCodes:
    conditions = codes.get("conditions") == "yes"
    return FactCodes(f"f{number}", kind, person_ref=suspect or None, codes=codes, has_conditions=conditions)


def now(kind: str, suspect: str = "s1") -> Happened:
    return (timedelta(0), kind, suspect)


def after(span: timedelta, kind: str, suspect: str = "s1") -> Happened:
    return (span, kind, suspect)


def told(facts: JourneyFacts, *happened: Happened, ends: Mapping[timedelta, str] | None = None) -> list[str]:
    """
    Return each of these texts that is wanted within a month and not taken back, by name.

    `ends` are the outcomes that the case has from a span after noon on.
    """
    plans = [*_lived(facts, happened, ends or {})]
    runs = {run.key: run for plan in plans for run in plan.runs}
    wishes = [(one.run_key, one.template) for plan in plans for one in plan.intents]
    wishes += [(one.run_key, one.script) for plan in plans for one in plan.tasks]
    return sorted(name for key, name in wishes if name.startswith(OURS) and not runs[key].is_taken_back)


def _lived(facts: JourneyFacts, happened: Sequence[Happened], ends: Mapping[timedelta, str]) -> Iterator[Plan]:
    known = facts.told[0].codes
    said = tuple(_fact(number, kind, whom, known) for number, (_, kind, whom) in enumerate(happened, 1))
    left = [_event(number, *one) for number, one in enumerate(happened, 1)]
    runs: dict[RunKey, RunFacts] = {}
    at: datetime | None = NOON
    while at is not None and at < NOON + MONTH:
        read = [event for event in left if event.at <= at]
        left = [event for event in left if event.at > at]
        code = next((code for span, code in sorted(ends.items(), reverse=True) if NOON + span <= at), None)
        seen = replace(facts, told=said, outcome_code=code, outcome_decided_at=NOON if code else None)
        plan = decide(_situation(seen, read, runs), now=at)
        runs |= {run.key: run for run in plan.runs}
        yield plan
        at = min([when for when in (plan.wake_at, *(event.at for event in left)) if when is not None], default=None)


def _event(number: int, span: timedelta, kind: str, suspect: str) -> TimelineEntry:
    at = NOON + span
    # What the record takes back is its first fact.
    item = "f1" if kind == "fact.withdrawn" else f"f{number}"
    return TimelineEntry(number, kind, at, None, at, suspect or None, item, {})


def _situation(facts: JourneyFacts, events: Sequence[TimelineEntry], runs: Mapping[RunKey, RunFacts]) -> Situation:
    return Situation(
        facts=facts,
        journeys=ours(),
        followed={(journey.name, 1): journey for journey in ours()},
        phases=frozenset({1, 2, 3, 4}),
        paused=frozenset(),
        runs=[*runs.values()],
        place=0,
        events=events,
        holidays=bank_holidays(),
        texts=_texts(),
    )
