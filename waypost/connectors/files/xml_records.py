"""
XML, record by record, with flat memory. Read `read_xml` first.

No DTD, no entity and nothing from outside is read, and depth, elements and text of a record are capped.
*Source:* https://docs.python.org/3/library/xml.html#xml-vulnerabilities; defusedxml.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from waypost.base.values import JsonValue
from waypost.connectors.files.encoding import refuse_packed
from waypost.connectors.files.values import LIMITS, Found, UnusableFile
from waypost.connectors.mapping.nested import OWN_TEXT, Steps, steps_of

_CHUNK = 64 * 1024
_LONGEST_END_TAG = 1024


def read_xml(stream: BinaryIO, *, record: str) -> Iterator[Found]:
    """
    Yield each element at the path `record` below the root, such as `Cases/Case`, as a nested value.

    Attributes are `@name`, an element that comes several times is a list, blank elements are null, namespaces
    are left out of the names.

    :raises UnusableFile: if the document is not well formed, too deep or too large in one record, has a DTD or
        an entity, or has no record; what was yielded before must then not be used.
    """
    refuse_packed(stream)
    builder = _Builder(steps_of(record))
    try:
        parser = DefusedXMLParser(target=builder, forbid_dtd=True)
        builder.parser = parser.parser
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
            if stream.tell() - parser.parser.CurrentByteIndex > LIMITS.record_bytes:
                raise UnusableFile("one element of the document is too large")
            yield from builder.taken(stream)
        parser.close()
    except DefusedXmlException:
        raise UnusableFile("the document has a DTD or an entity: write it without") from None
    except (ParseError, ValueError, LookupError) as error:
        raise _unusable(error) from None
    yield from builder.taken(stream)
    if not builder.count:
        raise UnusableFile("the document has nothing where the mapping says that the records are")


def _unusable(error: Exception) -> UnusableFile:
    if isinstance(error, UnusableFile):
        return error
    line = error.position[0] if isinstance(error, ParseError) else "?"
    return UnusableFile(f"the document is not well-formed XML at line {line}: it may be half written")


@dataclass
class _Node:
    """One element that is being read."""

    children: dict[str, JsonValue] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    several: set[str] = field(default_factory=set)

    def add(self, name: str, value: JsonValue) -> None:
        """Put in a child; where there is one of that name, they become a list."""
        if name not in self.children:
            self.children[name] = value
        elif name in self.several:
            self.children[name].append(value)  # type: ignore[union-attr]  # made below
        else:
            self.several.add(name)
            self.children[name] = [self.children[name], value]

    def value(self) -> JsonValue:
        """Return the element as a value: its text, or what is in it."""
        text = "".join(self.text)
        if not self.children:
            return text if text.strip() else None
        return self.children | ({OWN_TEXT: text} if text.strip() else {})


@dataclass(frozen=True)
class _Span:
    """A record that was read, and where its bytes are."""

    line: int
    start: int
    end: int
    value: JsonValue


@dataclass
class _Builder:
    """What the parser tells: builds the records, and forgets everything else."""

    record: Steps
    parser: Any = None
    path: list[str] = field(default_factory=list)
    open: list[_Node] = field(default_factory=list)
    done: list[_Span] = field(default_factory=list)
    count: int = 0
    nodes: int = 0
    size: int = 0
    began: tuple[int, int] = (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self.path.append(_local(tag))
        if len(self.path) > LIMITS.depth:
            raise UnusableFile(f"the document is nested deeper than {LIMITS.depth} levels")
        if not self.open and tuple(self.path[1:]) != self.record:
            return
        if not self.open:
            self.began = (self.parser.CurrentLineNumber, self.parser.CurrentByteIndex)
            self.nodes = self.size = 0
        self._count(nodes=1 + len(attributes), size=sum(map(len, attributes.values())))
        node = _Node()
        for name, value in attributes.items():
            node.add(f"@{_local(name)}", value if value.strip() else None)
        self.open.append(node)

    def end(self, tag: str) -> None:
        """Close an element; where it was a record, keep it."""
        self.path.pop()
        if not self.open:
            return
        value = self.open.pop().value()
        if self.open:
            self.open[-1].add(_local(tag), value)
            return
        self.count += 1
        line, start = self.began
        self.done.append(_Span(line, start, self.parser.CurrentByteIndex, value))

    def data(self, text: str) -> None:
        """Take text within an element."""
        if self.open:
            self._count(nodes=0, size=len(text))
            self.open[-1].text.append(text)

    def close(self) -> None:
        """End the document."""

    def taken(self, stream: BinaryIO) -> Iterator[Found]:
        """Yield the records that have been read since the last call, with their bytes."""
        done, self.done = self.done, []
        position = stream.tell()
        for span in done:
            stream.seek(span.start)
            raw = stream.read(span.end - span.start) + stream.read(_LONGEST_END_TAG).partition(b">")[0] + b">"
            value = span.value if isinstance(span.value, dict) else {OWN_TEXT: span.value}
            yield Found(span.line, raw, value)
        stream.seek(position)

    def _count(self, *, nodes: int, size: int) -> None:
        self.nodes += nodes
        self.size += size
        if self.nodes > LIMITS.nodes or self.size > LIMITS.record_bytes:
            raise UnusableFile("one record of the document is too large")


def _local(name: str) -> str:
    return name.rpartition("}")[2]
