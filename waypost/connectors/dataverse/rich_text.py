"""Notes that are kept as HTML, as the text that an officer saw when writing them."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote"})
_UNSEEN = frozenset({"script", "style", "head", "title"})
_LOOKS_LIKE_HTML = re.compile(r"\s*<(!doctype|html|body|div|p|span|br|ul|ol|table|h[1-6])\b[^>]*>", re.IGNORECASE)


def plain_text(text: str) -> str:
    """
    Return the text of a note, a line for each paragraph.

    Only what begins as HTML is read as HTML: an older note may say `<see above>` and mean it.
    """
    if not _LOOKS_LIKE_HTML.match(text):
        return text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))
