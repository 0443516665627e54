"""One decision as it is shown outside, and the sentence for each word of ours that stands for a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from waypost.base.values import JsonValue


@dataclass(frozen=True, slots=True)
class Line:
    """
    One decision. `case` and `person` are the source's own names of the record and of the entry in it.

    *Source:* contract, "Looking in from outside".
    """

    at: datetime
    case: str
    person: str | None
    journey: str
    version: int
    step: str
    trigger: str
    template: str
    channel: str
    decision: str
    reason: str
    sentence: str
    gates: Sequence[tuple[str, str]]
    message: str | None
    state: str
    duty: str | None

    def to_json(self) -> dict[str, JsonValue]:
        """Return the line as the published contract has it."""
        return {
            "at": self.at.isoformat(),
            "case": self.case,
            "person": self.person,
            "journey": self.journey,
            "version": self.version,
            "step": self.step,
            "trigger": self.trigger,
            "template": self.template,
            "channel": self.channel,
            "decision": self.decision,
            "reason": self.reason,
            "sentence": self.sentence,
            "gates": [{"name": name, "answer": answer} for name, answer in self.gates],
            "message": self.message,
            "state": self.state,
            "duty": self.duty,
        }


SENTENCES: Final[Mapping[str, str]] = {
    "already_entered": "This journey has run for this recipient before, and does so once.",
    "condition_not_met": "The conditions under which this journey or step acts do not hold.",
    "nobody_to_tell": "The event names nobody whom this journey may tell.",
    "date_gone": "The date that this journey waited for is no longer in the case, so it ends.",
    "too_late_for_step": "The moment of the next step has passed before it could be waited for, so the journey ends.",
    "done": "All steps are taken.",
    "expired": "The journey's time is over.",
    "goal_reached": "What the journey is there for has happened.",
    "outside_hours": "Messages wait for the hours in which they may leave.",
    "run_ended": "The journey was ended before this message left, so it is taken back.",
    "superseded": "A newer message on the same matter takes the place of this one.",
    "joined": "This news is told together with other news.",
    "minutes": "It waits for some minutes before its next step.",
    "hours": "It waits for some hours before its next step.",
    "days": "It waits for some days before its next step.",
    "working_days": "It waits for some working days before its next step.",
    "time_of_day": "It waits for a time of the day.",
    "wait_for": "It waits for something to happen, and not for ever.",
    "gathers": "It waits for other news, so that all of it is told at once.",
    "newer_news": "Newer news on the same matter had been told already.",
    "told_with_it": "It came with other news, whose text tells it.",
    "too_late": "What it would have said was out of date by then.",
    "journey_paused": "Somebody has paused this journey.",
    "journey_switched_off": "The force had switched this journey off.",
    "updates_joined": "This news is told together with other news.",
}
"""What the engine's own words mean. Reasons of the gates have their sentences with the messages."""


def sentence_of(reason: str) -> str:
    """Return what a word of the engine's means; one that is an event's name says just that."""
    known = SENTENCES.get(reason)
    if known is not None:
        return known
    return f"By what the record says: {reason}." if "." in reason else f"{reason.replace('_', ' ').capitalize()}."
