"""Gates against a mistake that reaches many: of what is new a few leave first, and in an hour only so many."""

from waypost.messages.gates.channel import mode_for
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import AnswerKind, GateAnswer, Reason, SendMode

_READ_ONE_BY_ONE = {SendMode.CONFIRMED, SendMode.HUMAN_FIRST}


def first_ones_were_looked_at(question: Question) -> GateAnswer | None:
    """
    What a person has confirmed, or called about, has been looked at one by one, and waits for nobody.

    *Source:* trust.md T21.
    """
    if not question.bulk.waits_for_look or mode_for(question) in _READ_ONE_BY_ONE:
        return None
    return answer("first_ones_were_looked_at", Reason.FIRST_ONES_OUT)


def hour_is_not_full(question: Question) -> GateAnswer | None:
    """
    Over the ceiling a message waits for the next hour; what is immediate waits for its own text's ceiling alone.

    *Source:* trust.md T21.
    """
    bulk = question.bulk
    if bulk.full_until is None or (question.is_immediate and not bulk.is_text_full):
        return None
    return GateAnswer(
        "hour_is_not_full",
        AnswerKind.WAIT,
        "As many have left in this hour as the force allows; it waits for the next one.",
        until=bulk.full_until,
    )
