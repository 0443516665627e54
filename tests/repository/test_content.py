"""The shipped content fits together: what a journey sends is written, and what is written is sent."""

import re
from pathlib import Path

import pytest
import smsutil
import yaml

from tests.repository.tree import CHECKOUT, kept, name
from waypost.journeys.checking import check_content
from waypost.messages.placeholders import PLACEHOLDERS

MESSAGES = kept(".yaml", under="content/messages/en")
JOURNEYS = kept(".yaml", under="content/journeys")
PLACEHOLDER = re.compile(r"\(\(([a-z_]+)\)\)")
FLAG = re.compile(r"\(\([a-z_]+\?\?")


def sent_by_journeys() -> set[str]:
    """Return the ids of the messages that some journey sends."""
    steps = [step for path in JOURNEYS for step in yaml.safe_load(path.read_text(encoding="utf-8"))["steps"]]
    return {step["send"] for step in steps if "send" in step}


def named_in_code() -> set[str]:
    """Return the ids of the messages that our code sends without a journey: the sign-in code."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in kept(".py", under="waypost"))
    return {path.stem for path in MESSAGES if f'"{path.stem}"' in code}


def longest(text: str) -> str:
    """Return a text as long as it can get: every flag true, every placeholder at its longest."""
    filled = PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found[1]].worst, text)
    return " ".join(FLAG.sub("", filled).replace("))", "").split())


def test_content_has_no_fault() -> None:
    assert list(check_content(CHECKOUT / "content", rules=CHECKOUT / "content")) == []


def test_every_message_that_a_journey_sends_is_written() -> None:
    assert sent_by_journeys() - {path.stem for path in MESSAGES} == set()


def test_no_message_is_written_that_nothing_sends() -> None:
    assert {path.stem for path in MESSAGES} - sent_by_journeys() - named_in_code() == set()


@pytest.mark.parametrize("path", MESSAGES, ids=name)
def test_every_placeholder_is_supplied_and_none_is_unused(path: Path) -> None:
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    used = set(PLACEHOLDER.findall(body["sms"] + body.get("sms_discreet", "")))

    assert used <= PLACEHOLDERS.keys()
    assert used == set(body["placeholders"])


@pytest.mark.parametrize("path", MESSAGES, ids=name)
def test_every_sms_is_one_part_even_with_the_longest_values(path: Path) -> None:
    body = yaml.safe_load(path.read_text(encoding="utf-8"))

    for text in filter(None, (body["sms"], body.get("sms_discreet"))):
        assert len(smsutil.split(longest(text)).parts) == 1
