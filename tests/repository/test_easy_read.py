"""The messages that are sent most have an Easy Read version, and each such version is easy to read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repository.tree import CHECKOUT, kept, name
from waypost.messages.lint.reading import ease_of
from waypost.messages.lint.texts import read_message

SENT_MOST = CHECKOUT / "docs" / "measurements" / "sent-most.md"
ROW = re.compile(r"^\| \d+ \| `([a-z_]+)` \|", re.MULTILINE)
LONGEST_SENTENCE = 10
ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b")
ALLOWED = {"UK", "BSL"}
"""Parts of names: of a law, and of what somebody who signs must ask for."""
WRITTEN = ("email", "letter")


def body_of(path: Path) -> dict[str, Any]:
    body: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return body


MESSAGES = kept(".yaml", under="content/messages")
EASY_READ = [path for path in MESSAGES if "\nformat: easy_read\n" in path.read_text("utf-8")]


def sent_most() -> list[str]:
    return ROW.findall(SENT_MOST.read_text(encoding="utf-8"))


def headings(body: dict[str, Any]) -> Iterator[str]:
    """Yield the headings inside the e-mail and the letter."""
    for channel in WRITTEN:
        yield from re.findall(r"^# (.+)$", body.get(channel, {}).get("body", ""), re.MULTILINE)


def test_the_twenty_messages_that_are_sent_most_have_an_easy_read_version() -> None:
    easy = {body_of(path)["version_of"] for path in EASY_READ}

    assert len(set(sent_most())) == 20
    assert set(sent_most()) - easy == set()


@pytest.mark.parametrize("path", EASY_READ, ids=name)
def test_easy_read_comes_by_every_way_that_the_message_itself_does(path: Path) -> None:
    body = body_of(path)
    original = body_of(CHECKOUT / "content" / "messages" / "en" / f"{body['version_of']}.yaml")
    ways = {"sms", "sms_discreet", "email", "email_discreet", "letter", "letter_discreet", "script"}

    assert ways & body.keys() == ways & original.keys()


@pytest.mark.parametrize("path", EASY_READ, ids=name)
def test_easy_read_has_short_sentences_and_asks_what_the_reader_asks(path: Path) -> None:
    body = body_of(path)
    message, _ = read_message(body)
    texts = [text for text in message.texts if text.channel is not None]
    longest = {".".join(text.path): ease_of(text, legal_terms=frozenset()).longest for text in texts}

    assert {where: words for where, words in longest.items() if words > LONGEST_SENTENCE} == {}
    assert [heading for heading in headings(body) if not heading.endswith("?")] == []


@pytest.mark.parametrize("path", EASY_READ, ids=name)
def test_easy_read_shortens_no_name_to_letters(path: Path) -> None:
    texts = [text for channel in WRITTEN for text in body_of(path).get(channel, {}).values()]

    assert set(ABBREVIATION.findall("\n".join(texts))) - ALLOWED == set()
