"""
Letters for the force's own print room: a folder of PDFs, each with a small manifest.

A letter is there once its manifest is (`to-print/REFERENCE.json`): the PDF is whole by then. The print room moves what
it has printed into `printed/`, what it could not into `refused/`; either file of the two is enough. Nothing is ever
written twice: the reference is the name. *Source:* ADR 0017.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from waypost.base.pdf import CannotMakePdf
from waypost.messages.letter_page import letter_pdf
from waypost.messages.letters import Letter
from waypost.messages.providers import (
    Accepted,
    Doubtful,
    LookUpAnswer,
    NotFound,
    NotSetUp,
    RefusalKind,
    Refused,
    SendAnswer,
    SendRequest,
)
from waypost.messages.values import DeliveryStatus

NAME = "folder"
TO_PRINT, PRINTED, REFUSED = "to-print", "printed", "refused"
# What the print room says goes before what we wrote: it may have copied and not moved.
_SAYS = (
    (REFUSED, DeliveryStatus.TECHNICAL_FAILURE),
    (PRINTED, DeliveryStatus.SENT),
    (TO_PRINT, DeliveryStatus.SENDING),
)
_REFERENCE = re.compile(r"[0-9a-f-]{36}(-[0-9]{1,3})?\Z")
_READABLE_BY_GROUP = 0o640


@dataclass(frozen=True)
class PrintFolderSettings:
    """Where the print room takes its letters."""

    folder: Path


def print_folder_settings(own: Mapping[str, str]) -> PrintFolderSettings | None:
    """
    Return the folder, or None where there is none: a force's own, else the environment's.

    :raises NotSetUp: if it is not a whole path: where a program was started must not decide where letters go.
    """
    folder = own.get("print_folder") or settings.PRINT_FOLDER
    if not folder:
        return None
    if not Path(folder).is_absolute():
        raise NotSetUp("WAYPOST_PRINT_FOLDER must be a whole path")
    return PrintFolderSettings(Path(folder))


class PrintFolderProvider:
    """Letters as files."""

    name = NAME
    timeout_s = 30.0
    # A file is there or it is not; a network share may show it a moment later.
    reconcile_after_s = 10.0

    def __init__(self, how: PrintFolderSettings) -> None:
        self._folder = how.folder

    def send(self, request: SendRequest) -> SendAnswer:
        """Write one letter, unless it is there."""
        if request.letter is None or not _REFERENCE.match(request.reference):
            return Refused(RefusalKind.MESSAGE, code="no letter")
        known = self.look_up(request.reference)
        if not isinstance(known, NotFound):
            return known if isinstance(known, Accepted) else Refused(RefusalKind.NOT_REACHED, code=known.code)
        try:
            self._write_pdf(request.reference, pdf := letter_pdf(request.letter))
        except CannotMakePdf:
            return Refused(RefusalKind.MESSAGE, code="cannot make pdf")
        except OSError as error:
            return Refused(RefusalKind.NOT_REACHED, code=type(error).__name__)
        try:
            self._write(f"{request.reference}.json", _manifest(request.reference, request.letter, pdf))
        except OSError as error:
            return Doubtful(type(error).__name__)
        return Accepted(request.reference, DeliveryStatus.SENDING)

    def look_up(self, reference: str) -> LookUpAnswer:
        """Look where the letter is. A folder that is not there says nothing: it may only not be mounted."""
        try:
            for name, status in _SAYS:
                if self._holds(name, reference):
                    return Accepted(reference, status)
            return NotFound() if self._folder.is_dir() else Doubtful("no folder")
        except OSError as error:
            return Doubtful(type(error).__name__)

    def _holds(self, name: str, reference: str) -> bool:
        folder = self._folder / name
        manifest = (folder / f"{reference}.json").exists()
        return manifest or (name != TO_PRINT and (folder / f"{reference}.pdf").exists())

    def _write_pdf(self, reference: str, pdf: bytes) -> None:
        if not self._folder.is_dir():
            raise FileNotFoundError(self._folder)
        for name, _ in _SAYS:
            (self._folder / name).mkdir(exist_ok=True)
        self._write(f"{reference}.pdf", pdf)

    def _write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all, and on the disk."""
        folder = self._folder / TO_PRINT
        unfinished = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _READABLE_BY_GROUP)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / name)
        _settle(folder)


def _manifest(reference: str, letter: Letter, pdf: bytes) -> bytes:
    """Return what the print room's program reads; it names nobody."""
    told = {
        "reference": reference,
        "file": f"{reference}.pdf",
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "written_at": letter.written_at.isoformat(),
        "language": letter.language,
        "format": letter.format or "standard",
    }
    return json.dumps(told, indent=1).encode()


def _settle(folder: Path) -> None:
    """Have the folder's own entries on the disk: a name that is lost with the power is a letter that is lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
