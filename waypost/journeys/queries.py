"""Every read of this room: scoped by force, returning frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings, JourneyState
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, MessageId, PersonId
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.library import journeys_in_force
from waypost.journeys.models import Decision, Pass, Run
from waypost.journeys.passes import Pass as KeptPass
from waypost.journeys.passes import events_from_json, runs_from_json, settings_from_json
from waypost.journeys.values import Journey

_STRICTEST_FIRST = (JourneyState.PAUSED, JourneyState.SHADOW, JourneyState.PILOT, JourneyState.LIVE)


@dataclass(frozen=True)
class DecisionFacts:
    """
    One line of the trace: codes, ids and times.

    `step` and `visit` are the run's; `state` and `message_id` are the message's, as it was written down. What was
    decided before passes were kept, or by an operator, has no `pass_id`.
    """

    id: int
    pass_id: int | None
    case_id: CaseId
    run_id: int | None
    person_id: PersonId | None
    at: datetime
    journey: str
    version: int
    step: str
    visit: int
    trigger: str
    event_number: int | None
    template: str
    state: str
    decision: str
    reason: str
    message_id: MessageId | None


@dataclass(frozen=True)
class LiveRuns:
    """How many live runs stand at a step of a version."""

    version: int
    step: str
    runs: int


@dataclass(frozen=True)
class SwitchedJourney:
    """One journey in force, and how far it is switched on in a force."""

    journey: Journey
    state: JourneyState
    is_phase_on: bool
    live: tuple[LiveRuns, ...]


def decisions_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[DecisionFacts]:
    """Return everything decided for a case, in order."""
    with in_force(force):
        return [_decision(row) for row in Decision.objects.filter(force=force, case_id=case_id).order_by("id")]


def passes_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[KeptPass]:
    """Return the passes in which something was decided for a case, in order; each can be replayed."""
    with in_force(force):
        return [_pass(row) for row in Pass.objects.filter(force=force, case_id=case_id).order_by("id")]


def switched_journeys(force: ForceName) -> Sequence[SwitchedJourney]:
    """
    Return the journeys in force, by name, with how far they are switched on and where their live runs stand.

    Counts every live run of the force: not for a hot path.

    :raises UnknownForce: if there is no such force.
    """
    settings, live = force_settings(force), _live_runs(force)
    return [
        SwitchedJourney(
            journey=journey,
            state=_state(journey, settings),
            is_phase_on=journey.phase in settings.phases,
            live=live.get(journey.name, ()),
        )
        for journey in journeys_in_force()
    ]


def _state(journey: Journey, settings: ForceSettings) -> JourneyState:
    of_force = settings.journeys.get(journey.name, JourneyState.LIVE)
    return min(journey.state, of_force, key=_STRICTEST_FIRST.index)


def _live_runs(force: ForceName) -> Mapping[str, tuple[LiveRuns, ...]]:
    with in_force(force):
        rows = Run.objects.filter(force=force, state="live").values("journey", "version", "step")
        found: dict[str, tuple[LiveRuns, ...]] = {}
        for row in rows.annotate(runs=Count("id")).order_by("journey", "version", "step"):
            stands = LiveRuns(row["version"], row["step"], row["runs"])
            found[row["journey"]] = (*found.get(row["journey"], ()), stands)
        return found


def _decision(row: Decision) -> DecisionFacts:
    return DecisionFacts(
        id=row.id,
        pass_id=row.of_pass_id,
        case_id=CaseId(row.case_id),
        run_id=row.run_id,
        person_id=None if row.person_id is None else PersonId(row.person_id),
        at=row.at,
        journey=row.journey,
        version=row.version,
        step=row.step,
        visit=row.visit,
        trigger=row.trigger,
        event_number=row.event_number,
        template=row.template,
        state=row.state,
        decision=row.decision,
        reason=row.reason,
        message_id=None if row.message_id is None else MessageId(row.message_id),
    )


def _pass(row: Pass) -> KeptPass:
    return KeptPass(
        id=row.id,
        case_id=CaseId(row.case_id),
        at=row.at,
        facts=JourneyFacts.from_json(row.facts),
        runs=runs_from_json(row.runs),
        events=events_from_json(row.events),
        place=row.place,
        has_more=row.has_more,
        in_force=tuple((name, version) for name, version in row.versions),
        settings=settings_from_json(row.settings),
    )
