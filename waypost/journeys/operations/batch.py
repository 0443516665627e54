"""What one batch decided, as its writers share it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from waypost.base.values import CaseId, ForceName
from waypost.cases.values import CaseFacts
from waypost.journeys.rules import Situation
from waypost.journeys.runs import Plan, RunKey

Act = tuple[int, str, int]
"""Something a run did: its id, the step's id, the visit. Once each."""


@dataclass(frozen=True)
class Became:
    """What a wish of a run became, in the words of the trace; `state` and `message_id` are a message's."""

    decision: str
    reason: str
    state: str = ""
    message_id: UUID | None = None


@dataclass(frozen=True)
class Batch:
    """
    What one batch decided; `run_ids` are those of every run of its cases, by case and key.

    `cases` are the facts that its situations were made of: whoever needs them in the same transaction reads no more.
    """

    force: ForceName
    now: datetime
    situations: Mapping[CaseId, Situation]
    plans: Mapping[CaseId, Plan]
    run_ids: Mapping[tuple[CaseId, RunKey], int]
    cases: Mapping[CaseId, CaseFacts] = field(default_factory=dict)

    def act(self, case_id: CaseId, run_key: RunKey, step: str, visit: int) -> Act:
        """Return what tells this act of a run apart from every other."""
        return (self.run_ids[case_id, run_key], step, visit)
