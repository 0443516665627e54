"""Checks a message's file before it is loaded: `waypost content check` prints what this finds."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from waypost.messages import syntax
from waypost.messages.placeholders import FLAGS, PLACEHOLDERS
from waypost.messages.render import sms_parts
from waypost.messages.sanitise import is_gsm
from waypost.messages.templates import one_line
from waypost.messages.values import Channel, MessageClass

_WEB_ADDRESS = re.compile(r"https?:|www\.|[\w-]+\.[a-z]{2,}(?:/|\b)", re.IGNORECASE)
_TEXTS = {"sms": False, "sms_discreet": True}


@dataclass(frozen=True)
class ContentFault:
    """What is wrong with a content file, where, and what to do about it."""

    file: str
    line: int
    sentence: str


@dataclass(frozen=True)
class LintRules:
    """What texts are checked against: the shape of a file, and the words that a lock screen must not show."""

    schema: Mapping[str, Any]
    forbidden: frozenset[str]
    forbidden_when_discreet: frozenset[str]


def read_rules(content: Path) -> LintRules:
    """Return the rules that stand under a content folder."""
    words = yaml.safe_load((content / "words" / "never_in_texts.yaml").read_text(encoding="utf-8"))
    schema = json.loads((content / "schemas" / "message.schema.json").read_text(encoding="utf-8"))
    return LintRules(
        schema=schema,
        forbidden=frozenset(words["sms"]),
        forbidden_when_discreet=frozenset(words["sms"]) | frozenset(words["discreet"]),
    )


def check_folder(content: Path, *, rules: LintRules) -> list[ContentFault]:
    """Return what is wrong with the messages under a content folder, in the order of files and lines."""
    files = sorted((content / "messages").glob("*/*.yaml"))
    return [fault for file in files for fault in check_file(file, rules=rules)]


def check_file(file: Path, *, rules: LintRules) -> list[ContentFault]:
    """Return what is wrong with one message's file, in the order of lines."""
    source = file.read_text(encoding="utf-8")
    try:
        body = yaml.safe_load(source)
        lines = _lines(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [
            ContentFault(str(file), mark.line + 1 if mark else 1, "This is not YAML: mend the indentation or quotes.")
        ]
    found = [(lines.get(key, 1), sentence) for key, sentence in check(body, name=file.stem, rules=rules)]
    return [ContentFault(str(file), line, sentence) for line, sentence in sorted(found)]


def check(body: Any, *, name: str, rules: LintRules) -> Iterator[tuple[str, str]]:
    """Yield each fault of a message as the key where it is and a sentence that says what to do."""
    shape = list(_check_shape(body, rules=rules))
    yield from shape
    if shape:
        return
    if body["id"] != name:
        yield "id", f"The id is {body['id']} but the file is {name}.yaml: make them the same."
    if body["class"] == MessageClass.STATUTORY and not body.get("duty"):
        yield (
            "class",
            "A statutory message serves a duty: give its id in `duty`, or make the class `service`.",
        )
    for key, discreet in _TEXTS.items():
        if key in body:
            yield from ((key, sentence) for sentence in _check_text(body, key=key, discreet=discreet, rules=rules))
    yield from _check_declared(body)


def _check_shape(body: Any, *, rules: LintRules) -> Iterator[tuple[str, str]]:
    for error in Draft202012Validator(rules.schema).iter_errors(body):
        key = str(error.absolute_path[0]) if error.absolute_path else ""
        yield key, f"{key or 'The file'}: {error.message}. See content/schemas/message.schema.json."


def _check_text(body: Mapping[str, Any], *, key: str, discreet: bool, rules: LintRules) -> Iterator[str]:
    try:
        parts = syntax.parse(one_line(body[key]))
    except syntax.BadText as error:
        yield f"In `{key}` {error}."
        return
    unknown = [name for name in syntax.names(parts) if name not in PLACEHOLDERS]
    unknown_flags = [name for name in syntax.flags(parts) if name not in FLAGS]
    yield from (
        f"There is no placeholder (({name})): use one of {', '.join(sorted(PLACEHOLDERS))}." for name in unknown
    )
    yield from (f"There is no flag (({name}??...)): use one of {', '.join(sorted(FLAGS))}." for name in unknown_flags)
    yield from _check_words(syntax.words(parts), forbidden=_forbidden(rules, discreet=discreet))
    if not unknown and not unknown_flags:
        yield from _check_allowed(body, parts, discreet=discreet)
        yield from _check_length(parts)


def _check_words(words: str, *, forbidden: frozenset[str]) -> Iterator[str]:
    lowered = words.lower()
    for word in sorted(forbidden):
        if re.search(rf"\b{re.escape(word)}\b", lowered):
            yield f"An SMS must not hold the word '{word}': say that there is news; the portal has the rest."
    if _WEB_ADDRESS.search(words):
        yield "An SMS holds no web address of its own: write ((portal_address))."
    if not is_gsm(words):
        yield "A letter here is not in the SMS alphabet (GSM 03.38): use plain letters and straight quotes."


def _check_allowed(body: Mapping[str, Any], parts: tuple[syntax.Part, ...], *, discreet: bool) -> Iterator[str]:
    message_class = MessageClass(body["class"])
    for name in sorted(set(syntax.names(parts))):
        rule = PLACEHOLDERS[name]
        if Channel.SMS not in rule.channels:
            yield f"(({name})) may not stand in an SMS: put it in the portal."
        if message_class not in rule.classes:
            yield f"(({name})) may not stand in a message of class {message_class}."
        if discreet and not rule.is_discreet:
            yield f"(({name})) shows that the police sent this: leave it out of the discreet text."


def _check_length(parts: tuple[syntax.Part, ...]) -> Iterator[str]:
    longest = syntax.fill(
        parts,
        values={name: rule.worst for name, rule in PLACEHOLDERS.items()},
        flags=dict.fromkeys(FLAGS, True),
    )
    if sms_parts(longest) > 1:
        yield f"With the longest values this is {len(longest)} characters: shorten it to one SMS of 160."


def _check_declared(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Compare what the texts use with what `placeholders` declares."""
    used: set[str] = set()
    for key in _TEXTS:
        try:
            used |= set(syntax.names(syntax.parse(body.get(key, ""))))
        except syntax.BadText:
            return
    declared = set(body["placeholders"])
    for name in sorted(used - declared):
        yield "placeholders", f"(({name})) is used but not listed: add it to `placeholders`."
    for name in sorted(declared - used):
        yield "placeholders", f"(({name})) is listed but not used: take it out of `placeholders`."


def _forbidden(rules: LintRules, *, discreet: bool) -> frozenset[str]:
    return rules.forbidden_when_discreet if discreet else rules.forbidden


def _lines(source: str) -> dict[str, int]:
    """Return the line on which each top-level key stands."""
    node = yaml.compose(source, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: key.start_mark.line + 1 for key, _ in node.value}
