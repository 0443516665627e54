"""Notes that are kept as HTML, as the text that an officer saw when writing them."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote"})
_UNSEEN = frozenset({"script", "style", "head", "title"})
_LONGEST = 50_000
_LOOKS_LIKE_HTML = re.compile(r"\s*<(!doctype|html|body|div|p|span|br|ul|ol|table|h[1-6])\b[^>]*>", re.IGNORECASE)


def plain_text(text: str) -> str:
    """
    Return the text of a note, a line for each paragraph.

    Only what begins as HTML is read as HTML: an older note may say `<see above>` and mean it. What is far too long for
    a text of ours stays as it is, and is refused with its case: reading it could take hours.
    """
    if len(text) > _LONGEST or not _LOOKS_LIKE_HTML.match(text):
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

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002 - the parser's
        """Skip what begins as `<![`, as a browser does: Python's own reading of it fails over most."""
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))
