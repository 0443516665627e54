"""From a checked text to a journey."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from functools import cache
from typing import Any

import yaml

from waypost.access.values import JourneyState
from waypost.journeys.facts import NO, YES
from waypost.journeys.values import (
    Again,
    Arm,
    Branch,
    Comparison,
    Condition,
    Digest,
    End,
    Entry,
    Exit,
    Goal,
    GoTo,
    Journey,
    Moment,
    Scope,
    Send,
    Span,
    Step,
    Survey,
    Task,
    TaskKind,
    To,
    Unit,
    Wait,
    WaitFor,
    WaitUntil,
    WaitUntilTime,
)

_DIRECTIONS = {"before": -1, "after": 1}


class BadJourney(ValueError):
    """A journey's text is not in the language; `content check` says where and why."""


@cache
def parse_journey(name: str, version: int, text: str) -> Journey:
    """
    Return the journey that a checked text says. The same version is parsed once a process.

    :raises BadJourney: if the text was never checked and is not in the language.
    """
    try:
        return _journey(name, version, normal(yaml.load(text, Loader=yaml.CSafeLoader)))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError, StopIteration):
        raise BadJourney(f"journey {name}, version {version}, cannot be read: run `waypost content check`") from None


def normal(body: Any) -> Any:
    """Return what YAML read with every key a text: a step without a word of its own is called by its number."""
    if isinstance(body, dict):
        return {str(key): normal(value) for key, value in body.items()}
    return [normal(value) for value in body] if isinstance(body, list) else body


def _journey(name: str, version: int, body: Mapping[str, Any]) -> Journey:
    start = body["start"]
    return Journey(
        name=name,
        version=version,
        title=body["title"],
        phase=body["phase"],
        starts_on=tuple(start["events"]),
        where=_conditions(start),
        to=To(start["to"]),
        entry=Entry(start["once_for"]),
        exits=tuple(Exit(*_end(leave)) for leave in body.get("end_on", ())),
        steps=tuple(_step(step, number) for number, step in enumerate(body["steps"], 1)),
        state=JourneyState(body.get("state", JourneyState.LIVE)),
        topic=body.get("topic"),
        again=Again(start.get("again", Again.NEVER)),
        goals=tuple(Goal(*_end(goal)) for goal in body.get("goal", ())),
        supersede=Scope(body["supersede"]) if "supersede" in body else None,
        expire_after=_span(body["expire_after"]) if "expire_after" in body else None,
        digest=_digest(body.get("digest", {"minutes": 0})),
        not_with=tuple(start.get("not_with", ())),
        takes_over=tuple((old, str(new)) for old, new in body.get("takes_over", {}).items()),
    )


def _end(said: Mapping[str, Any]) -> tuple[str, bool, bool]:
    return said["event"], said.get("same_item", False), said.get("same_suspect", False)


def _conditions(body: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(_condition(condition) for condition in body.get("where", ()))


def _condition(body: Mapping[str, Any]) -> Condition:
    comparison = next(Comparison(key) for key in body if key != "fact")
    value = body[comparison]
    values = value if isinstance(value, list) else [value]
    return Condition(body["fact"], comparison, tuple(_word(one) for one in values))


def _word(value: str | bool) -> str:
    # YAML reads a bare yes or no as true or false.
    if isinstance(value, bool):
        return YES if value else NO
    return value


def _digest(body: str | Mapping[str, int]) -> Digest:
    return Digest(None) if isinstance(body, str) else Digest(body["minutes"])


def _span(body: Mapping[str, Any]) -> Span:
    unit = next(Unit(key) for key in body if key != "at")
    return Span(unit, body[unit], _at(body))


def _at(body: Mapping[str, Any]) -> time | None:
    return time.fromisoformat(body["at"]) if "at" in body else None


def _moment(body: Mapping[str, Any]) -> Moment:
    offset = next((key for key in body if key not in {"date", "at"}), None)
    if offset is None:
        return Moment(body["date"], Span(Unit.DAYS, 0, _at(body)))
    unit, _, direction = offset.rpartition("_")
    return Moment(body["date"], Span(Unit(unit), _DIRECTIONS[direction] * body[offset], _at(body)))


def _step(body: Mapping[str, Any], number: int) -> Step:
    step_id = str(body.get("id", number))
    kind = kind_of(body)
    return _STEPS[kind](step_id, body)


def kind_of(body: Mapping[str, Any]) -> str:
    """
    Return the word that says what a step is.

    :raises StopIteration: if it has none.
    """
    return next(kind for kind in _STEPS if kind in body)


def _send(step_id: str, body: Mapping[str, Any]) -> Step:
    until = _moment(body["until"]) if "until" in body else None
    return Send(step_id, body["send"], until, _conditions(body))


def _wait_until(step_id: str, body: Mapping[str, Any]) -> Step:
    return WaitUntil(step_id, _moment(body["wait_until"]), body.get("if_past") == "end", body.get("stands_for"))


def _wait_for(step_id: str, body: Mapping[str, Any]) -> Step:
    waited = body["wait_for"]
    return WaitFor(
        step_id,
        events=tuple(waited["events"]),
        up_to=_span(waited["up_to"]),
        if_late=str(body["if_late"]),
        then=_target(body, "then"),
        same_item=waited.get("same_item", False),
    )


def _branch(step_id: str, body: Mapping[str, Any]) -> Step:
    arms = tuple(Arm(_conditions(arm), str(arm["go_to"])) for arm in body["branch"])
    return Branch(step_id, arms, _target(body, "otherwise"))


def _target(body: Mapping[str, Any], key: str) -> str | None:
    return str(body[key]) if key in body else None


_STEPS: Mapping[str, Callable[[str, Mapping[str, Any]], Step]] = {
    "send": _send,
    "wait": lambda step_id, body: Wait(step_id, _span(body["wait"]), body.get("stands_for")),
    "wait_until": _wait_until,
    "wait_until_time": lambda step_id, body: WaitUntilTime(step_id, time.fromisoformat(body["wait_until_time"])),
    "wait_for": _wait_for,
    "branch": _branch,
    "go_to": lambda step_id, body: GoTo(step_id, str(body["go_to"])),
    "task": lambda step_id, body: Task(step_id, TaskKind(body["task"]), body["script"], _span(body["due"])),
    "survey": lambda step_id, body: Survey(step_id, body["survey"]),
    "end": lambda step_id, body: End(step_id, body["end"]),
}

STEP_KINDS: Sequence[str] = tuple(_STEPS)
"""The words that a step may begin with."""
