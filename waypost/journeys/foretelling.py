"""Who would be told of something, by which channel, and what would be held: for pages that ask before they act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.operations import NewEvent
from waypost.cases.places import Claim
from waypost.cases.values import TimelineEntry
from waypost.journeys.operations.situations import read_situations
from waypost.journeys.rules import decide
from waypost.journeys.runs import SendIntent
from waypost.messages.foretold import Foretold, foretell_messages
from waypost.messages.values import Intent

# Behind every event that a case can have: what is there already is not decided anew.
_END: Final = 10**9


@dataclass(frozen=True)
class Forecast:
    """What would follow; `untold` are the cases in which no journey tells anybody."""

    messages: Sequence[Foretold]
    untold: frozenset[CaseId]


def foretell(events: Mapping[CaseId, Sequence[NewEvent]], *, force: ForceName, now: datetime) -> Forecast:
    """
    Return what would follow if these cases learned of these events now. Nothing is written, and nobody is told.

    The rules and the gates are those that decide when it is done; what waits for a later step is not foretold.
    """
    with in_force(force):
        read = read_situations([Claim(case_id, _END) for case_id in sorted(events)], force=force, now=now)
        intents: list[Intent] = []
        for case_id, situation in read.situations.items():
            heard = [_entry(event, number, now=now) for number, event in enumerate(events[case_id], _END + 1)]
            plan = decide(replace(situation, events=heard), now=now)
            mine = (one for one in plan.intents if one.event_number > _END)
            intents.extend(_wanted(case_id, mine, begin=len(intents)))
        messages = foretell_messages(intents, force=force, now=now)
    return Forecast(messages, frozenset(events) - {one.case_id for one in messages})


def _entry(event: NewEvent, number: int, *, now: datetime) -> TimelineEntry:
    return TimelineEntry(number, event.kind, event.at, now, now, event.person_ref, event.item, event.details)


def _wanted(case_id: CaseId, intents: Iterator[SendIntent], *, begin: int) -> Iterator[Intent]:
    for number, one in enumerate(intents, begin):
        yield Intent(
            # No run has a number below nought: nothing that is there is taken for this.
            run_id=-1 - number,
            step=one.step,
            visit=one.visit,
            case_id=case_id,
            person_id=one.person_id,
            template=one.template,
            trigger=one.trigger,
            event_number=one.event_number,
            item=one.item,
            not_before=None,
            expires_at=one.expires_at,
            tell_by=None,
            journey=one.run_key[1],
            state=one.state,
            known_at=one.known_at,
        )
