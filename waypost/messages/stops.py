"""What somebody has stopped by hand: all of a force, a journey, a text, a case. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from waypost.messages.values import Reason


class StopKind(StrEnum):
    """How much a stop stops."""

    FORCE = "force"
    JOURNEY = "journey"
    TEMPLATE = "template"
    CASE = "case"


@dataclass(frozen=True)
class Stoppable:
    """What of a message can be stopped: its case, its journey, its texts; and, once it is leased, where it goes."""

    reference: str
    journey: str
    templates: frozenset[str]
    contact: str = ""


@dataclass(frozen=True)
class Stops:
    """
    All that is stopped in one force at one moment.

    `cases` are references, so that a stop needs no case of ours: a crime and an incident that share one are stopped
    alike. `frozen` are normalised contacts, as far as they were asked about.
    """

    is_force_stopped: bool = False
    journeys: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    frozen: frozenset[str] = frozenset()

    def reason(self, *, reference: str, journey: str, templates: Collection[str] = ()) -> Reason | None:
        """Return why nothing leaves for this case by this journey, in these texts; None where nothing is stopped."""
        if self.is_force_stopped:
            return Reason.FORCE_STOPPED
        if reference in self.cases:
            return Reason.CASE_STOPPED
        if journey in self.journeys or not self.templates.isdisjoint(templates):
            return Reason.TEXT_STOPPED
        return None

    def reason_for(self, one: Stoppable) -> Reason | None:
        """Return why this message does not leave; None where nothing is stopped."""
        if one.contact in self.frozen:
            return Reason.CONTACT_FROZEN
        return self.reason(reference=one.reference, journey=one.journey, templates=one.templates)


NO_STOPS = Stops()
STOPPED = frozenset({Reason.FORCE_STOPPED, Reason.CASE_STOPPED, Reason.TEXT_STOPPED})
"""Why something is held that goes on when a stop is lifted."""
