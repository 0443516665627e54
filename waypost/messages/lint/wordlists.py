"""Reads the rules of content: the schema of a message, and the word lists under `content/words/`."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from waypost.messages.lint.values import Advice, LintRules

NEVER, AVOID, ROLES, LEGAL = "never_in_texts", "words_to_avoid", "wrong_roles", "legal_terms"


class UnreadableRules(ValueError):
    """The schema of messages, or a list under `content/words/`, is not there or is not what it should be."""


def read_rules(content: Path) -> LintRules:
    """
    Return the rules that stand under a content folder.

    :raises UnreadableRules: saying what cannot be read.
    """
    try:
        never = _words(content, NEVER)
        return LintRules(
            schema=json.loads((content / "schemas" / "message.schema.json").read_text(encoding="utf-8")),
            forbidden=frozenset(never["sms"]),
            forbidden_when_discreet=frozenset(never["sms"]) | frozenset(never["discreet"]),
            avoid=_advice(_words(content, AVOID)["avoid"]),
            wrong_roles={audience: _advice(rows) for audience, rows in _words(content, ROLES)["audiences"].items()},
            legal_terms=frozenset(_words(content, LEGAL)["terms"]),
        )
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableRules(f"the rules of content cannot be read ({error}): mend words/ and schemas/") from None


def _words(content: Path, name: str) -> Mapping[str, Any]:
    text = (content / "words" / f"{name}.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return words


def _advice(rows: Sequence[Mapping[str, str]]) -> Sequence[Advice]:
    return [Advice(words=row["words"], why=row.get("why", ""), write=row.get("write", "")) for row in rows]
