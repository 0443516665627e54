"""What a check of content works with: faults, the rules that it reads, and a message taken apart into its texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waypost.messages import syntax
from waypost.messages.values import Channel


@dataclass(frozen=True)
class ContentFault:
    """What is wrong with a content file, where, and what to do about it."""

    file: str
    line: int
    sentence: str


@dataclass(frozen=True)
class Advice:
    """A word or phrase that a text must not hold, in lower case; why not, and what to write in its place."""

    words: str
    why: str = ""
    write: str = ""


@dataclass(frozen=True)
class LintRules:
    """
    What texts are checked against: the shape of a file, and the lists under `content/words/`.

    `wrong_roles` is keyed by audience; `everyone` holds for each.
    """

    schema: Mapping[str, Any]
    forbidden: frozenset[str]
    forbidden_when_discreet: frozenset[str]
    avoid: Sequence[Advice]
    wrong_roles: Mapping[str, Sequence[Advice]]
    legal_terms: frozenset[str]


@dataclass(frozen=True)
class Text:
    """
    One text of a message, by the path of its key. `raw` is as the editor wrote it, `parts` as it is filled in.

    `channel` is None for a script: it goes to staff.
    """

    path: tuple[str, ...]
    channel: Channel | None
    raw: str
    parts: tuple[syntax.Part, ...]

    @property
    def name(self) -> str:
        """What the editor knows it as, e.g. `email.subject`."""
        return ".".join(self.path)

    @property
    def is_discreet(self) -> bool:
        """Whether it is for somebody whose plan says that messages must not show the police."""
        return self.path[0].endswith("_discreet")

    @property
    def is_subject(self) -> bool:
        """Whether it is the subject of an e-mail."""
        return self.path[-1] == "subject"

    @property
    def is_on_a_lock_screen(self) -> bool:
        """Whether whoever holds the phone reads it without unlocking it."""
        return self.channel is Channel.SMS or self.is_subject


@dataclass(frozen=True)
class Found:
    """A fault within one file: the path of its key, the word in question (to find its line), what to do."""

    path: tuple[str | int, ...]
    sentence: str
    word: str = ""


@dataclass(frozen=True)
class Message:
    """A file of the right shape, with the texts of it that can be read."""

    body: Mapping[str, Any]
    texts: tuple[Text, ...]

    @property
    def is_welsh(self) -> bool:
        """Whether its words are Welsh, for which the English lists and the reading age say nothing."""
        return bool(self.body["language"] == "cy")
