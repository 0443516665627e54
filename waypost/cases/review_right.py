"""Whether a victim can ask the police to look again at a decision not to prosecute: content/outcomes/review.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from waypost.cases.codes import read_outcomes
from waypost.cases.values import CaseFacts


@dataclass(frozen=True)
class _Rule:
    """One dated version of the rule; the words of the file, which says what each means."""

    since: date
    outcomes: frozenset[str]
    interviewed: frozenset[str]
    not_where: frozenset[str]
    decided_by: frozenset[str]


def has_review_right(case: CaseFacts, *, today: date) -> bool:
    """
    Return whether the police would look again at the outcome of a case, by the rule in force on a day.

    False where there is no outcome: what was decided of one suspect alone has no right of its own.

    *Source:* domain.md 1.4, police Victims' Right to Review.
    """
    outcome, rule = case.outcome, _rule_on(today)
    if outcome is None or rule is None:
        return False
    told = {fact.kind for fact in case.told_facts}
    return (
        _reviews(settings.CONTENT_DIR).get(outcome.code) in rule.outcomes
        and (outcome.decided_by is None or outcome.decided_by in rule.decided_by)
        and not told.isdisjoint(rule.interviewed)
        and told.isdisjoint(rule.not_where)
    )


def _rule_on(today: date) -> _Rule | None:
    in_force = [rule for rule in _rules(settings.CONTENT_DIR) if rule.since <= today]
    return max(in_force, key=lambda rule: rule.since, default=None)


@cache
def _reviews(content: Path) -> dict[str, str]:
    return {code: outcome.review for code, outcome in read_outcomes(content).items()}


@cache
def _rules(content: Path) -> Sequence[_Rule]:
    rows = yaml.safe_load((content / "outcomes" / "review.yaml").read_text(encoding="utf-8"))
    return [
        _Rule(
            since=date.fromisoformat(row["from"]),
            outcomes=frozenset(row["outcomes"]),
            interviewed=frozenset(row["interviewed"]),
            not_where=frozenset(row["not_where"]),
            decided_by=frozenset(row["decided_by"]),
        )
        for row in rows
    ]
