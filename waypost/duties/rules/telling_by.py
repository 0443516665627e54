"""By when a message that is about to be planned should have told."""

from datetime import datetime

from waypost.cases.values import PersonFacts, TimelineEntry
from waypost.duties.rules.clocks import spells_of
from waypost.duties.rules.ending import Ending
from waypost.duties.rules.starting import Begun, Matter, duties_started, owed


def tell_by(duty: str, event: TimelineEntry, *, person: PersonFacts, matter: Matter) -> datetime | None:
    """
    Return by when this victim should be told of an event, by this duty; None where it starts none for her, or no limit.

    It needs no clock to exist yet: journeys may decide before duties have read the event.
    """
    ends = (
        Ending(one.duty, one.starts_at, spells_of(one, matter), matter.holidays).at(matter.now).due_at
        for found, start in duties_started(event, matter)
        if found.id == duty and person in owed(found, event, matter)
        for one in [Begun(found, start, event, person)]
    )
    return min(filter(None, ends), default=None)
