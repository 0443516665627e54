"""Whether conditions hold."""

from collections.abc import Sequence

from waypost.journeys.facts import JourneyFacts
from waypost.journeys.named_facts import FactValue, named_fact
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Comparison, Condition


def holds(condition: Condition, value: FactValue) -> bool:
    """Return whether a condition holds for a fact's value; None, an absent fact, is equal to nothing."""
    held = {value} if isinstance(value, str) else set(value or ())
    is_met = bool(held & set(condition.values))
    match condition.comparison:
        case Comparison.IS | Comparison.IN | Comparison.INCLUDES:
            return is_met
        case Comparison.IS_NOT | Comparison.NOT_IN | Comparison.INCLUDES_NONE:
            return not is_met


def all_hold(conditions: Sequence[Condition], *, facts: JourneyFacts, run: RunFacts) -> bool:
    """Return whether all conditions hold for a run as things are now."""
    return all(holds(condition, named_fact(condition.fact, facts=facts, run=run)) for condition in conditions)
