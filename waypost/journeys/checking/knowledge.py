"""
What must be so at a step, whatever path led there: for each fact the values that it can still have.

A wait forgets all that can change. *Source:* design, issue of the journeys: facts are read again when a step acts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waypost.journeys.values import Comparison, Condition

# A person does not become a business, nor an incident a crime, while a run waits. Whom a run tells may become another
# (a guardian whose child is 18): the gates then hold what is written for them.
_LASTING = frozenset({"case.kind", "person.kind", "person.audience"})


@dataclass(frozen=True)
class Allowed:
    """The values that a fact can have: those of `values`, or with `others` every one but those (absent included)."""

    values: frozenset[str]
    others: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no value is left, so that the place cannot be reached."""
        return not self.others and not self.values

    @property
    def is_present(self) -> bool:
        """Whether the fact must be there."""
        return not self.others

    def both(self, other: "Allowed") -> "Allowed":
        """Return what is allowed by this and by the other."""
        if self.others and other.others:
            return Allowed(self.values | other.values, others=True)
        if self.others:
            return Allowed(other.values - self.values)
        return Allowed(self.values - other.values if other.others else self.values & other.values)

    def either(self, other: "Allowed") -> "Allowed":
        """Return what is allowed by this or by the other."""
        if self.others and other.others:
            return Allowed(self.values & other.values, others=True)
        if self.others:
            return Allowed(self.values - other.values, others=True)
        return Allowed(other.values - self.values, others=True) if other.others else Allowed(self.values | other.values)

    def within(self, other: "Allowed") -> bool:
        """Whether everything that this allows the other allows too."""
        return self.both(other) == self


ANYTHING = Allowed(frozenset(), others=True)
Knowledge = Mapping[str, Allowed]


def learn(known: Knowledge, conditions: Iterable[Condition]) -> Knowledge:
    """Return what is known where all conditions hold."""
    learnt = dict(known)
    for condition in conditions:
        for fact, allowed in _meaning(condition):
            learnt[fact] = learnt.get(fact, ANYTHING).both(allowed)
    return learnt


def learn_not(known: Knowledge, conditions: Iterable[Condition]) -> Knowledge:
    """Return what is known where the conditions do not all hold; of several nobody knows which one failed."""
    meanings = [meaning for condition in conditions for meaning in _meaning(condition)]
    if len(meanings) != 1:
        return known
    ((fact, allowed),) = meanings
    opposite = Allowed(allowed.values, others=not allowed.others)
    return {**known, fact: known.get(fact, ANYTHING).both(opposite)}


def meet(one: Knowledge, other: Knowledge) -> Knowledge:
    """Return what is known whichever of two ways was taken."""
    return {fact: one[fact].either(other[fact]) for fact in one.keys() & other.keys()}


def after_wait(known: Knowledge) -> Knowledge:
    """Return what is still known after a wait."""
    return {fact: allowed for fact, allowed in known.items() if fact in _LASTING}


def contradiction(known: Knowledge) -> str | None:
    """Return a fact that can have no value, or None where all can."""
    return next((fact for fact in sorted(known) if known[fact].is_empty), None)


def implies(known: Knowledge, conditions: Iterable[Condition]) -> bool:
    """Whether the conditions hold wherever this is known."""
    meanings = [(condition, list(_meaning(condition))) for condition in conditions]
    return all(
        found and all(known.get(fact, ANYTHING).within(allowed) for fact, allowed in found) for _, found in meanings
    )


def _meaning(condition: Condition) -> Iterable[tuple[str, Allowed]]:
    values = frozenset(condition.values)
    match condition.comparison:
        case Comparison.IS | Comparison.IN:
            yield condition.fact, Allowed(values)
        case Comparison.IS_NOT | Comparison.NOT_IN:
            yield condition.fact, Allowed(values, others=True)
        case Comparison.INCLUDES if len(values) == 1:
            yield f"{condition.fact} with {next(iter(values))}", Allowed(frozenset({"yes"}))
        case Comparison.INCLUDES_NONE:
            for value in sorted(values):
                yield f"{condition.fact} with {value}", Allowed(frozenset({"no"}))
