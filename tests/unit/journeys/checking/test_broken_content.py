"""Each slip of an editor is found, on its line, with what to write instead."""

import shutil
from pathlib import Path

import pytest

from tests.unit.journeys.checking.broken import JOURNEYS, MESSAGES, Slip
from tests.unit.journeys.checking.small import CONTENT, FILES, write
from waypost.base.content import UnreadableContent
from waypost.journeys.checking import check_content


def test_the_small_content_is_sound(tmp_path: Path) -> None:
    assert check_content(write(tmp_path), rules=CONTENT) == []


def test_there_are_thirty_slips_and_more() -> None:
    assert (len(JOURNEYS) >= 30, len(MESSAGES) >= 30) == (True, True)


@pytest.mark.parametrize("slip", [*JOURNEYS, *MESSAGES], ids=lambda slip: slip.name)
def test_a_slip_is_found_on_its_line_with_what_to_write(slip: Slip, tmp_path: Path) -> None:
    folder = write(tmp_path, slip.files)

    found = check_content(folder, rules=CONTENT)

    said = [fault for fault in found if slip.said in fault.sentence]
    lines = [(folder / fault.file).read_text(encoding="utf-8").splitlines()[fault.line - 1] for fault in said]
    assert said, [f"{fault.file}:{fault.line}: {fault.sentence}" for fault in found]
    assert any(slip.at in line for line in lines), (slip.at, lines)


@pytest.mark.parametrize("name", ["visit.yml", "visit.yaml.orig", "My visit.yaml", "visits/first.yaml"])
def test_a_journey_that_would_not_be_read_or_could_not_be_named_is_a_fault(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path, {**FILES, f"journeys/{name}": FILES["journeys/officer.yaml"]})

    assert {fault.file for fault in check_content(folder, rules=CONTENT)} == {f"journeys/{name}"}


@pytest.mark.parametrize(
    "place",
    ["words/wrong_roles.yaml", "schemas/message.schema.json", "triggers/triggers.csv", "outcomes/outcomes.yaml"],
)
@pytest.mark.parametrize("text", [None, "", "[", "just words"])
def test_rules_that_cannot_be_read_are_an_error_and_no_crash(place: str, text: str | None, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "rules")
    broken = tmp_path / "rules" / place
    broken.unlink() if text is None else broken.write_text(text)

    with pytest.raises(UnreadableContent, match="the rules of content cannot be read"):
        check_content(write(tmp_path), rules=tmp_path / "rules")
