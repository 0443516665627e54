"""
Each bad input through each door: taken and found, held, set aside, rejected or refused, and never sent elsewhere.

*Source:* the threat model's list of 76 bad inputs; `inputs.yaml` has them as data.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.connectors.bad_inputs import doors
from tests.connectors.bad_inputs.doors import DOORS, FORCE, NOW, Arrived, usual
from tests.connectors.bad_inputs.reading import NUMBERS, Input, inputs, reasons, shown_by
from tests.corpus.playing import Played, play
from tests.corpus.recipes import Example
from waypost.connectors.push.values import Form

_SHORTEST_VALUE: Final = 5
"""Shorter ones may stand in any sentence by chance."""
_PLAYED: Final[dict[str, Played]] = {}


def through_doors() -> Iterator[tuple[Input, str]]:
    """Yield each input with each door by which it comes."""
    for one in inputs():
        yield from ((one, door) for door in DOORS if (one.number, door) not in reasons())


@pytest.mark.parametrize(
    ("one", "door"), list(through_doors()), ids=[f"{door} {one.name}" for one, door in through_doors()]
)
def test_a_bad_input_comes_to_what_it_must(one: Input, door: str) -> None:
    arrived = [DOORS[door](rows) for rows in one.states]

    stopped = next((each for each in arrived if each.stopped), None)
    if stopped is not None:
        assert stopped.stopped in one.come[door], stopped.errors
        assert_tells_nothing(stopped, one)
        return
    assert_is_what_was_said(arrived[0], one)
    played = what_becomes_of(arrived, one)
    assert played.answer in one.come[door], (played.reasons, played.findings)
    assert played.sent_to <= {one.sent_to}
    assert not one.finding or one.finding in played.reasons | played.findings


def assert_tells_nothing(arrived: Arrived, one: Input) -> None:
    """See that no error says what stood in the record."""
    values = [value for value in one.values if len(value) >= _SHORTEST_VALUE]
    assert not [value for value in values for error in arrived.errors if value in error]


def assert_is_what_was_said(arrived: Arrived, one: Input) -> None:
    """See that a reference stays as it was written, and a time is understood in the one way."""
    document = arrived.document or {}
    assert document["reference"] == one.states[0]["crime"][0]["number"]
    assert not one.said or [each["starts_at"] for each in document["appointments"]] == [one.said]


def what_becomes_of(arrived: list[Arrived], one: Input) -> Played:
    """Play the states of a case that was taken."""
    documents = tuple({**(each.document or {}), "revision": place} for place, each in enumerate(arrived, start=1))
    return played(Example(one.name, one.name, (), documents, (), one.given, "", frozenset()))


def played(example: Example) -> Played:
    """Play an example; most doors make the same of an input, and that is played once."""
    key = json.dumps([example.documents, example.given], sort_keys=True)
    if key not in _PLAYED:
        _PLAYED[key] = play(example, now=NOW)
    return _PLAYED[key]


@pytest.mark.parametrize("door", DOORS)
def test_the_case_without_a_bad_input_is_told(door: str) -> None:
    (document,) = [DOORS[door](usual()).document]
    assert document is not None

    found = played(Example("usual", "usual", (), (document,), (), {}, "", frozenset()))

    assert (found.answer, found.sent_to) == ("sent", frozenset({"+447700900001"}))


@pytest.mark.parametrize("door", DOORS)
def test_every_number_comes_by_every_door_or_says_why_not(door: str) -> None:
    come = {one.number for one, by in through_doors() if by == door}

    assert [number for number in NUMBERS if number not in come and (number, door) not in reasons()] == []


def test_every_test_that_is_named_is_there() -> None:
    missing = [named for named in shown_by() if named.startswith("tests/") and not _is_there(named)]

    assert missing == []


def _is_there(named: str) -> bool:
    file, _, name = named.partition("::")
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_a_case_be_of_another_force(door: str) -> None:
    document = DOORS[door](usual()).document

    assert document is not None
    assert document.get("force") == FORCE


def test_an_event_of_another_force_refuses_its_body() -> None:
    found = doors.pushed(_event_of("othershire"), Form.SINGLE)

    assert found.stopped == "refused"


def _event_of(force: str) -> bytes:
    document = {**(DOORS["push_single"](usual()).document or {}), "force": force}
    return doors.as_json(doors.event(document))
