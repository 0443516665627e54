"""
The shipped content fits together: what a journey sends is written, and what is written is sent.

Reads the files by itself, with none of the check's own code, so that a fault of the check does not hide one here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import smsutil
import yaml

from tests.repository.tree import CHECKOUT, kept, name
from waypost.journeys.checking import check_content
from waypost.journeys.checking.together import SENT_BY_CODE
from waypost.messages.placeholders import FLAGS, PLACEHOLDERS

CONTENT = CHECKOUT / "content"
MESSAGES = kept(".yaml", under="content/messages")
ENGLISH = kept(".yaml", under="content/messages/en")
JOURNEYS = kept(".yaml", under="content/journeys")
PLACEHOLDER = re.compile(r"\(\(([a-z_]+)\)\)")
FLAG = re.compile(r"\(\(([a-z_]+)\?\?")
MOST_PARTS = {"en": 1, "cy": 3}
NEVER_PUSHED = "N"
SHOWN_OF_AN_EMAIL = 150
"""Characters of an e-mail's beginning that a phone may show while it is locked, beside the subject."""
NOT_SHOWN = (
    "offence_title", "appointment_place", "agency", "outcome_meaning", "outcome_reason", "fact_text", "service_name",
    "information_required",
)  # fmt: skip
STEPS_NOT_SHOWN = re.compile(
    r"\b(arrest(ed)?|bail|charged|convicted|court|custody|guilty|hearing|prosecution|released|sentenced?|trial|verdict|"
    r"warrant)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(r"\(\([a-z_]+\?\?(?:[^()]|\(\([a-z_]+\)\))*\)\)")
"""What a flag takes out of a text."""


def body_of(path: Path) -> dict[str, Any]:
    body: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return body


def texts_of(body: dict[str, Any]) -> Iterator[str]:
    """Yield every text of a message, whoever reads it."""
    for key in ("sms", "sms_discreet", "script"):
        if key in body:
            yield body[key]
    for key in ("email", "email_discreet", "letter", "letter_discreet"):
        yield from body.get(key, {}).values()


def named_by_journeys() -> set[str]:
    """Return the ids of the messages that some step of a journey names."""
    steps = [step for path in JOURNEYS for step in body_of(path)["steps"]]
    return {step[key] for step in steps for key in ("send", "survey", "script") if key in step}


def named_in_code() -> set[str]:
    """Return the ids of the messages that our code sends without a journey: the sign-in code, the joined message."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in kept(".py", under="waypost"))
    return {path.stem for path in ENGLISH if f'"{path.stem}"' in code}


def not_named_by_design() -> set[str]:
    """Return the ids of messages that are picked in place of another, or stand on a page only."""
    bodies = [body_of(path) for path in ENGLISH]
    return {body["id"] for body in bodies if "version_of" in body or body["mode"] == NEVER_PUSHED}


def longest(text: str) -> str:
    """Return a text as long as it can get: every flag true, every placeholder at its longest."""
    filled = PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found[1]].worst, text)
    return " ".join(FLAG.sub("", filled).replace("))", "").split())


def test_content_has_no_fault() -> None:
    assert list(check_content(CONTENT, rules=CONTENT)) == []


def test_every_message_that_a_journey_names_is_written() -> None:
    assert named_by_journeys() - {path.stem for path in ENGLISH} == set()


def test_no_message_is_written_that_nothing_sends() -> None:
    unsent = {path.stem for path in ENGLISH} - named_by_journeys() - named_in_code() - not_named_by_design()

    assert unsent == set()


def test_the_check_knows_what_our_code_sends_by_itself() -> None:
    assert named_in_code() >= SENT_BY_CODE
    assert named_in_code() - named_by_journeys() - not_named_by_design() <= SENT_BY_CODE


@pytest.mark.parametrize("path", MESSAGES, ids=name)
def test_every_placeholder_and_flag_is_known_and_every_one_is_declared(path: Path) -> None:
    body = body_of(path)
    used = {found for text in texts_of(body) for found in PLACEHOLDER.findall(text)}
    flags = {found for text in texts_of(body) for found in FLAG.findall(text)}

    assert used <= PLACEHOLDERS.keys()
    assert flags <= FLAGS.keys()
    assert used == set(body["placeholders"])


@pytest.mark.parametrize("path", MESSAGES, ids=name)
def test_every_sms_fits_its_parts_even_with_the_longest_values(path: Path) -> None:
    body = body_of(path)

    for text in filter(None, (body.get("sms"), body.get("sms_discreet"))):
        assert len(smsutil.split(longest(text)).parts) <= MOST_PARTS[body["language"]]


@pytest.mark.parametrize("path", MESSAGES, ids=name)
def test_every_channel_has_a_discreet_text_unless_a_business_reads_it(path: Path) -> None:
    body = body_of(path)

    for channel in ("sms", "email"):
        assert channel not in body or f"{channel}_discreet" in body or body["audience"] == "business contact"


@pytest.mark.parametrize("path", ENGLISH, ids=name)
def test_a_locked_phone_shows_no_offence_place_or_outcome_of_an_email(path: Path) -> None:
    text = " ".join(body_of(path).get("email", {}).get("body", "").split())
    shortest = PLACEHOLDER.sub(lambda mark: mark[0] if mark[1] in NOT_SHOWN else "x", text)

    shown = shortest[:SHOWN_OF_AN_EMAIL]

    assert not [
        found for found in NOT_SHOWN if f"(({found}))" in shortest and shortest.index(f"(({found}))") < len(shown)
    ]


@pytest.mark.parametrize("path", ENGLISH, ids=name)
def test_a_locked_phone_shows_that_there_is_news_and_not_which(path: Path) -> None:
    text = " ".join(body_of(path).get("email", {}).get("body", "").split())
    shortest = PLACEHOLDER.sub("x", LEFT_OUT.sub("", text))

    assert STEPS_NOT_SHOWN.findall(shortest[:SHOWN_OF_AN_EMAIL]) == []


WRITTEN_FOR_STAFF = {"bail_conditions", "hearing_change_reason"}
"""Words of a record that the contract does not say a victim may read: an illness, an address, another person's name."""


@pytest.mark.parametrize("path", MESSAGES, ids=name)
def test_what_was_not_written_for_a_victim_goes_only_where_an_officer_reads_it_or_calls(path: Path) -> None:
    body = body_of(path)

    assert body["mode"] != "A" or WRITTEN_FOR_STAFF.isdisjoint(body["placeholders"])
