"""What stands still in a team: messages by reason, and cases that hold something unknown. Bounded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.officers import held_cases_of_team, teams_of_cases
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.console.supervising.whose import may_name, officer_of
from waypost.messages.standing_still import StandsStill, standing_still

LOOKED_AT: Final = 2000
"""So many messages that stand still are looked at; the page says so where there are more."""
PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class ReasonLine:
    """How many messages of the team stand still for a reason."""

    sentence: str
    messages: int


@dataclass(frozen=True)
class HeldLine:
    """One message that stands still."""

    case_id: CaseId
    reference: str
    officer: str
    sentence: str
    since: datetime


@dataclass(frozen=True)
class HeldCaseLine:
    """One case in which something unknown waits for a person."""

    case_id: CaseId
    reference: str
    officer: str
    things: int


@dataclass(frozen=True)
class HeldView:
    """All that the page shows. `is_cut`: not everything that stands still in the force was looked at."""

    reasons: tuple[ReasonLine, ...]
    messages: tuple[HeldLine, ...]
    cases: tuple[HeldCaseLine, ...]
    is_cut: bool


def held_page(*, by: Staff) -> HeldView:
    """Return what stands still in somebody's team, what stands longest first."""
    with in_force(by.force):
        still = standing_still(by.force, limit=LOOKED_AT + 1)
        teams = teams_of_cases({one.case_id for one in still}, force=by.force)
        mine = sorted((one for one in still if teams.get(one.case_id) == by.team), key=lambda one: one.since)
        held = held_cases_of_team(by.team, force=by.force, limit=PAGE_SIZE)
        wanted = {one.case_id for one in mine[:PAGE_SIZE]} | held.keys()
        known = cases_by_id(wanted, force=by.force)
    cases = {case_id: case for case_id, case in known.items() if may_name(case, to=by)}
    return HeldView(
        reasons=by_reason(mine),
        messages=tuple(_message(one, cases[one.case_id]) for one in mine[:PAGE_SIZE] if one.case_id in cases),
        cases=tuple(_case(cases[case_id], things) for case_id, things in held.items() if case_id in cases),
        is_cut=len(still) > LOOKED_AT,
    )


def by_reason(still: Sequence[StandsStill]) -> tuple[ReasonLine, ...]:
    """Return how many stand still for each reason, the most frequent first."""
    counted: Mapping[str, int] = Counter(one.sentence for one in still)
    lines = [ReasonLine(sentence, messages) for sentence, messages in counted.items()]
    return tuple(sorted(lines, key=lambda line: (-line.messages, line.sentence)))


def _message(one: StandsStill, case: CaseFacts) -> HeldLine:
    return HeldLine(one.case_id, case.reference, officer_of(case), one.sentence, one.since)


def _case(case: CaseFacts, things: int) -> HeldCaseLine:
    return HeldCaseLine(case.case_id, case.reference, officer_of(case), things)
