"""Every message of phase 1 has a Welsh version, and it is held back until a translator has checked it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repository.tree import CHECKOUT, kept, name
from waypost.journeys.checking.together import SENT_BY_CODE
from waypost.messages.library import library_of

JOURNEYS = kept(".yaml", under="content/journeys")
ENGLISH = kept(".yaml", under="content/messages/en")
WELSH = kept(".yaml", under="content/messages/cy")
SEEN_BY = {"draft", "checked"}
WAYS = {"sms", "sms_discreet", "email", "email_discreet", "letter", "letter_discreet"}
GLOSSARY = CHECKOUT / "docs" / "glossary-cy.md"
CODE_OF_RIGHTS, ANOTHER_NAME = "Cod Dioddefwyr", "Cod y Dioddefwyr"


def body_of(path: Path) -> dict[str, Any]:
    body: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return body


def sent_in_phase_1() -> set[str]:
    """Return the ids of what a journey of phase 1 sends, or our code by itself."""
    journeys = [body for body in map(body_of, JOURNEYS) if body["phase"] == 1]
    steps = [step for journey in journeys for step in journey["steps"]]
    return {step[key] for step in steps for key in ("send", "survey") if key in step} | SENT_BY_CODE


def test_every_message_of_phase_1_has_a_welsh_version() -> None:
    written = {body["version_of"] for body in map(body_of, WELSH)}

    assert len(sent_in_phase_1()) > 80
    assert sent_in_phase_1() - written == set()


@pytest.mark.parametrize("path", WELSH, ids=name)
def test_a_welsh_version_comes_by_every_way_that_its_message_does(path: Path) -> None:
    body = body_of(path)
    original = body_of(CHECKOUT / "content" / "messages" / "en" / f"{body['version_of']}.yaml")

    assert body["translation"] in SEEN_BY
    assert WAYS & body.keys() == WAYS & original.keys()
    assert "script" not in body


def test_a_draft_is_never_sent() -> None:
    files = [(f"{path.parent.name}/{path.stem}", 1, path.read_text(encoding="utf-8")) for path in (*ENGLISH, *WELSH)]

    library = library_of(files)

    drafts = {path.stem for path in WELSH if body_of(path)["translation"] == "draft"}
    picked = {one.id for versions in library.versions.values() for one in versions if one.language == "cy"}
    assert picked & drafts == set()


def test_the_same_thing_has_the_same_name_in_every_welsh_text() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in WELSH}

    assert CODE_OF_RIGHTS in GLOSSARY.read_text(encoding="utf-8")
    assert [stem for stem, text in texts.items() if ANOTHER_NAME in text] == []
