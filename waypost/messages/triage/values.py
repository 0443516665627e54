"""What a message may sound like, and why we think so. No tables, no files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Label(StrEnum):
    """What a message sounds like. In the order in which a person wants to know."""

    DANGER = "danger"
    SELF_HARM = "self_harm"
    SUSPECT_CONTACT = "suspect_contact"
    WITHDRAWAL = "withdrawal"
    EVIDENCE = "evidence"


AT_ONCE: Final = frozenset({Label.DANGER, Label.SELF_HARM})
"""What a person on duty reads at once, whoever's case it is. Such a rule has no `not_when`: nothing may silence it."""


@dataclass(frozen=True)
class Rule:
    """
    One reason to think so, with its `why` for staff.

    `said` is what is looked for; `unless` are phrases that are blanked first, because they mean something else;
    `not_when` silences the rule in a sentence that has it.
    """

    id: str
    label: Label
    why: str
    said: re.Pattern[str]
    unless: re.Pattern[str] | None
    not_when: re.Pattern[str] | None
    whole: frozenset[str]


@dataclass(frozen=True)
class Spelling:
    """`short` forms and what they mean; `known` words, to which a longer one is drawn that is nearly the same."""

    short: Mapping[str, Sequence[str]]
    known: frozenset[str]
    leave: frozenset[str]


@dataclass(frozen=True)
class RuleSet:
    """The rules of the content in use."""

    rules: Sequence[Rule]
    spelling: Spelling


@dataclass(frozen=True)
class Found:
    """One rule that fired: `words` are the victim's own, as they were read."""

    label: Label
    rule: str
    why: str
    words: str
