"""Writes down, as a table, how well the rules find what people labelled. Pure."""

from collections.abc import Iterator, Sequence

from waypost.messages.triage.finding import find, labels_of
from waypost.messages.triage.measuring import Labelled, Score, scores
from waypost.messages.triage.values import AT_ONCE, RuleSet

_HEAD = ("| label | messages | recall | precision | missed | false alarms |", "|---|---|---|---|---|---|")


def report(messages: Sequence[Labelled], rules: RuleSet, *, title: str) -> str:
    """Return the figures for some messages as a Markdown table, and what of it reaches a person at once."""
    lines = [f"### {title}: {len(messages)} messages", "", *_HEAD]
    lines += [_line(score) for score in scores(messages, rules)]
    lines += ["", *_at_once(messages, rules), ""]
    return "\n".join(lines)


def _line(score: Score) -> str:
    return (
        f"| {score.label} | {score.right + len(score.missed)} | {score.recall:.3f} | {score.precision:.3f} "
        f"| {_ids(score.missed)} | {_ids(score.false_alarms)} |"
    )


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "none"


def _at_once(messages: Sequence[Labelled], rules: RuleSet) -> Iterator[str]:
    """Say how many reach a person at once who should, by either label: both go to the same one."""
    heard = {one.id: set(labels_of(find(one.text, rules))) & AT_ONCE for one in messages}
    due = [one for one in messages if one.labels & AT_ONCE]
    others = [one for one in messages if not one.labels & AT_ONCE]
    reached = sum(bool(heard[one.id]) for one in due)
    alarms = sum(bool(heard[one.id]) for one in others)
    yield f"A person on duty is asked for {reached} of {len(due)} that speak of danger or self-harm,"
    yield f"and for {alarms} of {len(others)} that do not."
