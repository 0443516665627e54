"""One plain sentence or two for one decision: what was decided, what became of it, why, and who must act."""

from collections.abc import Callable, Mapping
from datetime import datetime

from waypost.base.pages.dates import say_moment
from waypost.journeys.explain.conditions import failed_condition
from waypost.journeys.explain.material import Material
from waypost.journeys.explain.words import ExplainWords
from waypost.journeys.queries import DecisionFacts
from waypost.journeys.runs import RunFacts
from waypost.messages.queries import MessageFacts
from waypost.messages.values import MessageState


def sentence_for(decision: DecisionFacts, material: Material) -> str:
    """Return what one decision means, in words for staff; it holds no name, number, address or text of a message."""
    message = material.message(decision)
    if message is not None:
        told = say_message(message, material.words)
        return f"It was joined with other news in one message. {told}" if decision.decision == "merge" else told
    said = _SAID.get(decision.decision)
    return said(decision, material) if said else _reason(decision, material)


def say_message(message: MessageFacts, words: ExplainWords) -> str:
    """Return where a message stands, why, and who must act."""
    what = f"The {words.channels.get(message.channel, message.channel)} {message.template}"
    return f"{what} {_STANDS[message.state](message, words)}".rstrip()


def _at(moment: datetime | None) -> str:
    return say_moment(moment) if moment else "a time that is not on record"


def _delivered(message: MessageFacts, _words: ExplainWords) -> str:
    inferred = " Nothing came back within a day, so it counts as delivered." if message.is_inferred else ""
    return f"was sent on {_at(message.handed_over_at)} and delivered on {_at(message.delivered_at)}.{inferred}"


def _handed_over(message: MessageFacts, _words: ExplainWords) -> str:
    return f"was sent on {_at(message.handed_over_at)}. Whether it arrived is not known yet."


def _in_doubt(_message: MessageFacts, _words: ExplainWords) -> str:
    return "may have left or not. The provider is asked before anything is sent again."


def _due(_message: MessageFacts, _words: ExplainWords) -> str:
    return "is about to leave."


def _planned(message: MessageFacts, _words: ExplainWords) -> str:
    return f"waits until {_at(message.due_at)} for the hours in which messages may leave."


def _awaiting(message: MessageFacts, words: ExplainWords) -> str:
    return f"waits for a person and has not been sent. {_why(message, words)}"


def _held(message: MessageFacts, words: ExplainWords) -> str:
    return f"is held and has not been sent. {_why(message, words)}"


def _not_sent(message: MessageFacts, words: ExplainWords) -> str:
    return f"was not sent. {_why(message, words)}"


def _failed(message: MessageFacts, words: ExplainWords) -> str:
    return f"did not arrive. {_why(message, words)}"


def _taken_back(message: MessageFacts, words: ExplainWords) -> str:
    reason = words.reasons.get(message.reason)
    return f"was taken back before it left. {reason or _because(message.reason, words)}"


def _why(message: MessageFacts, words: ExplainWords) -> str:
    parts = (message.sentence or words.reasons.get(message.reason, ""), words.owners.get(message.owner, ""))
    return " ".join(part for part in parts if part)


_STANDS: Mapping[MessageState, Callable[[MessageFacts, ExplainWords], str]] = {
    MessageState.PLANNED: _planned,
    MessageState.AWAITING_APPROVAL: _awaiting,
    MessageState.HELD: _held,
    MessageState.QUEUED: _due,
    MessageState.LEASED: _due,
    MessageState.HANDED_OVER: _handed_over,
    MessageState.IN_DOUBT: _in_doubt,
    MessageState.DELIVERED: _delivered,
    MessageState.FAILED: _failed,
    MessageState.SUPPRESSED: _not_sent,
    MessageState.SUPERSEDED: _taken_back,
    MessageState.EXPIRED: _not_sent,
}


def _skipped(decision: DecisionFacts, material: Material) -> str:
    what = f"The message {decision.template} was not wanted." if decision.template else "It did not begin."
    if decision.reason == "condition_not_met":
        return f"{what} {failed_condition(decision, material) or 'A condition of it did not hold.'}"
    return f"{what} {_reason(decision, material)}"


def _waits(decision: DecisionFacts, material: Material) -> str:
    waiting = _run_after(decision, material)
    until = f" until {say_moment(waiting.wait_until)}" if waiting and waiting.wait_until else ""
    if decision.reason == "gathers":
        return f"It waits{until} for other news, so that all of it is told at once."
    goal = material.words.dates.get(decision.reason)
    return f"It waits{until}, by {goal}." if goal else f"It waits{until}."


def _ends(decision: DecisionFacts, material: Material) -> str:
    known = material.words.reasons.get(decision.reason)
    return f"It ended. {known or _because(decision.reason, material.words)}"


def _handed_to_a_person(decision: DecisionFacts, _material: Material) -> str:
    return f"An officer was asked to act, with the script {decision.template}."


def _holds(decision: DecisionFacts, material: Material) -> str:
    return f"It does not act now. {_reason(decision, material)}"


_SAID: Mapping[str, Callable[[DecisionFacts, Material], str]] = {
    "skip": _skipped,
    "wait": _waits,
    "exit": _ends,
    "task": _handed_to_a_person,
    "hold": _holds,
}


def _run_after(decision: DecisionFacts, material: Material) -> RunFacts | None:
    """Return the run as its pass left it, by a replay of the pass."""
    runs = material.after.get(decision.pass_id, ()) if decision.pass_id is not None else ()
    found = [
        run
        for run in runs
        if (run.person_id, run.journey, run.trigger_number)
        == (decision.person_id, decision.journey, decision.event_number)
    ]
    return found[0] if found else None


def _reason(decision: DecisionFacts, material: Material) -> str:
    return material.words.reasons.get(decision.reason, "")


def _because(reason: str, words: ExplainWords) -> str:
    return f"The reason: {words.event(reason)}." if reason in words.events else ""
