"""
From bytes to messages as trees, JSON and XML alike, without believing the bytes. Read `read_trees` first.

An XML document may define entities that grow without end or read files of ours: none is taken, nor any DTD.
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from waypost.base.values import JsonValue
from waypost.cases.snapshot import NotJson, decode_json
from waypost.connectors.storm.values import MessageParts

DEEPEST = 32
MOST_MESSAGES = 500
_MOST_ELEMENTS = 100_000


class NotMessages(ValueError):
    """The body holds no messages; the sentence says what to do and repeats nothing of it."""


class TooMany(ValueError):
    """The body holds more messages than are taken at once."""


def read_trees(body: bytes, *, parts: MessageParts) -> tuple[JsonValue, ...]:
    """
    Return the messages of a body, each as it came.

    :raises NotMessages: if it is neither JSON nor XML that is safe to read, or holds no message.
    :raises TooMany: for more than 500 messages.
    """
    found = tuple(_from_xml(body, parts) if is_xml(body) else _from_json(body, parts))
    if len(found) > MOST_MESSAGES:
        raise TooMany(f"A body holds at most {MOST_MESSAGES} messages: send fewer at a time.")
    if not found:
        raise NotMessages("The body holds no message where the mapping looks for it.")
    return found


def is_xml(body: bytes) -> bool:
    """Whether a body is meant as XML, by its first character, in UTF-8 or UTF-16."""
    return body[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _from_json(body: bytes, parts: MessageParts) -> list[JsonValue]:
    try:
        document = decode_json(body)
    except NotJson as error:
        raise NotMessages(str(error)) from None
    if isinstance(document, dict) and parts.list is not None:
        document = _listed(document, parts.list)
    return document if isinstance(document, list) else [document]


def _listed(document: JsonValue, path: str) -> JsonValue:
    inner = document
    for name in path.split("."):
        if not isinstance(inner, dict) or name not in inner:
            return document  # a message that was sent alone
        inner = inner[name]
    return inner


def _from_xml(body: bytes, parts: MessageParts) -> Iterator[JsonValue]:
    root = _parse(body)
    if parts.element is None:
        raise NotMessages("The mapping names no `element`, so XML is not taken: send JSON.")
    for element in _outermost(root, parts.element):
        tree = _tree(element)
        yield tree if isinstance(tree, dict) else {}


def _parse(body: bytes) -> Element:
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(body)
        root: Element = parser.close()
    except DefusedXmlException:
        raise NotMessages("The XML has a DTD or entities, which are not taken: leave them out.") from None
    except (ParseError, ValueError, LookupError) as error:
        if isinstance(error, NotMessages):
            raise
        raise NotMessages("The document is not whole XML: send it again.") from None
    return root


class _Builder:
    """Builds the elements, and stops at the first that goes too deep: a small body can nest without end."""

    def __init__(self) -> None:
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > _MOST_ELEMENTS:
            raise NotMessages(f"The XML is nested deeper than {DEEPEST} levels, or has too many elements.")
        element = Element(tag, attributes)
        if self._open:
            self._open[-1].append(element)
        else:
            self._root = element
        self._open.append(element)

    def end(self, _tag: str) -> None:
        """Take the end of an element."""
        self._open.pop()

    def data(self, text: str) -> None:
        """Take a piece of text: what stands around inner elements counts as the element's own."""
        element = self._open[-1]
        element.text = (element.text or "") + text

    def close(self) -> Element:
        """Return the outermost element."""
        if self._root is None:
            raise NotMessages("The document is not whole XML: send it again.")
        return self._root


def _outermost(root: Element, name: str) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _local(element.tag) == name:
            yield element
        else:
            waiting.extend(reversed(element))


def _tree(element: Element) -> JsonValue:
    # Recursion is bounded: nothing deeper than DEEPEST was built.
    text = (element.text or "").strip() or None
    if not len(element) and not element.attrib:
        return text
    tree: dict[str, JsonValue] = {f"@{_local(name)}": value for name, value in element.attrib.items()}
    if text is not None:
        tree["#text"] = text
    for child in element:
        _add(tree, _local(child.tag), _tree(child))
    return tree


def _add(tree: dict[str, JsonValue], name: str, value: JsonValue) -> None:
    # No element of its own is a list, so one that is there is several of one name.
    before = tree.get(name)
    if name not in tree:
        tree[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        tree[name] = [before, value]


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def is_tree(message: JsonValue) -> bool:
    """Whether a message is an object with parts at all."""
    return isinstance(message, Mapping)
