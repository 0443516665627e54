"""A newer run's news takes the place of older news on the same topic."""

from collections.abc import Sequence

from waypost.cases.values import TimelineEntry
from waypost.journeys.rules.working import Working
from waypost.journeys.runs import SUPERSEDED, RunFacts, RunKey
from waypost.journeys.values import Scope


def supersede(working: Working, run: RunFacts, event: TimelineEntry) -> None:
    """
    End what stands on the run's topic, also where it is done: what it wanted may not have left.

    A journey that tells fewer leaves one alone that tells more: a shadow must not make a live message unsaid.
    """
    for other in _on_the_topic(working, run):
        if not other.is_taken_back and _reaches_as_far(working, run, other):
            working.put(working.ended(other, SUPERSEDED, event=event))


def is_old_news(working: Working, run: RunFacts) -> bool:
    """Whether a later event has started a run on the topic already: in a replay the older news is not told again."""
    newer = [other for other in _on_the_topic(working, run) if other.trigger_number > run.trigger_number]
    return any(_reaches_as_far(working, other, run) for other in newer)


def replaced_by(working: Working, run: RunFacts) -> tuple[RunKey, ...]:
    """Return the earlier runs on the run's topic, oldest first: what of theirs has left is no longer right."""
    earlier = [other for other in _on_the_topic(working, run) if other.trigger_number < run.trigger_number]
    return tuple(other.key for other in sorted(earlier, key=lambda other: (other.trigger_number, other.key)))


def _reaches_as_far(working: Working, run: RunFacts, other: RunFacts) -> bool:
    reach_of = working.situation.reach_of
    return reach_of(working.journey_of(run)) >= reach_of(working.journey_of(other))


def _on_the_topic(working: Working, run: RunFacts) -> Sequence[RunFacts]:
    journey = working.journey_of(run)
    if journey.supersede is None or journey.topic is None:
        return []
    return [
        other
        for other in working.runs.values()
        if other.key != run.key
        and other.person_id == run.person_id
        and working.journey_of(other).topic == journey.topic
        and (journey.supersede is Scope.CASE or _is_same_matter(run, other))
    ]


def _is_same_matter(run: RunFacts, other: RunFacts) -> bool:
    """Whether both are about one item, or about two of which one was put in the other's place."""
    if other.item == run.item:
        return True
    return (other.item is not None and other.item == run.instead_of) or (
        run.item is not None and run.item == other.instead_of
    )
