"""Which encoding the text of a file has: by its mark, or by what its bytes can be. Nothing is guessed."""

import codecs
from typing import BinaryIO

from waypost.connectors.files.values import Encoding, UnusableFile

_CHUNK = 256 * 1024
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
MARK = "\ufeff"
"""What the mark at the start of a file becomes when its text is decoded."""
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def refuse_packed(stream: BinaryIO) -> None:
    """
    Leave the stream at its start, if the file is neither compressed nor a workbook.

    :raises UnusableFile: if it is: unpacking what others send could fill a disk.
    """
    start = stream.read(8)
    stream.seek(0)
    if start.startswith((*_PACKED, _OLD_WORKBOOK)):
        raise UnusableFile("the file is compressed or a workbook: save it as CSV, JSON or XML and drop it unpacked")


def text_encoding(stream: BinaryIO, *, told: Encoding | None) -> str:
    """
    Return the codec for the whole file, and leave the stream at its start.

    A mark at the start decides; then what the configuration says; then UTF-8 if every byte fits it, else
    cp1252, which is what Excel writes in Britain. A file that fits neither, or both in parts, is refused.

    :raises UnusableFile: with what to do.
    """
    start = stream.read(4)
    stream.seek(0)
    marked = next((codec for mark, codec in _MARKS.items() if start.startswith(mark)), None)
    if start.startswith(codecs.BOM_UTF32_LE):
        raise UnusableFile("the file is in UTF-32: save it as UTF-8")
    codec = marked or (told.value if told else _by_its_bytes(stream))
    if not _fits(stream, codec):
        raise UnusableFile(f"the file is not text in {codec}: save it as UTF-8, or say under `encoding` what it is")
    return codec


def _by_its_bytes(stream: BinaryIO) -> str:
    if _fits(stream, Encoding.UTF_8):
        return Encoding.UTF_8
    if _has_some_utf_8(stream):
        # Read as cp1252 a name among it would come out as signs that nobody typed.
        raise UnusableFile("some lines of the file are UTF-8 and others are not: save it as UTF-8")
    return Encoding.CP1252


def _fits(stream: BinaryIO, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _has_some_utf_8(stream: BinaryIO) -> bool:
    """Whether a line that is not ASCII is UTF-8 from end to end."""
    try:
        for line in iter(lambda: stream.readline(_CHUNK), b""):
            if not line.isascii() and _is_utf_8(line):
                return True
    finally:
        stream.seek(0)
    return False


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
