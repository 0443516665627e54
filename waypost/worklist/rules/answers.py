"""Which answers an item can take, and whether one closes it."""

from waypost.worklist.values import Answer, CallOutcome, ItemKind, ItemState


def fault_of_answer(kind: ItemKind, answer: Answer) -> str | None:
    """Return what is wrong with an answer to an item of this kind, as a sentence, or None."""
    if answer.state not in {ItemState.DONE, ItemState.REFUSED}:
        return "An item is answered as done or refused."
    if answer.text is not None and kind is not ItemKind.CONFIRM:
        return "Only a draft comes back with a changed text."
    if answer.call is not None and kind is not ItemKind.CALL:
        return "Only a call is recorded with what became of it."
    if kind is ItemKind.CALL and answer.state is ItemState.DONE and answer.call is None:
        return "A call that was made says what became of it."
    return None


def closes(answer: Answer) -> bool:
    """Whether nothing is left to do: somebody who did not answer is called again."""
    return answer.call is not CallOutcome.NO_ANSWER
