"""The labelled sets, and how well the rules find what people labelled: danger is missed at most once in fifty."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml

from waypost.messages.triage.library import rules_in_use
from waypost.messages.triage.measuring import Half, Labelled, Score, labelled_of, scores
from waypost.messages.triage.report import report
from waypost.messages.triage.values import Label

SETS = Path("tests", "triage")
LABELLED = SETS / "labelled.yaml"
OBLIQUE = SETS / "oblique.yaml"
PAGE = Path("docs", "measurements", "triage.md")


def messages(path: Path, half: Half) -> Sequence[Labelled]:
    found = labelled_of(yaml.safe_load(path.read_text(encoding="utf-8")))
    return [one for one in found if one.half is half]


@cache
def scored(half: Half) -> Sequence[Score]:
    return scores(messages(LABELLED, half), rules_in_use())


def score(label: Label, half: Half) -> Score:
    return next(one for one in scored(half) if one.label is label)


def test_there_are_enough_messages_of_each_kind_in_each_half() -> None:
    for half in Half:
        found = messages(LABELLED, half)
        assert len(found) >= 200
        assert sum(not one.labels for one in found) >= 60
        assert all(sum(label in one.labels for one in found) >= 15 for label in Label)


def test_no_message_stands_in_both_halves_or_twice() -> None:
    everything = [*messages(LABELLED, Half.DEVELOPMENT), *messages(LABELLED, Half.HOLD_OUT)]

    assert len({one.id for one in everything}) == len({one.text.casefold() for one in everything}) == len(everything)


@pytest.mark.parametrize("half", Half)
@pytest.mark.parametrize("label", [Label.DANGER, Label.SELF_HARM])
def test_danger_is_missed_at_most_once_in_fifty(label: Label, half: Half) -> None:
    assert score(label, half).recall >= 0.98


@pytest.mark.parametrize(
    ("label", "recall", "precision"),
    [
        (Label.DANGER, 0.98, 0.9),
        (Label.SELF_HARM, 0.98, 0.9),
        (Label.SUSPECT_CONTACT, 0.85, 0.7),
        (Label.WITHDRAWAL, 0.9, 0.9),
        (Label.EVIDENCE, 0.9, 0.9),
    ],
)
def test_nothing_gets_worse_unseen(label: Label, recall: float, precision: float) -> None:
    found = score(label, Half.HOLD_OUT)

    assert found.recall >= recall
    assert found.precision >= precision


def test_a_label_that_nothing_has_and_nothing_gets_is_no_fault() -> None:
    assert Score(Label.DANGER, 0, (), ()).recall == Score(Label.DANGER, 0, (), ()).precision == 1.0


@pytest.mark.parametrize("half", Half)
@pytest.mark.parametrize("path", [LABELLED, OBLIQUE])
def test_the_page_says_what_is_measured_now(path: Path, half: Half) -> None:
    measured = report(messages(path, half), rules_in_use(), title=f"{path.stem}, {half.value}")

    assert measured in PAGE.read_text(encoding="utf-8")
