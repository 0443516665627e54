"""
Reads a YAML file of content strictly: what YAML would silently make something else of is a fault with its line.

PyYAML takes the last of two equal keys, reads 10:00 as six hundred and expands aliases without end. None of that
is what an editor meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from waypost.messages.lint.values import ContentFault

LARGEST = 100_000
"""The most bytes that a content file may have; the longest that anybody wrote has some 8,000."""
DEEPEST = 20
"""How deep lists and keys may be nested."""
_BOM = b"\xef\xbb\xbf"
_CORE = "tag:yaml.org,2002:"
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
# A step without a word of its own is called by its number, also where it is a key (`takes_over`).
_STEP_NUMBER = re.compile(r"[1-9][0-9]?")
# Beside line ends and tabs: control characters, zero-width ones, marks that turn the direction, halves of a pair.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Source:
    """One sound YAML file: its text, what it says, and where each thing stands."""

    name: str
    text: str
    body: Any
    root: yaml.Node

    def line(self, path: Sequence[str | int], *, word: str = "") -> int:
        """Return the line of the value at `path`, or of the nearest thing above it; of `word` in it where given."""
        node = _at(self.root, path)
        first = node.start_mark.line
        if word:
            last = max(node.end_mark.line, first + 1)
            for number, line in enumerate(self.text.splitlines()[first:last], first + 1):
                if word.lower() in line.lower():
                    return number
        return first + 1


def read_source(path: Path, *, name: str) -> Source | ContentFault:
    """Return the file as it is called in faults, or the first thing that stops it from being read."""
    try:
        if path.stat().st_size > LARGEST:
            return ContentFault(name, 1, f"The file is larger than {LARGEST // 1000} kB: that is no text or journey.")
        data = path.read_bytes()
    except OSError:
        return ContentFault(name, 1, "The file cannot be opened: check that it may be read.")
    if data.startswith(_BOM):
        return ContentFault(name, 1, "The file starts with a byte order mark: save it as UTF-8 without one.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return ContentFault(name, line, "A letter here is not UTF-8: save the file as UTF-8.")
    return parse_source(text, name=name)


def parse_source(text: str, *, name: str) -> Source | ContentFault:
    """Return the text as YAML, or the first thing that is not what it seems."""
    try:
        fault = next(_unwanted(text), None)
        if fault is not None:
            return ContentFault(name, *fault)
        root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
        return Source(name, text, SafeConstructor().construct_document(root), root)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        lines = text.splitlines()
        line = min(mark.line, len(lines) - 1) if mark and lines else 0
        return ContentFault(name, line + 1, _why(error, lines[line] if lines else ""))


def _unwanted(text: str) -> Iterator[tuple[int, str]]:
    hidden = _HIDDEN.search(text)
    if hidden:
        yield text.count("\n", 0, hidden.start()) + 1, "A character here cannot be seen: delete it and write it anew."
    yield from _unwanted_events(text)
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is None:
        yield 1, "The file is empty: write it, or take it away."
    else:
        yield from _unwanted_nodes(root)


def _unwanted_events(text: str) -> Iterator[tuple[int, str]]:
    """Yield what must not even be put together: aliases can grow without end, and so can nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield line, "This is an anchor or alias (& or *): write it out, or put quotes round a text that begins so."
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            yield line, f"Lists and keys are nested more than {DEEPEST} deep here: close a bracket."


def _unwanted_nodes(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.ScalarNode):
        yield from _unwanted_scalar(node)
    elif node.tag not in {f"{_CORE}map", f"{_CORE}seq"}:
        yield node.start_mark.line + 1, f"The mark {node.tag[:60]} is not for content: take it out."
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _unwanted_nodes(child)
    elif isinstance(node, yaml.MappingNode):
        yield from _unwanted_keys(node)
        for _, child in node.value:
            yield from _unwanted_nodes(child)


def _unwanted_keys(node: yaml.MappingNode) -> Iterator[tuple[int, str]]:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            yield line, "A key must be a word, not a list: put quotes round a text with brackets."
        elif key.tag != f"{_CORE}str" and not _STEP_NUMBER.fullmatch(key.value):
            yield line, f"A key must be a word: put quotes round {key.value[:40]}."
        elif key.value in seen:
            yield line, f"`{key.value}` stands here a second time (first in line {seen[key.value]}): keep one of them."
        else:
            seen[key.value] = line


def _unwanted_scalar(node: yaml.ScalarNode) -> Iterator[tuple[int, str]]:
    line, kind, value = node.start_mark.line + 1, node.tag.removeprefix(_CORE), node.value[:40]
    if kind in {"int", "float"} and not _PLAIN_NUMBER.fullmatch(node.value):
        yield line, f'YAML reads {value} as another number: put quotes round it, "{value}".'
    elif kind == "timestamp":
        yield line, f'YAML reads {value} as a date: put quotes round it, "{value}".'
    elif kind not in {"str", "int", "float", "bool", "null"}:
        yield line, f"The mark {node.tag[:60]} is not for content: take it out."


def _why(error: Exception, line: str) -> str:
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "A line cannot begin with a tab: use two blanks for each step of indentation."
    if "expected a single document" in said or "document start" in said:
        return "The file holds two documents: keep one, and take out the line of three hyphens."
    if "mapping values are not allowed" in said:
        return "This is not YAML: put quotes round a text that holds a colon, or mend the indentation."
    if "quoted scalar" in said:
        return "This is not YAML: a quotation mark is opened and never closed."
    return "This is not YAML: mend the indentation, the colons or the quotes."


def _at(node: yaml.Node, path: Sequence[str | int]) -> yaml.Node:
    for key in path:
        child = _child(node, key)
        if child is None:
            return node
        node = child
    return node


def _child(node: yaml.Node, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        child: yaml.Node | None = node.value[key] if key < len(node.value) else None
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None
