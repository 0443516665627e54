"""By when the news that a batch wants told should have been told, as the duties of the Victims' Code say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from waypost.base.values import CaseId, PersonId
from waypost.base.working_days import bank_holidays
from waypost.cases.offences import offence_groups
from waypost.cases.queries import events_after
from waypost.cases.values import CaseFacts, PersonFacts, TimelineEntry
from waypost.duties.library import live_duties
from waypost.duties.rules import Matter, tell_by
from waypost.journeys.operations.batch import Batch
from waypost.journeys.runs import DigestPart, SendIntent

_MOST_EVENTS = 5_000

Deadlines = Mapping[CaseId, Matter]
"""What the duties ask of each case, for cases in which a text that serves one is wanted."""


@dataclass(frozen=True)
class _News:
    """One piece of news: the duty that its text serves, and the number of the event that it tells of."""

    duty: str
    event_number: int


def read_deadlines(batch: Batch) -> Deadlines:
    """Return what the deadlines of a batch are found from; nothing is read where no text serves a duty."""
    case_ids = cases_with_duties(batch)
    if not case_ids:
        return {}
    events = _whole_timelines(case_ids, batch)
    duties, groups, holidays = live_duties(), offence_groups(), bank_holidays()
    return {
        case_id: Matter(batch.cases[case_id], events[case_id], (), duties, groups, holidays, batch.now)
        for case_id in case_ids
    }


def _whole_timelines(case_ids: Set[CaseId], batch: Batch) -> Mapping[CaseId, Sequence[TimelineEntry]]:
    """Return all events of these cases; those of a case that nobody has read before are there already."""
    situations = {case_id: batch.situations[case_id] for case_id in case_ids}
    new = {case_id: one.events for case_id, one in situations.items() if one.place == 0 and not one.has_more}
    old = dict.fromkeys(case_ids - new.keys(), 0)
    return {**new, **events_after(old, force=batch.force, limit=_MOST_EVENTS)}


def cases_with_duties(batch: Batch) -> frozenset[CaseId]:
    """Return the cases in which a text is wanted that serves a duty."""
    return frozenset(
        case_id
        for case_id, plan in batch.plans.items()
        for wanted in plan.intents
        if any(_news(batch, case_id, wanted))
    )


def deadline(batch: Batch, case_id: CaseId, wanted: SendIntent, *, deadlines: Deadlines) -> datetime | None:
    """Return by when a recipient should have been told; of a digest, by when the first of its parts should."""
    matter = deadlines.get(case_id)
    if matter is None:
        return None
    events = {event.number: event for event in matter.events}
    ends = (
        tell_by(one.duty, events[one.event_number], person=person, matter=matter)
        for one in _news(batch, case_id, wanted)
        if one.event_number in events
        for person in _owed(wanted.person_id, matter.case)
    )
    return min(filter(None, ends), default=None)


def _news(batch: Batch, case_id: CaseId, wanted: SendIntent) -> Iterator[_News]:
    told: Iterable[SendIntent | DigestPart] = wanted.parts or (wanted,)
    for one in told:
        duty = batch.situations[case_id].text(one.template).duty
        if duty:
            yield _News(duty, one.event_number)


def _owed(person_id: PersonId, case: CaseFacts) -> Iterator[PersonFacts]:
    """Yield the recipient and those for whom they are told."""
    recipient = next((one for one in case.people if one.person_id == person_id), None)
    if recipient is not None:
        yield recipient
        yield from (one for one in case.people if one.ref in recipient.acts_for)
