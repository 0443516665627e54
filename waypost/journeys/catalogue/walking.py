"""Who walks where: the ways through a journey for one kind of reader, and what had to be so on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from waypost.journeys.checking.knowledge import ANYTHING, Knowledge, contradiction
from waypost.journeys.checking.paths import Edge, Ways
from waypost.journeys.values import END, Step, Waiting


@dataclass(frozen=True)
class Walk(Ways):
    """
    The ways through a journey where `given` holds from start to end.

    `remembers`: a wait forgets nothing, so that it can be told what had to be so on the way.
    """

    given: Knowledge = field(default_factory=dict)
    remembers: bool = False

    @cached_property
    def first(self) -> Knowledge:
        """What is known when a run starts."""
        return _with(super().first, self.given)

    @property
    def begins(self) -> bool:
        """Whether a run starts at all for such a reader."""
        return contradiction(self.first) is None

    def _edges(self, step: Step, known: Knowledge) -> Iterator[Edge]:
        for edge in super()._edges(step, known):
            kept = known if self.remembers and edge.is_wait else edge.known
            yield replace(edge, known=_with(kept, self.given))


def waits_before(ways: Ways, step_id: str) -> tuple[Waiting, ...]:
    """Return the waits on the shortest way to a step."""
    paths: dict[str, tuple[Waiting, ...]] = {ways.journey.steps[0].id: ()}
    queue = [ways.journey.steps[0].id]
    while queue and step_id not in paths:
        here = queue.pop(0)
        step = ways.journey.step(here)
        passed = (*paths[here], step) if isinstance(step, Waiting) else paths[here]
        for edge in ways.edges(here, {}):
            if edge.target not in paths and edge.target in ways.journey.positions:
                paths[edge.target] = passed
                queue += [edge.target] if edge.target != END else []
    return paths.get(step_id, ())


def _with(known: Knowledge, given: Knowledge) -> Knowledge:
    return {**known, **{fact: known.get(fact, ANYTHING).both(allowed) for fact, allowed in given.items()}}
