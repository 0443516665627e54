"""The examples of the how-tos are whole: written into files they pass the check together."""

import re
from pathlib import Path

import pytest

from tests.unit.journeys.checking.small import CONTENT, write
from waypost.journeys.checking import check_content

HOWTOS = CONTENT.parent / "docs" / "howto"
EXAMPLE = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)

MESSAGE, JOURNEY = "messages/en/visit_thanks.yaml", "journeys/visit-thanks.yaml"
ASKS = "fact: person.kind, is_not: organisation"


def examples() -> dict[str, str]:
    texts = [(HOWTOS / name).read_text(encoding="utf-8") for name in ("write-a-message.md", "write-a-journey.md")]
    return {name: example for text in texts for name, example in EXAMPLE.findall(text)}


def test_the_examples_pass_the_check(tmp_path: Path) -> None:
    folder = write(tmp_path, examples())

    assert {*examples()} == {MESSAGE, JOURNEY}
    assert check_content(folder, rules=CONTENT) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (MESSAGE, "thank you for your time", "about the burglary", "must not hold the word 'burglary'"),
        (MESSAGE, "((officer_name))", "((oficer_name))", "Did you mean officer_name?"),
        (MESSAGE, "You met", "As soon as possible: met", "(it says no time): write when, or by whom."),
        (JOURNEY, ASKS, "fact: case.group, is: burglary-residental", "Did you mean burglary-residential?"),
        (JOURNEY, ASKS, "fact: case.group, is: arson", "visit_thanks is for an adult and could go to a business"),
    ],
)
def test_what_the_howtos_say_that_it_says_it_says(name: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    files = examples()
    assert old in files[name]

    found = check_content(write(tmp_path, {**files, name: files[name].replace(old, new)}), rules=CONTENT)

    assert any(said in fault.sentence for fault in found), found
