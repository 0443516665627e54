"""Which condition did not hold, in words: found by asking the rules again with the facts of that moment."""

from collections.abc import Sequence
from dataclasses import replace

from waypost.base.values import PersonId
from waypost.journeys.explain.material import Material
from waypost.journeys.named_facts import FactValue, named_fact
from waypost.journeys.passes import Pass
from waypost.journeys.queries import DecisionFacts
from waypost.journeys.rules.conditions import holds
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Comparison, Condition, Journey, Send

_MUST = {
    Comparison.IS: "had to be",
    Comparison.IS_NOT: "must not be",
    Comparison.IN: "had to be",
    Comparison.NOT_IN: "must not be",
    Comparison.INCLUDES: "had to include",
    Comparison.INCLUDES_NONE: "must not include",
}


def failed_condition(decision: DecisionFacts, material: Material) -> str | None:
    """Return the first condition that did not hold, as a sentence, or None where the trace does not tell."""
    kept, journey = material.pass_of(decision), material.journeys.get((decision.journey, decision.version))
    if kept is None or journey is None or decision.person_id is None:
        return None
    run = _run(decision, kept, decision.person_id)
    for condition in _conditions(journey, decision):
        value = named_fact(condition.fact, facts=kept.facts, run=run)
        if not holds(condition, value):
            return _sentence(condition, value, material)
    return None


def _conditions(journey: Journey, decision: DecisionFacts) -> Sequence[Condition]:
    if not decision.template:
        return journey.where
    step = journey.step(decision.step)
    return step.where if isinstance(step, Send) else ()


def _run(decision: DecisionFacts, kept: Pass, person_id: PersonId) -> RunFacts:
    """Return the run as conditions see it: its recipient, its item and its event."""
    known = next((run for run in kept.runs if run.id is not None and run.id == decision.run_id), None)
    if known is not None:
        return known
    event = next((event for event in kept.events if event.number == decision.event_number), None)
    blank = RunFacts(
        id=None,
        journey=decision.journey,
        version=decision.version,
        person_id=person_id,
        entry="",
        is_live=True,
        step=decision.step,
        visit=decision.visit,
        wait_until=None,
        item=None,
        trigger=decision.trigger,
        trigger_number=decision.event_number or 0,
    )
    return replace(blank, item=event.item, event_at=event.at, event_seen_at=event.seen_at) if event else blank


def _sentence(condition: Condition, value: FactValue, material: Material) -> str:
    name = material.words.facts.get(condition.fact, condition.fact)
    wanted = " or ".join(condition.values)
    return f"{_capital(name)} is {_shown(value)}; for this it {_MUST[condition.comparison]} {wanted}."


def _shown(value: FactValue) -> str:
    if not value:
        return "not on record"
    return value if isinstance(value, str) else ", ".join(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
