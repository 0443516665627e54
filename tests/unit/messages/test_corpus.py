"""What may not be told is not, what must be is: every record of the corpus, in memory; and every guard is needed."""

import pytest

from tests.corpus.mutations import NOW, Guard, as_usual, guards, is_needed
from tests.corpus.recipes import Example, examples
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Reason

EXAMPLES = examples(NOW)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_record_comes_to_what_its_recipe_says(example: Example) -> None:
    played = as_usual()[example.name]

    assert (played.answer, played.is_as_expected(example)) == (example.expect, True), sorted(played.reasons)


def test_the_corpus_holds_what_was_promised() -> None:
    dangerous = [one for one in EXAMPLES if not one.is_harmless]

    assert len(dangerous) >= 300
    assert len(EXAMPLES) - len(dangerous) >= 80


def test_every_hold_of_the_corpus_is_said_in_words() -> None:
    reasons = {reason for one in EXAMPLES if one.expect == "held" for reason in as_usual()[one.name].reasons}
    known = {Reason(reason) for reason in reasons if reason in set(Reason)}

    assert len(known) >= 20
    assert all(MEANINGS[reason].sentence.endswith(".") for reason in known)


@pytest.mark.parametrize("guard", guards(), ids=lambda guard: guard.name)
def test_without_this_guard_some_record_would_be_told_wrongly(guard: Guard) -> None:
    assert is_needed(guard)
