"""XML: no DTD, no entity, nothing from outside, and no more memory than a record may have."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.base.values import JsonValue
from waypost.connectors.files.values import Found, UnusableFile
from waypost.connectors.files.xml_records import read_xml


def records(file: bytes) -> list[Found]:
    return list(read_xml(io.BytesIO(file), record="Cases/Case"))


def test_a_record_is_a_nested_value_with_its_line_and_bytes() -> None:
    case = b'<m:Case n="1"><m:Mobile> 07700 900001</m:Mobile><V k="2">t</V><V/><m:Blank> </m:Blank></m:Case>'

    found = records(b'<?xml version="1.0"?>\n<x xmlns:m="urn:made-up"><m:Cases>\n' + case + b"\n</m:Cases></x>")

    expected: dict[str, JsonValue] = {
        "@n": "1",
        "Mobile": " 07700 900001",
        "V": [{"@k": "2", "#text": "t"}, None],
        "Blank": None,
    }
    assert found == [Found(3, case, expected)]


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "file",
    [
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><x><Cases><Case>&a9;</Case></Cases></x>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x><Cases><Case>&f;</Case></Cases></x>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><x><Cases><Case/></Cases></x>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x><Cases><Case/></Cases></x>',
        "<!DOCTYPE x><x><Cases><Case/></Cases></x>",
    ],
)
def test_a_document_with_a_dtd_or_an_entity_is_refused(file: str) -> None:
    with pytest.raises(UnusableFile, match="DTD or an entity"):
        records(file.encode())


def test_what_another_reader_would_include_from_elsewhere_is_an_element_like_any_other() -> None:
    include = '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/hostname"/>'

    (found,) = records(f"<x><Cases><Case>{include}</Case></Cases></x>".encode())

    assert found.value == {"include": {"@href": "/etc/hostname"}}


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("<x><Cases><Case>1</Case><Case>2</Ca", "half written"),
        ("<x><Cases></Cases></x>", "nothing where"),
        ("<x><Case/></x>", "nothing where"),
        ("", "not well-formed"),
        ("<x>&undeclared;</x>", "not well-formed"),
        ("<x>" + "<a>" * 10_000, "nested deeper"),
        ("<x><Cases><Case>" + "<a/>" * 30_000 + "</Case></Cases></x>", "too large"),
        ("<x><Cases><Case>" + "x" * 2_000_000 + "</Case></Cases></x>", "too large"),
        ('<x><Cases><Case a="' + "x" * 4_000_000 + '"/></Cases></x>', "too large"),
        ('<?xml version="1.0" encoding="no-such"?><x/>', "not well-formed"),
    ],
)
def test_a_document_that_cannot_be_read_whole_is_refused(file: str, sentence: str) -> None:
    with pytest.raises(UnusableFile, match=sentence):
        records(file.encode())


def test_bytes_of_another_encoding_than_the_document_says_are_refused() -> None:
    with pytest.raises(UnusableFile, match="not well-formed"):
        records(b'<?xml version="1.0" encoding="UTF-8"?><x><Cases><Case>Zo\xeb</Case></Cases></x>')


def test_a_document_in_another_encoding_that_says_so_is_read() -> None:
    (found,) = records('<?xml version="1.0" encoding="UTF-16"?><x><Cases><Case n="Zoë"/></Cases></x>'.encode("utf-16"))

    assert found.value == {"@n": "Zoë"}


class _Long(io.BytesIO):
    """A document of 50 MB that is made while it is read."""

    def __init__(self, cases: int) -> None:
        case = b"<Case><Ref>MADEUP/1</Ref><Text>" + b"x" * 900 + b"</Text></Case>\n"
        super().__init__(b"<x><Cases>" + case * cases + b"</Cases></x>")


def test_memory_stays_flat_however_many_records_there_are() -> None:
    file = _Long(5_000)
    tracemalloc.start()

    count = _consume(read_xml(file, record="Cases/Case"))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 2 * 1024 * 1024


def _consume(found: Iterator[Found]) -> int:
    return sum(1 for _ in found)


_TAGS = st.sampled_from(
    ["<x>", "<Cases>", "<Case>", "</Case>", "</Cases>", "</x>", "<!DOCTYPE x>", "&amp;", "<!--", "-->", "a"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_TAGS | st.text(max_size=5), max_size=20))
def test_no_text_crashes_the_reader(parts: list[str]) -> None:
    try:
        found = records("".join(parts).encode("utf-8", "replace"))
    except UnusableFile:
        return

    assert found
