"""
The body of an e-mail or letter, from one Markdown text to its forms: plain text, HTML, and the blocks of a page. Pure.

Paragraphs, lists and headings; no HTML, no pictures, no links but the addresses that are filled in. What is filled in
is escaped, so that nothing in a name or an officer's words acts as Markdown. *Source:* trust.md T11.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_RULES = ["heading", "list", "autolink", "escape", "newline"]
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_HEADING = "font-size:1.25em;line-height:1.3;margin:1.5em 0 0.5em"
_LARGE_PRINT = "large_print"
_SIZES_PX = {_LARGE_PRINT: 25}
_SIZE_PX = 18
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body style="margin:0;padding:16px;background:#ffffff;color:#0b0c0c">
<div style="max-width:640px;font-family:Arial,sans-serif;font-size:{size}px;line-height:1.45;
word-wrap:break-word;overflow-wrap:anywhere">
{body}</div>
</body>
</html>
"""


class ForeignLink(ValueError):
    """The text holds a web address that is not one of ours: use a placeholder for an address."""


@dataclass(frozen=True)
class Page:
    """What stands around the body of an e-mail in HTML."""

    title: str
    language: str
    format: str


@dataclass(frozen=True)
class TwoForms:
    """The same words twice."""

    text: str
    html: str


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    STEPS = "steps"


@dataclass(frozen=True)
class Block:
    """One piece of a page from top to bottom: the lines of a paragraph, or the items of a list."""

    kind: BlockKind
    lines: tuple[str, ...]


_LISTS = {"bullet_list_open": BlockKind.BULLETS, "ordered_list_open": BlockKind.STEPS}


def escaped(value: str) -> str:
    """Return a value so that Markdown takes every character of it as it is."""
    return _PUNCTUATION.sub(r"\\\1", value)


def link(address: str) -> str:
    """Return an address of ours as Markdown that makes a link of it; what is no web address stays plain."""
    return f"<{address}>" if "://" in address else escaped(address)


def two_forms(source: str, *, addresses: Sequence[str], page: Page) -> TwoForms:
    """
    Return a Markdown text in both forms.

    :raises ForeignLink: if it links to anything but `addresses`.
    """
    markdown = _parser()
    tokens = _parsed(source)
    allowed = {markdown.normalizeLink(address) for address in addresses}
    if not _links(tokens) <= allowed:
        raise ForeignLink
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h2"
        if token.type == "heading_open":
            token.attrSet("style", _HEADING)
    body = markdown.renderer.render(tokens, markdown.options, {})
    return TwoForms(text="\n\n".join(_blocks(tokens)), html=_in_page(body, page))


def page_blocks(source: str, *, addresses: Sequence[str]) -> tuple[Block, ...]:
    """
    Return a Markdown text as the blocks of a printed page; a list in a list becomes one.

    :raises ForeignLink: if it names an address that is not one of `addresses`.
    """
    markdown = _parser()
    tokens = _parsed(source)
    if not _links(tokens) <= {markdown.normalizeLink(address) for address in addresses}:
        raise ForeignLink
    return tuple(_page_blocks(tokens))


def _page_blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    kind, items, depth = BlockKind.PARAGRAPH, list[str](), 0
    for token in tokens:
        if token.type in _LISTS:
            kind, depth = _LISTS[token.type], depth + 1
        elif token.type.endswith("_list_close"):
            depth -= 1
            if not depth:
                yield Block(kind, tuple(items))
                kind, items = BlockKind.PARAGRAPH, []
        elif token.type == "heading_open":
            kind = BlockKind.HEADING
        elif token.type == "inline" and depth:
            items.append(_words(token))
        elif token.type == "inline":
            yield Block(kind, tuple(_words(token).split("\n")))
            kind = BlockKind.PARAGRAPH


def _parsed(source: str) -> list[Token]:
    """
    Return what a text is made of, without the headings that have nothing under them: what stood there may be left out
    where the record lacks it.
    """
    kept: list[Token] = []
    tokens = _parser().parse(source)
    next_rank: str | None = ""
    while tokens:
        if tokens[-1].type != "heading_close":
            kept.append(tokens.pop())
            next_rank = None
            continue
        heading = [tokens.pop() for _ in range(3)]
        if next_rank is None or next_rank > heading[0].tag:
            kept.extend(heading)
            next_rank = heading[0].tag
    return kept[::-1]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "linkify": False}).enable(_RULES)


def _in_page(body: str, page: Page) -> str:
    size = _SIZES_PX.get(page.format, _SIZE_PX)
    return _PAGE.format(language=page.language, title=html.escape(page.title), size=size, body=body)


def _links(tokens: Sequence[Token]) -> set[str]:
    children = [child for token in tokens for child in token.children or ()]
    return {str(child.attrGet("href")) for child in children if child.type == "link_open"}


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the paragraphs, headings and lists of a text; a list is one block of a line for each item."""
    items: list[str] = []
    depth, marker = 0, ""
    for token in tokens:
        depth += token.nesting if token.type.startswith(("bullet_list", "ordered_list")) else 0
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "* "
        elif token.type == "inline" and depth:
            items.append("  " * (depth - 1) + marker + _words(token))
            marker = "  "
        elif token.type == "inline":
            yield _words(token)
        if items and not depth:
            yield "\n".join(items)
            items = []


def _words(token: Token) -> str:
    return "".join(_word(child) for child in token.children or ())


def _word(child: Token) -> str:
    return " " if child.type == "softbreak" else "\n" if child.type == "hardbreak" else child.content
