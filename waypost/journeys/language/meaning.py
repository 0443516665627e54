"""What a schema cannot see of one file: names that lead nowhere, and comparisons that can never hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waypost.journeys.facts import NO, UNKNOWN, YES
from waypost.journeys.named_facts import LIST_FACTS, YES_NO_FACTS
from waypost.journeys.values import END, Comparison

Path = list[str | int]
Found = tuple[Path, str]
_OF_LISTS = frozenset({Comparison.INCLUDES, Comparison.INCLUDES_NONE})


@dataclass(frozen=True)
class Names:
    """The names that a journey may use: of all events, and of those that a wait may stand for (empty: not asked)."""

    triggers: frozenset[str]
    clocks: frozenset[str]


def faults_of_meaning(body: Mapping[str, Any], names: Names) -> Iterator[Found]:
    """Yield the faults of a body whose shape is right: where, and what to write instead."""
    yield from _unknown_triggers(body, names)
    yield from _conditions(body)
    yield from _steps(body, names)
    yield from _whole(body)


def _unknown_triggers(body: Mapping[str, Any], names: Names) -> Iterator[Found]:
    for path, trigger in _triggers(body):
        if trigger not in names.triggers:
            yield path, f"no event is called {trigger}: use one of content/triggers/triggers.csv."


def _triggers(body: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for key in ("events", "not_with"):
        for position, trigger in enumerate(body["start"].get(key, ())):
            yield ["start", key, position], trigger
    for key in ("end_on", "goal"):
        for position, leave in enumerate(body.get(key, ())):
            yield [key, position, "event"], leave["event"]
    for number, step in enumerate(body["steps"]):
        for position, trigger in enumerate(step.get("wait_for", {}).get("events", ())):
            yield ["steps", number, "wait_for", "events", position], trigger


def _conditions(body: Mapping[str, Any]) -> Iterator[Found]:
    for path, condition in _all_conditions(body):
        comparison = next(key for key in condition if key != "fact")
        fact, is_of_list = condition["fact"], comparison in _OF_LISTS
        if (fact in LIST_FACTS) is not is_of_list:
            wanted = "includes or includes_none" if fact in LIST_FACTS else "is, is_not, in or not_in"
            yield path, f"{fact} is {'a list' if fact in LIST_FACTS else 'one value'}: compare it with {wanted}."
        elif fact in YES_NO_FACTS and not _words(condition[comparison]) <= _answers(fact):
            yield path, f"{fact} is only ever {' or '.join(sorted(_answers(fact)))}: compare it with one of those."


def _all_conditions(body: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    places: list[tuple[Path, Mapping[str, Any]]] = [(["start"], body["start"])]
    for number, step in enumerate(body["steps"]):
        places.append((["steps", number], step))
        places += [(["steps", number, "branch", position], arm) for position, arm in enumerate(step.get("branch", ()))]
    for path, place in places:
        for position, condition in enumerate(place.get("where", ())):
            yield [*path, "where", position], condition


def _words(value: Any) -> set[str]:
    return {_word(one) for one in (value if isinstance(value, list) else [value])}


def _word(value: str | bool) -> str:
    return {True: YES, False: NO}[value] if isinstance(value, bool) else value


def _answers(fact: str) -> set[str]:
    return {YES, NO, UNKNOWN} if fact == "person.is_minor" else {YES, NO}


def _steps(body: Mapping[str, Any], names: Names) -> Iterator[Found]:
    ids = [str(step.get("id", number)) for number, step in enumerate(body["steps"], 1)]
    for number, step_id in enumerate(ids):
        if step_id in ids[:number]:
            first = ids.index(step_id) + 1
            yield ["steps", number, "id"], f"step {number + 1} has the id {step_id} of step {first}: give it another."
    for path, target in _targets(body):
        if target not in {*ids, END}:
            yield path, f"leads to {target}, which no step is called: use one of {', '.join(ids)}, or end."
    for number, step in enumerate(body["steps"]):
        clock = step.get("stands_for")
        if clock is not None and names.clocks and clock not in names.clocks:
            yield (
                ["steps", number, "stands_for"],
                f"no clock is called {clock}: use a trigger of origin clock in content/triggers/triggers.csv.",
            )


def _targets(body: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for number, step in enumerate(body["steps"]):
        for key in ("then", "if_late", "otherwise", "go_to"):
            if key in step:
                yield ["steps", number, key], str(step[key])
        for position, arm in enumerate(step.get("branch", ())):
            yield ["steps", number, "branch", position, "go_to"], str(arm["go_to"])
    for old, new in body.get("takes_over", {}).items():
        yield ["takes_over", old], str(new)


def _whole(body: Mapping[str, Any]) -> Iterator[Found]:
    steps: Sequence[Mapping[str, Any]] = body["steps"]
    if not any(kind in step for step in steps for kind in ("send", "task", "survey")):
        yield ["steps"], "tells nobody anything: add a step `send: TEMPLATE`, a task or a survey."
    if any(kind in steps[-1] for kind in ("wait", "wait_until", "wait_until_time")):
        yield ["steps", len(steps) - 1], "ends with a wait: add the step that it waits for, or drop it."
    if "supersede" in body and "topic" not in body:
        yield ["supersede"], "supersede has no topic to compare: add `topic: WORD`, the same in all journeys on it."
