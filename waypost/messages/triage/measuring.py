"""
How well the rules find what people labelled: recall and precision of each label, and what was missed. Pure.

Which half a message is in follows from its id alone, so that nobody can choose: rules are tuned on the one half and
judged by the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from waypost.messages.triage.finding import find, labels_of
from waypost.messages.triage.values import Label, RuleSet


class Half(StrEnum):
    """Which half of the labelled set a message is in."""

    DEVELOPMENT = "development"
    HOLD_OUT = "hold-out"


@dataclass(frozen=True)
class Labelled:
    """One message of the labelled set, with what a person says of it."""

    id: str
    text: str
    labels: frozenset[Label]

    @property
    def half(self) -> Half:
        """The half that it is in: odd digests are held out."""
        return Half.HOLD_OUT if sha256(self.id.encode()).digest()[-1] % 2 else Half.DEVELOPMENT


@dataclass(frozen=True)
class Score:
    """What became of one label. `missed` and `false_alarms` are ids of messages."""

    label: Label
    right: int
    missed: Sequence[str]
    false_alarms: Sequence[str]

    @property
    def recall(self) -> float:
        """The share of what has the label that was found; 1 where nothing has it."""
        there = self.right + len(self.missed)
        return self.right / there if there else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that has the label; 1 where nothing was found."""
        found = self.right + len(self.false_alarms)
        return self.right / found if found else 1.0


def labelled_of(document: Mapping[str, Any]) -> Sequence[Labelled]:
    """Return the messages of a labelled set as it stands in its file."""
    return [
        Labelled(one["id"], one["text"], frozenset(Label(label) for label in one["labels"]))
        for one in document["messages"]
    ]


def scores(messages: Sequence[Labelled], rules: RuleSet) -> Sequence[Score]:
    """Return how well each label is found in these messages."""
    heard = {one.id: frozenset(labels_of(find(one.text, rules))) for one in messages}
    return [_score(label, messages, heard) for label in Label]


def _score(label: Label, messages: Sequence[Labelled], heard: Mapping[str, frozenset[Label]]) -> Score:
    return Score(
        label=label,
        right=sum(label in one.labels and label in heard[one.id] for one in messages),
        missed=[one.id for one in messages if label in one.labels - heard[one.id]],
        false_alarms=[one.id for one in messages if label in heard[one.id] - one.labels],
    )
