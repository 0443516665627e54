"""By when a message that is about to be planned should have told."""

from datetime import datetime

from waypost.cases.values import PersonFacts, TimelineEntry
from waypost.duties.rules.clocks import spells_of
from waypost.duties.rules.ending import Ending
from waypost.duties.rules.meeting import is_told_through
from waypost.duties.rules.starting import Matter, begun_by


def tell_by(duty: str, event: TimelineEntry, *, person: PersonFacts, matter: Matter) -> datetime | None:
    """
    Return by when this person should be told of an event, by this duty; None where it starts none that has a limit.

    `person` is the victim, or who stands for her. It needs no clock to exist yet: journeys may decide before duties
    have read the event. An event that a clock has asked for says itself until when that clock runs.
    """
    asked = event.details.get("due_at")
    if isinstance(asked, str) and event.kind in matter.duties.asked_for:
        return datetime.fromisoformat(asked)
    ends = (
        Ending(one.duty, one.starts_at, spells_of(one, matter), matter.holidays).at(matter.now).due_at
        for one in begun_by(event, matter)
        if one.duty.id == duty and is_told_through(person, one.person, at=matter.now)
    )
    return min(filter(None, ends), default=None)
