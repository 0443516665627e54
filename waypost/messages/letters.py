"""
What a letter is made of: its words, to whom and from where, the day and the reference. Pure but for the files of words.

How it looks is `letter_page.py`'s.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from waypost.cases.contact.address import LONGEST_LINE
from waypost.cases.values import PersonFacts
from waypost.messages import spoken
from waypost.messages.gates.question import Question
from waypost.messages.markdown import Block, BlockKind
from waypost.messages.placeholders import PLACEHOLDERS
from waypost.messages.reach import addressee, contact_of
from waypost.messages.render import CannotRender, Rendered
from waypost.messages.sanitise import clean
from waypost.messages.values import Channel

MOST_LINES = 7
"""Of name and address together: what a window shows, and what Notify takes."""
_ENGLISH = "en"
_MARK = re.compile(r"[#*^+=>\u2022-]|\d+[.)]")


@dataclass(frozen=True)
class Letter:
    """
    One letter. `to` are the lines in the window, the name first and the postcode last.

    `sender` is the force's name, empty where a letter must not show who sent it. `portal` is the address that its words
    hold, empty where they hold none. `format` is one that the recipient needs (`large_print`), or empty.
    """

    heading: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    to: tuple[str, ...] = field(repr=False)
    sender: str
    return_address: tuple[str, ...]
    phone: str
    reference: str
    written_at: datetime
    language: str
    format: str = ""
    portal: str = field(default="", repr=False)


def letter_of(asked: Question, rendered: Rendered) -> Letter:
    """
    Return the letter that a message's words are sent as.

    :raises CannotRender: if there is no name or no return address to put on it, or too many lines for the window.
    """
    return_address = asked.settings.post.return_address
    if not return_address:
        raise CannotRender(f"{asked.template.id}: the force has set no return address for its letters")
    return Letter(
        heading=rendered.subject,
        blocks=rendered.blocks,
        to=_to(asked),
        sender="" if asked.is_discreet else asked.settings.title,
        return_address=return_address,
        phone=asked.settings.phone,
        reference=clean(asked.case.reference, longest=PLACEHOLDERS["reference"].longest),
        written_at=asked.now,
        language=asked.template.language,
        format=asked.template.format,
        portal=rendered.values.get("portal_address", ""),
    )


def around(letter: Letter) -> Mapping[str, str]:
    """Return what stands around a letter's words, in its language."""
    words = _words(settings.CONTENT_DIR / "words" / "letters.yaml")
    told = words.get(letter.language, words[_ENGLISH])
    return {
        **told,
        "phone": told["phone"].format(phone=letter.phone),
        "code": told["code"].format(address=letter.portal),
        "written_on": spoken.full_date(letter.written_at, language=letter.language),
    }


def as_markdown(letter: Letter) -> str:
    """
    Return a letter's words in Notify's Markdown, with what its own page would have around them.

    *Source:* GOV.UK Notify, formatting of letters: `#` headings, `*` bullets, `1.` steps.
    """
    told = around(letter)
    top = f"{told['reference']}: {letter.reference}"
    foot = Block(BlockKind.PARAGRAPH, (told["phone"], told["formats"]) if letter.sender else (told["formats"],))
    return "\n\n".join([f"# {letter.heading}", top, *map(_marked, (*letter.blocks, foot))])


def _marked(block: Block) -> str:
    lines = [_unmarked(line) for line in block.lines]
    match block.kind:
        case BlockKind.HEADING:
            return f"# {' '.join(lines)}"
        case BlockKind.BULLETS:
            return "\n".join(f"* {line}" for line in lines)
        case BlockKind.STEPS:
            return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        case BlockKind.PARAGRAPH:
            return "\n".join(lines)


def _unmarked(line: str) -> str:
    """Return a line that Notify reads as words, whatever it begins with: an unseen character stands before a mark."""
    return f"\N{WORD JOINER}{line}" if _MARK.match(line) else line


def _to(asked: Question) -> tuple[str, ...]:
    used = addressee(asked.facts, asked.settings, channel=Channel.LETTER)
    names = [_name(used)] if used is asked.person else [_name(used), _name(asked.person)]
    address = contact_of(asked.facts, asked.settings, channel=Channel.LETTER).value.split("\n")
    lines = (*filter(None, names), *address)
    if not any(names) or len(lines) > MOST_LINES:
        raise CannotRender(f"{asked.template.id}: the name and address do not make an address in a window")
    return lines


def _name(person: PersonFacts) -> str:
    name = " ".join(part for part in (person.title, person.given_name, person.family_name) if part)
    return clean(name or person.organisation_name or "", longest=LONGEST_LINE)


@cache
def _words(path: Path) -> Mapping[str, Mapping[str, str]]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {language: words for language, words in found.items() if isinstance(words, dict)}
