"""What a letter's words are made of, and what a check of content says of them."""

from dataclasses import replace
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.unit.messages.questions import TEMPLATE
from waypost.messages.approved import render_approved
from waypost.messages.lint import check_file, read_rules
from waypost.messages.markdown import Block, BlockKind
from waypost.messages.render import CannotRender, render
from waypost.messages.templates import read_template
from waypost.messages.values import Channel

BODY: dict[str, Any] = {
    "id": "crime_recorded_adult",
    "language": "en",
    "mode": "A",
    "class": "statutory",
    "audience": "adult",
    "duty": "D01",
    "valid_for_hours": 24,
    "letter": {
        "heading": "Your reference is ((reference))",
        "body": "We have ((offence_title)).\n\n# Next\n\n* One ((reference))\n* Two\n\nSee ((portal_address))\n",
    },
}
LETTER = read_template(BODY, version=1)
VALUES = {"reference": "4226*1*", "offence_title": "#evil[] $x$ *b*", "portal_address": "https://example.org/i/abc"}


def test_a_letter_comes_in_blocks_and_its_words_stand_as_they_are() -> None:
    made = render(LETTER, channel=Channel.LETTER, values=VALUES, flags={}, discreet=False)

    assert made.subject == "Your reference is 4226*1*"
    assert made.blocks == (
        Block(BlockKind.PARAGRAPH, ("We have #evil[] $x$ *b*.",)),
        Block(BlockKind.HEADING, ("Next",)),
        Block(BlockKind.BULLETS, ("One 4226*1*", "Two")),
        Block(BlockKind.PARAGRAPH, ("See https://example.org/i/abc",)),
    )
    assert made.body.startswith("We have #evil[] $x$ *b*.\n\nNext\n\n* One 4226*1*")


def test_the_digest_of_a_letter_holds_its_heading() -> None:
    made = render(LETTER, channel=Channel.LETTER, values=VALUES, flags={}, discreet=False)

    assert made.digest != replace(made, subject="Another").digest


def test_an_officers_words_take_the_place_of_a_letters() -> None:
    made = render(LETTER, channel=Channel.LETTER, values=VALUES, flags={}, discreet=False)

    changed = render_approved("We *have* it.\n\n* One 4226*1*", made, LETTER)

    assert changed.blocks == (
        Block(BlockKind.PARAGRAPH, ("We *have* it.",)),
        Block(BlockKind.BULLETS, ("One 4226*1*",)),
    )
    assert set(changed.values) == {"reference"}


def test_there_is_no_letter_where_the_file_has_none() -> None:
    with pytest.raises(CannotRender):
        render(TEMPLATE, channel=Channel.LETTER, values=VALUES, flags={}, discreet=False)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("* What we recorded: ((offence_title))\n\n    ((has_officer", "((has_officer", "the letter does not"),
        ("This letter is your", "This e-mail is your", "has no place on paper"),
        ("You do not need", "Click here. You do not need", "has no place on paper"),
    ],
)
def test_a_letter_that_tells_less_or_speaks_of_screens_is_a_fault(
    tmp_path: Any, before: str, after: str, sentence: str
) -> None:
    text = (settings.CONTENT_DIR / "messages" / "en" / "crime_recorded_adult.yaml").read_text(encoding="utf-8")
    head, letter = text.split("\nletter:\n")
    assert before in letter
    file = tmp_path / "crime_recorded_adult.yaml"
    file.write_text(f"{head}\nletter:\n{letter.replace(before, after, 1)}", encoding="utf-8")

    faults = check_file(file, rules=read_rules(settings.CONTENT_DIR))

    assert any(sentence in fault.sentence for fault in faults)


def test_every_letter_holds_what_its_email_holds() -> None:
    for path in (settings.CONTENT_DIR / "messages").rglob("*.yaml"):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert ("letter_discreet" in body) == ("letter" in body and "email_discreet" in body), path.stem
