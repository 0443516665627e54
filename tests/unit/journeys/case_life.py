"""How a case goes on and ends, with all phases on: made-up readers, and what the shipped journeys want for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from tests.unit.journeys.second_half import ADULT, BUSINESS, NOON, SUSPECT, a_case, shipped
from waypost.base.values import PersonId
from waypost.base.working_days import bank_holidays
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import FactCodes, JourneyFacts
from waypost.journeys.rules import Situation, decide
from waypost.journeys.runs import Plan, RunFacts, RunKey
from waypost.journeys.values import Journey, Send, Survey, Task

OURS = ("inv_", "out_", "pref_", "survey_", "complaint_", "data_")
QUARTER = timedelta(days=90)

CHILD = replace(ADULT, ref="c1", is_minor="yes", enhanced=True, audience="child", stand_ins=("g1",))
GUARDIAN = replace(
    ADULT, person_id=PersonId(4), ref="g1", roles=("parent_guardian",), acts_for=("c1",), audience="guardian"
)
DEAD = replace(ADULT, ref="d1", stand_ins=("f1",))
FAMILY = replace(
    ADULT, person_id=PersonId(5), ref="f1", roles=("family_spokesperson",), acts_for=("d1",), audience="spokesperson"
)
ENHANCED = replace(ADULT, enhanced=True)
READERS = {"adult": (ADULT,), "guardian": (CHILD, GUARDIAN), "business": (BUSINESS,), "family": (DEAD, FAMILY)}


@cache
def ours(of: tuple[str, ...] = OURS) -> Sequence[Journey]:
    """The shipped journeys that want one of the texts whose names begin so, and no others."""
    return [journey for journey in shipped() if any(name.startswith(of) for name in _names(journey))]


def _names(journey: Journey) -> Iterator[str]:
    for step in journey.steps:
        if isinstance(step, Send | Survey):
            yield step.template
        elif isinstance(step, Task):
            yield step.script


def read_by(reader: str, *, group: str = "burglary-residential", **fields: object) -> JourneyFacts:
    """A crime whose news goes to such a reader."""
    return a_case(*READERS[reader], SUSPECT, group=group, **fields)


def ended(reader: str, code: str, *, group: str = "burglary-residential", **fields: object) -> JourneyFacts:
    """A crime that has ended so, whose news goes to such a reader."""
    return read_by(reader, group=group, status="closed", outcome_code=code, outcome_decided_at=NOON, **fields)


def with_fact(facts: JourneyFacts, trigger: str, *, at: datetime, kind: str = "cctv") -> JourneyFacts:
    """The same with one fact of the record, to which the events belong."""
    return replace(facts, told=(*facts.told, FactCodes("i1", trigger, codes={"kind": kind}, at=at)))


def happens(*kinds: str, person: str | None = None, item: str = "i1") -> list[TimelineEntry]:
    return [TimelineEntry(number, kind, NOON, None, NOON, person, item, {}) for number, kind in enumerate(kinds, 1)]


def wanted(
    facts: JourneyFacts,
    events: Sequence[TimelineEntry],
    *,
    later: Mapping[timedelta, str] | None = None,
    of: tuple[str, ...] = OURS,
) -> list[tuple[str, str]]:
    """Return each of these texts that is wanted within three months and is not taken back, and for whom."""
    plans = list(_lived(facts, events, [*_later(later or {})], of))
    runs = {run.key: run for plan in plans for run in plan.runs}
    refs = {person.person_id: person.ref for person in facts.people}
    wishes = [(one.run_key, one.template, one.person_id) for plan in plans for one in plan.intents]
    wishes += [(one.run_key, one.script, one.person_id) for plan in plans for one in plan.tasks]
    return sorted(
        (name, refs[person_id])
        for key, name, person_id in wishes
        if name.startswith(of) and not runs[key].is_taken_back
    )


def _later(kinds: Mapping[timedelta, str]) -> Iterator[TimelineEntry]:
    for number, (span, kind) in enumerate(sorted(kinds.items()), 90):
        yield TimelineEntry(number, kind, NOON + span, None, NOON + span, None, None, {})


def _lived(
    facts: JourneyFacts, events: Sequence[TimelineEntry], later: list[TimelineEntry], of: tuple[str, ...]
) -> Iterator[Plan]:
    runs: dict[RunKey, RunFacts] = {}
    now: datetime | None = NOON
    read = events
    while now is not None and now < NOON + QUARTER:
        plan = decide(_situation(facts, read, runs, ours(of)), now=now)
        runs |= {run.key: run for run in plan.runs}
        yield plan
        now = min([at for at in (plan.wake_at, *(event.at for event in later)) if at is not None], default=None)
        read = [event for event in later if event.at == now]
        later = [event for event in later if event.at != now]


def _situation(
    facts: JourneyFacts,
    events: Sequence[TimelineEntry],
    runs: Mapping[RunKey, RunFacts],
    journeys: Sequence[Journey],
) -> Situation:
    return Situation(
        facts=facts,
        journeys=tuple(journeys),
        followed={(journey.name, 1): journey for journey in journeys},
        phases=frozenset({1, 2, 3, 4}),
        paused=frozenset(),
        runs=[*runs.values()],
        place=0,
        events=events,
        holidays=bank_holidays(),
    )
