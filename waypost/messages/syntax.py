"""
The two things that a text may hold beside words: `((name))` and `((flag??words))`.

Parsed once, filled in one pass. What is filled in is never read again, so nothing in a name, a reference or
an
officer's words can act as a placeholder.

*Source:* design 1.4 and 3; the marks are those that GOV.UK Notify's content designers know.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_OPEN = "(("
_CLOSE = "))"
_THEN = "??"
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


class BadText(ValueError):
    """The text opens a mark that it does not close, or names something that cannot be a name."""


@dataclass(frozen=True)
class Words:
    """Words that stand as they are."""

    text: str


@dataclass(frozen=True)
class Placeholder:
    """A value that is filled in."""

    name: str


@dataclass(frozen=True)
class Conditional:
    """Words, with placeholders among them, that stand only where a flag is true."""

    flag: str
    parts: tuple[Words | Placeholder, ...]


Part = Words | Placeholder | Conditional


def parse(text: str) -> tuple[Part, ...]:
    """
    Return the parts of a text in order.

    :raises BadText: saying what to mend.
    """
    parts, rest = _parse(text, inside=False)
    assert not rest  # noqa: S101 - the outer level reads to the end
    return parts


def fill(parts: tuple[Part, ...], *, values: Mapping[str, str], flags: Mapping[str, bool]) -> str:
    """
    Return the text with every placeholder filled in.

    :raises KeyError: with the name of a placeholder or flag that was not given.
    """
    return "".join(_fill_one(part, values=values, flags=flags) for part in parts)


def names(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield the placeholders' names, those inside conditionals too."""
    for part in parts:
        if isinstance(part, Placeholder):
            yield part.name
        elif isinstance(part, Conditional):
            yield from names(part.parts)


def names_where(parts: tuple[Part, ...], *, flags: Mapping[str, bool]) -> Iterator[str]:
    """
    Yield the placeholders that are filled in where the flags are so.

    :raises KeyError: with the name of a flag that was not given.
    """
    for part in parts:
        if isinstance(part, Placeholder):
            yield part.name
        elif isinstance(part, Conditional) and flags[part.flag]:
            yield from names(part.parts)


def flags(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield the names of the flags that conditionals ask for."""
    return (part.flag for part in parts if isinstance(part, Conditional))


def words(parts: tuple[Part, ...]) -> str:
    """Return only the words that stand in the text itself, conditionals' words included."""
    found = []
    for part in parts:
        if isinstance(part, Words):
            found.append(part.text)
        elif isinstance(part, Conditional):
            found.append(words(part.parts))
    return " ".join(found)


def _fill_one(part: Part, *, values: Mapping[str, str], flags: Mapping[str, bool]) -> str:
    if isinstance(part, Words):
        return part.text
    if isinstance(part, Placeholder):
        return values[part.name]
    return fill(part.parts, values=values, flags=flags) if flags[part.flag] else ""


def _parse(text: str, *, inside: bool) -> tuple[tuple[Part, ...], str]:
    """
    Return the parts up to the end, or to the mark that closes the conditional that we are inside of, and
    the rest.
    """
    parts: list[Part] = []
    while text:
        before, mark, after = _split_at_mark(text)
        if before:
            parts.append(Words(before))
        if mark == _CLOSE:
            if inside:
                return tuple(parts), after
            raise BadText("the text closes )) what it never opened; write (( before the name")
        if mark == _OPEN:
            part, after = _parse_mark(after, inside=inside)
            parts.append(part)
        text = after
    if inside:
        raise BadText("a conditional is never closed; write )) after its words")
    return tuple(parts), ""


def _split_at_mark(text: str) -> tuple[str, str, str]:
    places = [(text.find(mark), mark) for mark in (_OPEN, _CLOSE) if mark in text]
    if not places:
        return text, "", ""
    at, mark = min(places)
    return text[:at], mark, text[at + 2 :]


def _parse_mark(text: str, *, inside: bool) -> tuple[Part, str]:
    """Read what follows `((`: a name up to `))`, or a flag up to `??` and then words."""
    close, then = text.find(_CLOSE), text.find(_THEN)
    if then != -1 and (close == -1 or then < close):
        if inside:
            raise BadText("a conditional stands inside another one; only placeholders may")
        parts, rest = _parse(text[then + 2 :], inside=True)
        # Only the outer level makes conditionals, so what came back holds words and placeholders.
        plain = tuple(part for part in parts if not isinstance(part, Conditional))
        return Conditional(_name(text[:then]), plain), rest
    if close == -1:
        raise BadText("a placeholder is never closed; write )) after its name")
    return Placeholder(_name(text[:close])), text[close + 2 :]


def _name(text: str) -> str:
    if not _NAME.match(text):
        raise BadText("a placeholder's or flag's name is lower-case letters, digits and _, starting with a letter")
    return text
