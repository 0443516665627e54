"""Content with a fault is refused whole: nothing of it becomes a version, so no run can follow it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.journeys.checking.broken import JOURNEYS, MESSAGES, Slip
from tests.unit.journeys.checking.small import FILES, write
from waypost.base.content import KINDS, live_content
from waypost.base.models import ContentVersion
from waypost.journeys.commands.content import content

pytestmark = pytest.mark.django_db


def load(folder: Path) -> Result:
    return CliRunner().invoke(content, ["load", str(folder)])


def live() -> set[str]:
    return {found.key for kind in KINDS for found in live_content(kind)}


def test_sound_content_is_loaded(tmp_path: Path) -> None:
    done = load(write(tmp_path))

    assert (done.exit_code, "en/visit_confirmed" in live()) == (0, True), done.output


@pytest.mark.parametrize("slip", [*JOURNEYS, *MESSAGES], ids=lambda slip: slip.name)
def test_one_slip_and_nothing_is_loaded(slip: Slip, tmp_path: Path) -> None:
    before = ContentVersion.objects.count()

    done = load(write(tmp_path, slip.files))

    assert done.exit_code == 1
    assert "Nothing was loaded." in done.output
    assert ContentVersion.objects.count() == before


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a: &a [*a]", b"title: " + b"x" * 5_000_000])
def test_a_file_that_is_no_text_is_named_and_nothing_is_loaded(data: bytes, tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    (folder / "journeys" / "broken.yaml").write_bytes(data)
    before = ContentVersion.objects.count()

    done = load(folder)

    assert (done.exit_code, "journeys/broken.yaml:1: " in done.output) == (1, True), done.output
    assert ContentVersion.objects.count() == before


def test_what_is_wrong_is_said_in_order_with_a_count(tmp_path: Path) -> None:
    files = {
        **FILES,
        "journeys/visit.yaml": FILES["journeys/visit.yaml"].replace("phase: 1", "phase: 9"),
        "messages/en/visit_reminder.yaml": FILES["messages/en/visit_reminder.yaml"].replace("mode: A", "mode: Z"),
    }

    done = CliRunner().invoke(content, ["check", str(write(tmp_path, files))])

    lines = done.output.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["journeys/visit.yaml", "messages/en/visit_reminder.yaml"]
    assert lines[-1] == "2 faults in 2 files. Mend them and check again."


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_without_content_is_refused_in_one_sentence(folder: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(content, ["check", str(tmp_path / folder)])

    assert (done.exit_code, done.output.startswith("Error: "), done.output.count("\n")) == (1, True, 1)
