"""The print room's folder: written once and whole, and looked at for what became of a letter."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.messages.test_letter_page import LETTER
from waypost.messages.letters import Letter
from waypost.messages.markdown import Block, BlockKind
from waypost.messages.providers import Accepted, Doubtful, NotFound, NotSetUp, RefusalKind, Refused, SendRequest
from waypost.messages.providers.print_folder import PrintFolderProvider, PrintFolderSettings, print_folder_settings
from waypost.messages.values import Channel, DeliveryStatus

REFERENCE = "0199f5e0-0000-7000-8000-000000000001"


def request(letter: Letter | None = LETTER, *, reference: str = REFERENCE) -> SendRequest:
    return SendRequest(reference, Channel.LETTER, "1 Sample Street\nTS5 6AB", "words", letter=letter)


@pytest.fixture
def folder(tmp_path: Path) -> PrintFolderProvider:
    return PrintFolderProvider(PrintFolderSettings(tmp_path))


def test_a_letter_is_a_pdf_and_a_manifest_that_names_nobody(folder: PrintFolderProvider, tmp_path: Path) -> None:
    answer = folder.send(request())

    assert answer == Accepted(REFERENCE, DeliveryStatus.SENDING)
    assert sorted(path.name for path in (tmp_path / "to-print").iterdir()) == [f"{REFERENCE}.json", f"{REFERENCE}.pdf"]
    manifest = (tmp_path / "to-print" / f"{REFERENCE}.json").read_text(encoding="utf-8")
    pdf = (tmp_path / "to-print" / f"{REFERENCE}.pdf").read_bytes()
    assert json.loads(manifest)["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert "Amina" not in manifest
    assert "TS5" not in manifest


def test_the_same_reference_is_never_written_twice(folder: PrintFolderProvider, tmp_path: Path) -> None:
    folder.send(request())
    before = (tmp_path / "to-print" / f"{REFERENCE}.pdf").stat().st_mtime_ns

    assert folder.send(request(replace(LETTER, heading="Another"))) == Accepted(REFERENCE, DeliveryStatus.SENDING)
    assert (tmp_path / "to-print" / f"{REFERENCE}.pdf").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "status"), [("printed", DeliveryStatus.SENT), ("refused", DeliveryStatus.TECHNICAL_FAILURE)]
)
@pytest.mark.parametrize("ending", ["json", "pdf"])
def test_what_the_print_room_moves_says_what_it_did(
    folder: PrintFolderProvider, tmp_path: Path, name: str, status: DeliveryStatus, ending: str
) -> None:
    folder.send(request())
    (tmp_path / "to-print" / f"{REFERENCE}.{ending}").rename(tmp_path / name / f"{REFERENCE}.{ending}")

    assert folder.look_up(REFERENCE) == Accepted(REFERENCE, status)
    assert folder.send(request()) == Accepted(REFERENCE, status)


def test_a_pdf_without_its_manifest_was_not_handed_over(folder: PrintFolderProvider, tmp_path: Path) -> None:
    folder.send(request())
    (tmp_path / "to-print" / f"{REFERENCE}.json").unlink()

    assert folder.look_up(REFERENCE) == NotFound()


def test_a_folder_that_is_not_there_says_nothing_and_takes_nothing(tmp_path: Path) -> None:
    folder = PrintFolderProvider(PrintFolderSettings(tmp_path / "not-mounted"))

    assert isinstance(folder.look_up(REFERENCE), Doubtful)
    assert folder.send(request()) == Refused(RefusalKind.NOT_REACHED, "no folder")
    assert not (tmp_path / "not-mounted").exists()


def test_what_cannot_be_printed_or_named_is_refused(folder: PrintFolderProvider, tmp_path: Path) -> None:
    strange = replace(LETTER, blocks=(Block(BlockKind.PARAGRAPH, ("\u738b",)),))

    for one in (request(strange), request(None), request(reference="../../etc/passwd")):
        answer = folder.send(one)
        assert isinstance(answer, Refused)
        assert answer.kind is RefusalKind.MESSAGE
    assert not list(tmp_path.glob("**/*.json"))


def test_a_folder_is_a_whole_path() -> None:
    assert print_folder_settings({"print_folder": "/srv/print"}) == PrintFolderSettings(Path("/srv/print"))
    with pytest.raises(NotSetUp):
        print_folder_settings({"print_folder": "print"})
