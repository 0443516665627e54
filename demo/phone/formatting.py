"""How GOV.UK Notify shows the body of an e-mail: its few marks, and every web address as a link."""

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_RULES: Final = ["heading", "list", "link", "escape", "newline", "hr"]
_ADDRESS: Final = re.compile(r"https?://[^\s<]+[^<.,:\"')\]\s]")
_PAGE: Final = (
    '<!doctype html><html lang="en"><body style="font-family:Helvetica,Arial,sans-serif;font-size:19px;'
    'line-height:25px;color:#0b0c0c;max-width:580px;margin:0 auto;padding:16px">{}</body></html>'
)


def shown(body: str) -> str:
    """
    Return the HTML that Notify would make of a body.

    `#` and `##` begin headings, `*` or `-` bullets, `1.` numbers, `---` is a rule; a line's end is kept; addresses and
    `[words](address)` are links. Bold, pictures and HTML are words.
    """
    markdown = _parser()
    tokens = markdown.parse(body)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = {"h1": "h2", "h2": "h3"}.get(token.tag, "p")
        if token.children:
            token.children = [part for child in token.children for part in _linked(child)]
    return _PAGE.format(markdown.renderer.render(tokens, markdown.options, {}))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(_RULES)


def _linked(token: Token) -> list[Token]:
    """Return a piece of text with the addresses in it as links."""
    if token.type != "text":
        return [token]
    parts, end = [], 0
    for found in _ADDRESS.finditer(token.content):
        parts += [_text(token.content[end : found.start()]), *_link(found[0])]
        end = found.end()
    return [*parts, _text(token.content[end:])]


def _link(address: str) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": address}), _text(address), Token("link_close", "a", -1)]


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
