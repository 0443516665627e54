"""
A gate about the system that the case came from: who has not heard of it for long cannot say when something will be.

An appointment may have been cancelled there, a hearing moved, a car called away. What is bound to a time waits until
the system is heard of again, and goes to a person while that person can still act. What is not goes on.
"""

from datetime import timedelta

from waypost.messages.gates.question import Question
from waypost.messages.gates.still_so import needed_by, waits_for_source
from waypost.messages.reasons import answer
from waypost.messages.values import AnswerKind, GateAnswer, Reason

GATE = "source_is_heard_of"
FOR_A_PERSON = timedelta(hours=2)
"""So long before its time has passed a message goes to a person, who can look in the system itself, and call."""
_ASK_AGAIN = timedelta(minutes=10)


def source_is_heard_of(question: Question) -> GateAnswer | None:
    """
    While the source is behind its promise, what is bound to a time waits for it, and at last for a person.

    *Source:* trust.md, "Silent failure".
    """
    if not waits_for_source(question):
        return None
    by = needed_by(question)
    if by is None or question.now >= by - FOR_A_PERSON:
        return answer(GATE, Reason.SOURCE_STALE)
    return GateAnswer(
        GATE,
        AnswerKind.WAIT,
        "The police system has not been heard of for a while. What is bound to a time waits for it.",
        until=min(question.now + _ASK_AGAIN, by - FOR_A_PERSON),
    )
