"""
How much one number or address gets in a day.

Counted for each normalised number or address and day in England and Wales, over all cases and people of the force. What
is immediate passes and does not count. *Source:* domain.md SC13; design 1.4 and 1.6.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from waypost.access.values import ForceSettings
from waypost.base.clock import LONDON
from waypost.messages.gates.question import Question
from waypost.messages.gates.timing import hours_of, next_allowed
from waypost.messages.values import AnswerKind, GateAnswer, MessageClass

PER_CASE, PER_CONTACT = "per_case_a_day", "per_contact_a_day"


@dataclass(frozen=True)
class Caps:
    """How many may leave for one number or address in a day: about one case, and in all. 0 is no cap."""

    per_case: int
    per_contact: int

    @classmethod
    def of(cls, settings: ForceSettings) -> "Caps":
        """Return the caps of a force."""
        return cls(settings.caps.get(PER_CASE, 0), settings.caps.get(PER_CONTACT, 0))

    @property
    def is_set(self) -> bool:
        """Whether anything is capped."""
        return bool(self.per_case or self.per_contact)

    def left(self, *, of_case: int, of_contact: int) -> int | None:
        """Return how many more may leave where so many have; None where nothing is capped."""
        rests = [cap - sent for cap, sent in ((self.per_case, of_case), (self.per_contact, of_contact)) if cap]
        return max(min(rests), 0) if rests else None


def contact_has_not_had_enough(question: Question) -> GateAnswer | None:
    """
    Over the cap a message waits for the next day's opening; it goes all the same if it must be told before that.

    What the Victims' Code demands goes too where it would be of no use any more by then: a cap never drops it.
    """
    if question.is_immediate or left_today(question) != 0:
        return None
    until = next_days_opening(question)
    if _cannot_wait(question, until):
        return None
    return GateAnswer(
        "contact_has_not_had_enough",
        AnswerKind.WAIT,
        "Enough has gone there today; it waits for tomorrow.",
        until=until,
    )


def left_today(question: Question) -> int | None:
    """Return how many more may leave today to where this message goes, about its case; None: as many as there are."""
    pushes = question.pushes
    return Caps.of(question.settings).left(of_case=pushes.of_case, of_contact=pushes.of_contact)


def next_days_opening(question: Question) -> datetime:
    """Return when messages may leave again on the next day in England and Wales, in UTC."""
    tomorrow = question.now.astimezone(LONDON).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), LONDON).astimezone(question.now.tzinfo)
    return next_allowed(midnight, hours=hours_of(question)) or midnight


def _cannot_wait(question: Question, until: datetime) -> bool:
    if question.tell_by is not None and question.tell_by <= until:
        return True
    is_owed = question.message_class is MessageClass.STATUTORY
    return is_owed and question.expires_at is not None and question.expires_at <= until
