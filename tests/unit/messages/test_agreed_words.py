"""How often we write: as it was agreed, or, where nothing was, as the duty called silence has it."""

import pytest
import yaml

from tests.repository.tree import CHECKOUT
from tests.unit.messages.questions import NOW, QUESTION, with_plan
from waypost.messages.gates import Question
from waypost.messages.wording import text_flags

CONTENT = CHECKOUT / "content"


@pytest.mark.parametrize(
    ("question", "is_agreed"),
    [
        (with_plan(agreed_at=NOW, update_every_days=14), True),
        (with_plan(agreed_at=NOW), False),
        (QUESTION, False),
    ],
)
def test_a_text_says_either_what_was_agreed_or_what_holds_where_nothing_was(
    question: Question, is_agreed: bool
) -> None:
    flags = text_flags(question)

    assert (flags["has_interval"], flags["no_interval"]) == (is_agreed, not is_agreed)


@pytest.mark.parametrize("text", ["no_change", "progress", "court", "business", "parent", "bereaved"])
def test_an_update_names_the_weeks_after_which_the_next_one_is_due(text: str) -> None:
    silence = yaml.safe_load((CONTENT / "duties" / "silence.yaml").read_text(encoding="utf-8"))
    update = yaml.safe_load(
        (CONTENT / "messages" / "en" / f"inv_periodic_update_{text}.yaml").read_text(encoding="utf-8")
    )

    assert all(version["standard"] == {"days": 28} for version in silence["versions"])
    assert "about every 4 weeks" in update["email"]["body"]
