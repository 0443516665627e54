"""Slips of the hand that spoil a text: doubled blanks, joined words, marks of another kind, unfinished places."""

import re
from collections.abc import Iterator

from waypost.messages.lint.texts import readings
from waypost.messages.lint.usage import is_known
from waypost.messages.lint.values import Found, Message, Text
from waypost.messages.placeholders import PLACEHOLDERS

_STAND_IN = "A1"
_NAMES = "|".join(sorted(PLACEHOLDERS))
_OTHER_MARKS = re.compile(rf"(?<!\()\(({_NAMES})\)(?!\))|\{{\{{?\s*({_NAMES})\s*\}}\}}?|\[({_NAMES})\]|<({_NAMES})>")
_UNFINISHED = re.compile(
    r"\b(?:TO-?DO|TBC|TBA|X{3,}|lorem ipsum)\b|\[(?:insert|name|date|add)[^\]]*\]|\bxx/xx\b|\?\?\?", re.IGNORECASE
)
_GREETS = re.compile(r"\b(?:dear|hi|hello|annwyl|helo)\s+(?:\(\(|\[)", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^\s*(?:[-+•]|\d+[.)])\s+|^#{2,}|\*\*|__|^\s*\||```|<[a-z/][^>]*>", re.IGNORECASE | re.MULTILINE
)
_TRAPS = (
    (re.compile(r"\S[^\S\n]{2,}\S"), "has two blanks in a row"),
    (re.compile(r"\S [.,;:?!](?!\S)"), "has a blank before a mark"),
    (re.compile(r"[a-z0-9][.?!][A-Z]"), "has no blank between two sentences"),
    (re.compile(r"[!?]{2,}|!"), "shouts with an exclamation mark"),
    (re.compile(r"\b[A-Z]{4,} [A-Z]{4,}\b|\b(?:URGENT|IMPORTANT|NEVER|MUST|NOT)\b"), "shouts in capitals"),
    (re.compile(r",[^\s\d\"')]"), "has no blank after a comma"),
)


def check_typography(message: Message) -> Iterator[Found]:
    """Yield each slip, once a text."""
    for text in message.texts:
        if text.channel is not None:
            yield from _other_marks(text)
            yield from _unfinished(text)
            yield from _greeting(text)
            if text.path[-1] == "body":
                yield from _markdown(text)
            if is_known(text):
                yield from _traps(text)


def _other_marks(text: Text) -> Iterator[Found]:
    found = _OTHER_MARKS.search(text.raw)
    if found:
        name = next(filter(None, found.groups()))
        yield Found(text.path, f"{found[0]} is no placeholder and would be sent as it is: write (({name})).", found[0])


def _unfinished(text: Text) -> Iterator[Found]:
    found = _UNFINISHED.search(text.raw.replace("??", "", text.raw.count("((")))
    if found:
        yield Found(text.path, f"'{found[0]}' looks unfinished: write what should stand there.", found[0])


def _greeting(text: Text) -> Iterator[Found]:
    found = _GREETS.search(text.raw)
    if found:
        yield Found(
            text.path,
            "A greeting with a name goes wrong where the name is wrong: begin with what there is to say.",
            found[0],
        )


def _markdown(text: Text) -> Iterator[Found]:
    found = _MARKDOWN.search(text.raw)
    if found:
        yield Found(
            text.path,
            f"'{found[0].strip()}' is not what an e-mail here can show: use paragraphs, `* ` for a list and `# ` "
            "for a heading.",
            found[0].strip(),
        )


def _traps(text: Text) -> Iterator[Found]:
    values = dict.fromkeys(PLACEHOLDERS, _STAND_IN)
    every = list(readings(text, values=values))
    for trap, said in _TRAPS:
        found = next(filter(None, (trap.search(read) for read in every)), None)
        if found:
            context = _context(found)
            yield Found(text.path, f"`{text.name}` {said} ('{context}'): mend it.", _in_the_source(found[0]))


def _context(found: re.Match[str]) -> str:
    start, end = max(found.start() - 12, 0), found.end() + 12
    return " ".join(found.string[start:end].replace(_STAND_IN, "((..))").split("\n"))


def _in_the_source(piece: str) -> str:
    return "" if _STAND_IN in piece else piece
