"""Reads what the rules need of a batch of cases, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings, JourneyState
from waypost.base.clock import LONDON
from waypost.base.sets import read_rows
from waypost.base.values import CaseId, ForceName
from waypost.base.working_days import bank_holidays
from waypost.cases.offences import offence_groups
from waypost.cases.places import Claim
from waypost.cases.queries import cases_by_id, events_after
from waypost.cases.values import CaseFacts
from waypost.journeys.facts_of_case import Frame, journey_facts
from waypost.journeys.library import journeys_in_force, versions_followed
from waypost.journeys.models import Run
from waypost.journeys.operations.rows import run_facts
from waypost.journeys.rules import Situation
from waypost.journeys.runs import RunFacts
from waypost.journeys.texts import text_facts
from waypost.messages.library import live_library

_EVENTS_A_CASE = 200


@dataclass(frozen=True)
class Read:
    """Each claimed case as the rules see it, and the facts that this was made of."""

    situations: Mapping[CaseId, Situation]
    cases: Mapping[CaseId, CaseFacts]


def read_situations(claims: Sequence[Claim], *, force: ForceName, now: datetime) -> Read:
    """Return what the rules need of each claimed case; the caller is in the force's transaction."""
    places = {claim.case_id: claim.place for claim in claims}
    # Events before facts: facts that are newer than the events read are what a step wants; older ones are not.
    events = events_after(places, force=force, limit=_EVENTS_A_CASE)
    cases = cases_by_id(places, force=force)
    runs = runs_of_cases(places)
    journeys = journeys_in_force()
    followed = versions_followed(journeys, (run for found in runs.values() for run in found))
    settings = force_settings(force)
    texts = text_facts(live_library().templates)
    paused, holidays = paused_journeys(settings), bank_holidays()
    frame = Frame(offence_groups(), now.astimezone(LONDON).date(), holidays, settings.young_people)
    situations = {
        case_id: Situation(
            facts=journey_facts(cases[case_id], frame),
            journeys=journeys,
            followed=followed,
            phases=settings.phases,
            paused=paused,
            runs=runs.get(case_id, ()),
            place=places[case_id],
            events=events[case_id],
            has_more=len(events[case_id]) == _EVENTS_A_CASE,
            holidays=holidays,
            states=settings.journeys,
            texts=texts,
        )
        for case_id in places
    }
    return Read(situations, cases)


def paused_journeys(settings: ForceSettings) -> frozenset[str]:
    """Return the journeys that the force has paused."""
    return frozenset(name for name, state in settings.journeys.items() if state is JourneyState.PAUSED)


def runs_of_cases(case_ids: Iterable[CaseId]) -> Mapping[CaseId, Sequence[RunFacts]]:
    """Return every run of these cases, in the order in which they started."""
    found: dict[CaseId, list[RunFacts]] = {}
    for row in read_rows(Run, "WHERE t.case_id = ANY(%s::bigint[]) ORDER BY t.id", [list(case_ids)]):
        found.setdefault(CaseId(row.case_id), []).append(run_facts(row))
    return found
