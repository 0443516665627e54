"""What stands still in a team: messages by reason, and cases that hold something unknown. Bounded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.officers import held_cases_of_team, teams_of_cases
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.console.supervising.places import Place, read_number, said, uuid_place
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
    """
    All that the page shows. `is_cut`: not everything that stands still in the force was looked at.

    `first_` and `next_` are queries of an address, or empty.
    """

    reasons: tuple[ReasonLine, ...]
    messages: tuple[HeldLine, ...]
    cases: tuple[HeldCaseLine, ...]
    is_cut: bool
    first_message: str
    next_message: str
    first_case: str
    next_case: str


def held_page(given: Mapping[str, str], *, by: Staff) -> HeldView:
    """
    Return what stands still in somebody's team, what stands longest first.

    `given` is what the address says of how far each list has been read.
    """
    after, after_case = uuid_place(given.get("messages", "")), read_number(given.get("cases", ""))
    with in_force(by.force):
        still = standing_still(by.force, limit=LOOKED_AT + 1)
        teams = teams_of_cases({one.case_id for one in still}, force=by.force)
        mine = sorted((one for one in still if teams.get(one.case_id) == by.team), key=_key)
        left = [one for one in mine if after is None or _key(one) > (after.at, after.id)]
        page = left[:PAGE_SIZE]
        found = held_cases_of_team(by.team, force=by.force, after=after_case or 0, limit=PAGE_SIZE + 1)
        held = dict(list(found.items())[:PAGE_SIZE])
        wanted = {one.case_id for one in page} | held.keys()
        known = cases_by_id(wanted, force=by.force)
    cases = {case_id: case for case_id, case in known.items() if may_name(case, to=by)}
    return HeldView(
        reasons=by_reason(mine),
        messages=tuple(_message(one, cases[one.case_id]) for one in page if one.case_id in cases),
        cases=tuple(_case(cases[case_id], things) for case_id, things in held.items() if case_id in cases),
        is_cut=len(still) > LOOKED_AT,
        first_message=said(cases=after_case) if after else "",
        next_message=said(messages=_place(page[-1]), cases=after_case) if len(left) > PAGE_SIZE else "",
        first_case=said(messages=after) if after_case else "",
        next_case=said(messages=after, cases=list(held)[-1]) if len(found) > PAGE_SIZE else "",
    )


def _key(one: StandsStill) -> tuple[datetime, UUID]:
    return one.since, one.message_id


def _place(one: StandsStill) -> Place[UUID]:
    return Place(one.since, one.message_id)


def by_reason(still: Sequence[StandsStill]) -> tuple[ReasonLine, ...]:
    """Return how many stand still for each reason, the most frequent first."""
    counted: Mapping[str, int] = Counter(one.sentence for one in still)
    lines = [ReasonLine(sentence, messages) for sentence, messages in counted.items()]
    return tuple(sorted(lines, key=lambda line: (-line.messages, line.sentence)))


def _message(one: StandsStill, case: CaseFacts) -> HeldLine:
    return HeldLine(one.case_id, case.reference, officer_of(case), one.sentence, one.since)


def _case(case: CaseFacts, things: int) -> HeldCaseLine:
    return HeldCaseLine(case.case_id, case.reference, officer_of(case), things)
