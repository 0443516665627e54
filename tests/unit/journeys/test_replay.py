"""A pass that is kept holds all that its decisions were made from."""

from datetime import timedelta

import pytest

from tests.unit.journeys.making import HOLIDAYS, NOON, a_journey, a_situation, after, an_event, lines
from waypost.base.values import CaseId
from waypost.journeys.passes import (
    Pass,
    journeys_that_count,
    replay,
    settings_from_json,
    settings_that_count,
    settings_to_json,
)
from waypost.journeys.rules import TextFacts, decide
from waypost.journeys.runs import What
from waypost.journeys.values import Send, Step, Survey


@pytest.mark.parametrize("step", [Send("1", "text"), Survey("1", "text")])
def test_what_came_too_late_came_too_late_in_the_replay(step: Step) -> None:
    journey, now = a_journey(step), after(NOON, days=5)
    texts = {"text": TextFacts(valid_for=timedelta(days=2))}
    situation = a_situation(journey, events=[an_event(1, "crime.recorded")], texts=texts)
    kept = Pass(
        id=1,
        case_id=CaseId(7),
        at=now,
        facts=situation.facts,
        runs=(),
        events=tuple(situation.events),
        place=0,
        has_more=False,
        in_force=tuple((each.name, each.version) for each in journeys_that_count(situation)),
        settings=settings_from_json(settings_to_json(settings_that_count(situation))),
    )

    again = replay(kept, journeys={("j", 1): journey}, holidays=HOLIDAYS)

    assert (
        lines(again.trace) == lines(decide(situation, now=now).trace) == [(What.SKIP, "too_late"), (What.EXIT, "done")]
    )
