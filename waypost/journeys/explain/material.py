"""Everything that an explanation of one case is told from, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from waypost.base.values import MessageId, PersonId
from waypost.cases.held import Held
from waypost.cases.values import TimelineEntry
from waypost.journeys.explain.words import ExplainWords
from waypost.journeys.passes import Pass, Version
from waypost.journeys.queries import DecisionFacts
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Journey
from waypost.messages.queries import MessageFacts


@dataclass(frozen=True)
class Material:
    """
    One case. `events` and `decisions` are in order; `people` are the source's ids by ours.

    `after` holds, by pass, the runs that a replay of it leaves: for what they wait, and until when. `held` is what
    pauses the case's automatic messages now.
    """

    reference: str
    kind: str
    events: Sequence[TimelineEntry]
    decisions: Sequence[DecisionFacts]
    passes: Mapping[int, Pass]
    after: Mapping[int, Sequence[RunFacts]]
    messages: Mapping[MessageId, MessageFacts]
    journeys: Mapping[Version, Journey]
    people: Mapping[PersonId, str]
    words: ExplainWords
    held: Sequence[Held]

    def person(self, person_id: PersonId | None) -> str | None:
        """Return what the source calls a person, or None where it is about nobody."""
        return self.people.get(person_id) if person_id is not None else None

    def message(self, decision: DecisionFacts) -> MessageFacts | None:
        """Return the message that a decision led to, as it is now."""
        return self.messages.get(decision.message_id) if decision.message_id is not None else None

    def pass_of(self, decision: DecisionFacts) -> Pass | None:
        """Return the pass in which it was decided."""
        return self.passes.get(decision.pass_id) if decision.pass_id is not None else None
