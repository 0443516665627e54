"""The exact words of a message whose draft an officer has changed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from waypost.messages.asking import PORTAL_IN_DRAFTS
from waypost.messages.edits import tidy
from waypost.messages.markdown import ForeignLink, Page, escaped, link, page_blocks, two_forms
from waypost.messages.placeholders import PLACEHOLDERS
from waypost.messages.render import CannotRender, Rendered
from waypost.messages.rows import PORTAL_ADDRESS
from waypost.messages.templates import MessageTemplate

_BULLET = "* "


def render_approved(text: str, rendered: Rendered, template: MessageTemplate) -> Rendered:
    """
    Return the message with the officer's words in place of its own; the recipient's own address is put in again.

    `rendered` is what the text would have been. Of its values only those stay that are still said: whether a duty is
    met is read from them.

    :raises CannotRender: if the words name an address that the message does not have.
    """
    address = rendered.values.get(PORTAL_ADDRESS)
    if PORTAL_IN_DRAFTS in text and address is None:
        raise CannotRender(f"{template.id}: the approved text points to the portal, and the message does not")
    words = tidy(text).replace(PORTAL_IN_DRAFTS, address or "")
    said = {name: value for name, value in rendered.values.items() if value in f"{rendered.subject}\n{words}"}
    if not (rendered.html or rendered.blocks):
        return replace(rendered, body=words, values=said)
    page = Page(title=rendered.subject, language=template.language, format=template.format)
    ours = [value for name, value in said.items() if PLACEHOLDERS[name].is_ours and "://" in value]
    source = _source(words, ours)
    try:
        forms = two_forms(source, addresses=ours, page=page)
    except ForeignLink:
        raise CannotRender(f"{template.id}: the approved text links to a page that is not ours") from None
    if rendered.blocks:
        return replace(rendered, body=forms.text, blocks=page_blocks(source, addresses=ours), values=said)
    return replace(rendered, body=forms.text, html=forms.html, values=said)


def _source(words: str, addresses: Iterable[str]) -> str:
    """Return plain words as Markdown in which nothing acts but lists and addresses of ours; lines stay lines."""
    links = {escaped(address): link(address) for address in addresses}
    blocks = (_block(block, links) for block in words.split("\n\n"))
    return "\n\n".join(blocks)


def _block(block: str, links: Mapping[str, str]) -> str:
    lines = [line for line in block.split("\n") if line]
    return "\n\n".join(_lines(is_list, list(group), links) for is_list, group in groupby(lines, key=_is_bullet))


def _lines(is_list: bool, lines: list[str], links: Mapping[str, str]) -> str:
    if is_list:
        return "\n".join(_BULLET + _escaped(line.removeprefix(_BULLET), links) for line in lines)
    # A backslash at the end of a line keeps the line.
    return "\\\n".join(_escaped(line, links) for line in lines)


def _is_bullet(line: str) -> bool:
    return line.startswith(_BULLET)


def _escaped(line: str, links: Mapping[str, str]) -> str:
    marked = escaped(line)
    for plain, linked in links.items():
        marked = marked.replace(plain, linked)
    return marked
