"""
What a message sounds like, and by which words. Pure.

It finds words and decides nothing: what is found is read by a person, and what is not may be danger all the same, so
the page says that it is not for emergencies. *Source:* domain.md SC17.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from waypost.messages.triage.spelling import read_words
from waypost.messages.triage.values import Found, Label, Rule, RuleSet

_SENTENCES: Final = re.compile(r"[.!?]+(?=\s|$)|\n\s*\n")
_BLANK: Final = "- "


def find(text: str, rules: RuleSet) -> Sequence[Found]:
    """Return each rule that fires on a text, in the order of the labels and the rules."""
    sentences = [" ".join((*words, "")) for words in _sentences(text, rules) if words]
    # Danger may run over the end of a sentence, where somebody types in pieces.
    whole = "".join(sentences)
    found = (_fires(rule, whole, sentences) for rule in rules.rules)
    return [one for one in found if one is not None]


def labels_of(found: Sequence[Found]) -> tuple[Label, ...]:
    """Return what it sounds like, each label once, the most urgent first."""
    present = {one.label for one in found}
    return tuple(label for label in Label if label in present)


def _sentences(text: str, rules: RuleSet) -> Iterator[tuple[str, ...]]:
    for sentence in _SENTENCES.split(text):
        yield read_words(sentence, rules.spelling)


def _fires(rule: Rule, whole: str, sentences: Sequence[str]) -> Found | None:
    if whole.strip() in rule.whole:
        return _found(rule, whole)
    heard = whole
    if rule.not_when is not None:
        heard = "".join(one for one in sentences if not rule.not_when.search(one))
    if rule.unless is not None:
        heard = rule.unless.sub(_BLANK, heard)
    fired = rule.said.search(heard)
    return _found(rule, fired.group()) if fired else None


def _found(rule: Rule, words: str) -> Found:
    return Found(label=rule.label, rule=rule.id, why=rule.why, words=words.strip())
