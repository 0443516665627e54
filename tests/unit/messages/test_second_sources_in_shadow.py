"""What only a second source in shadow says of a case is told to nobody; all else is."""

from dataclasses import replace

import pytest

from tests.unit.messages.questions import QUESTION, with_case
from waypost.messages.gates import Question
from waypost.messages.gates.case import source_is_live
from waypost.messages.gates.question import News
from waypost.messages.values import Reason

CASE = with_case(items_in_shadow=frozenset({"h1"}))
PARTS = (News(None, "outcome.assigned", ""), News(None, "court.hearing_listed", "h1"))


@pytest.mark.parametrize("question", [replace(CASE, item="h1"), replace(CASE, parts=PARTS)])
def test_news_of_it_is_stopped_alone_and_in_a_digest(question: Question) -> None:
    found = source_is_live(question)

    assert found is not None
    assert found.reason is Reason.SOURCE_IN_SHADOW


@pytest.mark.parametrize("question", [QUESTION, replace(CASE, item="h2"), replace(CASE, parts=PARTS[:1])])
def test_other_news_of_the_case_passes(question: Question) -> None:
    assert source_is_live(question) is None
