"""Reads the rules of `content/triage/` as they stand in the content in use."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings

from waypost.cases.findings.words import words_of
from waypost.messages.triage.patterns import pattern_of
from waypost.messages.triage.spelling import read_words
from waypost.messages.triage.values import AT_ONCE, Label, Rule, RuleSet, Spelling

FOLDER: Final = Path("triage")
_PARTS: Final = ("said", "whole", "unless", "not_when")
Document = Mapping[str, Any]


class BadRules(ValueError):
    """The rules cannot be used: the sentence says which, and what to mend."""


def rules_in_use() -> RuleSet:
    """Return the rules of the content in use."""
    return read_rules(settings.CONTENT_DIR)


@cache
def read_rules(content: Path) -> RuleSet:
    """
    Return the rules that stand under a content folder.

    :raises OSError: if a file is not there: without its words nobody may decide that a text is harmless.
    :raises BadRules: if a rule is not one.
    :raises waypost.messages.triage.patterns.BadPhrase: if a phrase of a rule cannot be read.
    """
    folder = content / FOLDER
    files = {label: _read(folder / f"{label.value}.yaml") for label in Label}
    lists = _read(folder / "lists.yaml")
    spelling = _spelling(_read(folder / "spelling.yaml"), lists=lists, files=files.values())
    rules = [
        _rule(label, {"not_when": [], **rule}, document, lists=lists, spelling=spelling)
        for label, document in files.items()
        for rule in document["rules"]
    ]
    if len({rule.id for rule in rules}) != len(rules):
        raise BadRules("two rules have the same id: give each its own")
    return RuleSet(rules=tuple(rules), spelling=spelling)


def _rule(
    label: Label, rule: Document, document: Document, *, lists: Mapping[str, Sequence[str]], spelling: Spelling
) -> Rule:
    if label in AT_ONCE and (rule["not_when"] or document.get("not_when")):
        raise BadRules(f"{rule['id']} is read at once, and must not be silenced by not_when: use unless")

    def read(text: str) -> Sequence[str]:
        return read_words(text, spelling)

    said = pattern_of(rule["said"], lists=lists, read=read)
    if said is None:
        raise BadRules(f"{rule['id']} looks for nothing: write what is said")
    return Rule(
        id=f"{label.value}.{rule['id']}",
        label=label,
        why=rule["why"],
        said=said,
        unless=pattern_of([*rule.get("unless", ()), *document.get("unless", ())], lists=lists, read=read),
        not_when=pattern_of([*rule["not_when"], *document.get("not_when", ())], lists=lists, read=read),
        whole=frozenset(" ".join(read(text)) for text in rule.get("whole", ())),
    )


def _spelling(document: Document, *, lists: Mapping[str, Sequence[str]], files: Sequence[Document] | Any) -> Spelling:
    short = {str(form): words_of(meant) for form, meant in document["short"].items()}
    phrases = [*(one for words in lists.values() for one in words), *_phrases(files)]
    known = {word for phrase in phrases for word in words_of(phrase)} - set(short)
    meant = {word for words in short.values() for word in words}
    return Spelling(short=short, known=frozenset(known | meant), leave=frozenset(document["leave"]))


def _phrases(files: Sequence[Document]) -> Iterator[str]:
    for document in files:
        for part in (document, *document["rules"]):
            yield from (phrase for name in _PARTS for phrase in part.get(name, ()))


def _read(path: Path) -> Document:
    document: Document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document
