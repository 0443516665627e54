"""Puts on the timeline what clocks ask for: that an update is due, that an agreement was not kept. Once each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from waypost.base.values import CaseId, ForceName
from waypost.cases.operations import NewEvent, append_event
from waypost.cases.outbox import lock_cases_if_free
from waypost.duties.duty import Due
from waypost.duties.operations.reading import Standing
from waypost.duties.rules import events_due
from waypost.duties.values import Clock

Wanted = Mapping[CaseId, Sequence[Due]]


def wanted_events(standings: Mapping[CaseId, Standing], decided: Mapping[CaseId, Sequence[Clock]]) -> Wanted:
    """Return what the clocks ask for that is not on the timeline yet; cases without anything are left out."""
    found = {case_id: _new(standings[case_id], clocks) for case_id, clocks in decided.items()}
    return {case_id: dues for case_id, dues in found.items() if dues}


def busy_cases(wanted: Wanted, *, force: ForceName) -> Collection[CaseId]:
    """
    Lock the cases that get an event, and return those that somebody else has in hand.

    Who holds the places of cases must not wait for the cases themselves: intake locks them in the other order.
    """
    return set(wanted) - lock_cases_if_free(set(wanted), force=force) if wanted else set()


def append_events(wanted: Wanted, *, force: ForceName, now: datetime) -> None:
    """Put the events on the timelines of cases that are locked."""
    for case_id in sorted(wanted):
        for due in wanted[case_id]:
            event = NewEvent(
                kind=due.kind, at=due.at, person_ref=due.person_ref, item=due.item[:64], details=due.details
            )
            append_event(case_id, force=force, event=event, now=now)


def _new(standing: Standing, clocks: Sequence[Clock]) -> Sequence[Due]:
    made = {(event.kind, event.person_ref, event.item) for event in standing.matter.events}
    dues = events_due(clocks, standing.matter)
    return [due for due in dues if (due.kind, due.person_ref, due.item[:64]) not in made]
