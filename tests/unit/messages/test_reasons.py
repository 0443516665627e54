"""Whatever stops a message says so in words that a call handler understands, and belongs to somebody."""

import re

import pytest

from waypost.messages.gates import GATES
from waypost.messages.lint.reading import HIGHEST_GRADE, LONGEST_SENTENCE, grade, sentences_of, words_of
from waypost.messages.reasons import MEANINGS, answer
from waypost.messages.values import AnswerKind, Owner, Reason

_OF_PEOPLE = {Owner.OIC, Owner.SUPERVISOR, Owner.RECORDS}
_JARGON = re.compile(
    r"\b(api|boolean|database|digest|enum|gate|intent|lease|null|queue|recipient|smtp|sql|template|"
    r"token|trigger|url|worker)\b|_",
    re.IGNORECASE,
)
"""Words of this program that nobody outside it uses so."""


def test_every_reason_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Reason)


@pytest.mark.parametrize("reason", list(Reason))
def test_what_waits_for_somebody_is_somebodys(reason: Reason) -> None:
    meaning = MEANINGS[reason]

    assert meaning.kind in {AnswerKind.HOLD, AnswerKind.ASK, AnswerKind.SUPPRESS}
    assert meaning.kind is AnswerKind.SUPPRESS or meaning.owner is not Owner.NOBODY


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_is_said_in_sentences_that_an_eleven_year_old_can_read(reason: Reason) -> None:
    sentences = sentences_of(MEANINGS[reason].sentence)

    assert MEANINGS[reason].sentence.endswith(".")
    assert max(len(words_of(sentence)) for sentence in sentences) <= LONGEST_SENTENCE
    assert grade(sentences) <= HIGHEST_GRADE


@pytest.mark.parametrize("reason", [reason for reason in Reason if MEANINGS[reason].owner in _OF_PEOPLE])
def test_officers_and_clerks_read_no_word_of_this_program(reason: Reason) -> None:
    assert _JARGON.findall(MEANINGS[reason].sentence) == []


def test_every_hold_of_a_gate_has_an_owner() -> None:
    holds = [(gate.name, reason) for gate in GATES for reason in gate.reasons if MEANINGS[reason].owner is Owner.NOBODY]

    assert all(MEANINGS[reason].kind is AnswerKind.SUPPRESS for _, reason in holds)


def test_another_owner_may_be_said_than_that_of_the_reason() -> None:
    assert answer("any", Reason.RECORD_IN_DOUBT).owner is Owner.RECORDS
    assert answer("any", Reason.RECORD_IN_DOUBT, owner=Owner.SUPERVISOR).owner is Owner.SUPERVISOR
