"""From what scoped queries returned to what the pages of data quality show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.base.values import CaseId
from waypost.cases.findings.catalogue import Found
from waypost.console.presentation import Wording, owner, who
from waypost.console.words import Words
from waypost.messages.contactability.counting import Day, TeamCount
from waypost.worklist.record_queries import RecordItem, RuleCount

NO_TEAM = "No team on record"
_NOT_SAID = "More than one, or kept before rules were"


@dataclass(frozen=True)
class RuleLine:
    """How many records one rule has somebody put right, and at which desk."""

    desk: str
    code: str
    rule: str
    words: str
    items: int


@dataclass(frozen=True)
class RecordLine:
    """One item about a record; `suggestion` is what the record may hold in the wrong field, empty where nothing is."""

    item_id: UUID
    case_id: CaseId
    reference: str
    who: str
    words: str
    suggestion: str
    owner: str
    due_at: datetime
    may_open: bool


@dataclass(frozen=True)
class DayLine:
    """All teams on one day; None where nobody measured."""

    day: str
    total: TeamCount | None


def rule_line(count: RuleCount, *, words: Words) -> RuleLine:
    """Return one line of the table of rules."""
    found = Found.__members__.get(count.rule.upper())
    rule, sentence = (found.value[0], found.value[3]) if found else ("", _NOT_SAID)
    return RuleLine(words.desks[count.desk], count.rule, rule, sentence, count.items)


def record_line(one: RecordItem, *, may_open: bool, wording: Wording) -> RecordLine:
    """Return one line of a list of items."""
    found = Found.__members__.get(one.item.rule.upper())
    lines = one.item.text.splitlines()
    start = "1. "
    offered = next((line.removeprefix(start) for line in lines if line.startswith(start)), "")
    return RecordLine(
        item_id=one.item.item_id,
        case_id=one.case.case_id,
        reference=one.case.reference,
        who=who(one.case.person_by_ref(one.item.person_ref), words=wording.words) or "The case itself",
        words=found.value[3] if found else lines[0] if lines else "",
        suggestion=offered if one.item.offers else "",
        owner=owner(one.item, wording=wording),
        due_at=one.item.due_at,
        may_open=may_open,
    )


def share(count: TeamCount) -> str:
    """Return e.g. "87%", or a hyphen where there is nobody."""
    return f"{100 * count.reachable // count.victims}%" if count.victims else "-"


def total(day: Day) -> TeamCount | None:
    """Return all teams of a day together, None where nobody measured."""
    if day.teams is None:
        return None
    victims, reachable = (sum(getattr(one, name) for one in day.teams) for name in ("victims", "reachable"))
    return TeamCount("", victims, reachable)


def of_team(days: Sequence[Day], team: str) -> Sequence[Day]:
    """Return the same days of one team alone."""
    return [Day(one.day, None if one.teams is None else tuple(t for t in one.teams if t.team == team)) for one in days]


def newest(days: Sequence[Day]) -> Day | None:
    """Return the last day that was measured."""
    return next((one for one in reversed(days) if one.teams is not None), None)
