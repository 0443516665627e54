"""Texts that staff may begin a message with: each sound, each with its places filled, none sent with one open."""

from pathlib import Path

import pytest

from waypost.cases.own_page import Shut
from waypost.messages.lint import read_rules
from waypost.messages.lint.replies import check_reply
from waypost.messages.lint.source import Source, read_source
from waypost.messages.replies import PLACE, PLACES, reply_templates, reply_words
from waypost.messages.reply_rules import NotWritten
from waypost.messages.thread_rules import LONGEST_TEXT

CONTENT = Path(__file__).parents[3] / "content"


def faults(tmp_path: Path, text: str, *, name: str = "still_there", more: str = "") -> list[str]:
    path = tmp_path / f"{name}.yaml"
    path.write_text(f"id: still_there\ntitle: Still there\ntext: |\n  {text}\n{more}", encoding="utf-8")
    source = read_source(path, name=path.name)
    assert isinstance(source, Source)
    return [found.sentence for found in check_reply(source, rules=read_rules(CONTENT))]


def test_every_text_that_is_shipped_has_only_places_that_are_filled_and_fits() -> None:
    templates = reply_templates()

    assert len(templates) >= 8
    for one in templates:
        assert set(PLACE.findall(one.text)) <= PLACES
        assert len(one.text) < LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello, this is about ((refrence)), which you know.", "Nothing fills in ((refrence))"),
        ("I will write again by [say the day, as promised.", "A square bracket has no partner"),
        ("Too short", "text"),
    ],
)
def test_a_text_with_a_slip_is_found(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in sentence for sentence in faults(tmp_path, text))


def test_a_sound_text_has_no_fault_and_one_in_a_file_of_another_name_has(tmp_path: Path) -> None:
    sound = "This is about ((reference)). I will write again by [say the day]."

    assert faults(tmp_path, sound) == []
    assert faults(tmp_path, sound, name="other") == ["The id is not the name of the file: make them the same."]
    assert faults(tmp_path, sound, more="mode: A\n") != []


def test_every_reason_not_to_write_has_a_sentence() -> None:
    words = reply_words()

    assert set(words.refused) == set(NotWritten)
    assert {shut.value for shut in Shut} <= set(NotWritten)
