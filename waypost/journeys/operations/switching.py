"""Switches a journey on and off in a force. A pause holds, and loses nothing: its runs start and end, and act later."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from waypost.access.forces import resume_journey, switch_journey
from waypost.access.queries import force_settings
from waypost.access.values import Actor, JourneyState
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.places import Reader, wake_sleeping
from waypost.journeys.library import journey_in_force
from waypost.journeys.models import Run
from waypost.journeys.operations.situations import paused_journeys
from waypost.messages.operations import hasten_after_change


def switch(force: ForceName, *, journey: str, state: JourneyState, by: Actor, now: datetime) -> None:
    """
    Set how far a journey is switched on in a force; what waits for it is looked at again.

    :raises UnknownJourney: if no journey in force has that name.
    :raises UnknownForce: if there is no such force.
    """
    journey_in_force(journey)
    with in_force(force):
        switch_journey(force, journey=journey, state=state, by=by, now=now)
        _look_again(force, journey=journey, now=now)


def resume(force: ForceName, *, journey: str, by: Actor, now: datetime) -> None:
    """
    Take a journey out of its pause, into the state that it had before.

    What happened in the meantime is decided by the facts of now: what is still of use is told once.

    :raises UnknownJourney: if no journey in force has that name.
    :raises UnknownForce: if there is no such force.
    """
    journey_in_force(journey)
    with in_force(force):
        resume_journey(force, journey=journey, by=by, now=now)
        _look_again(force, journey=journey, now=now)


def wake_forgotten(force: ForceName, *, now: datetime) -> int:
    """
    Wake the cases with a run that is due while nobody looks at it; return how many.

    A worker that read the settings just before a journey was resumed leaves such runs behind; so does a setting that
    was typed.
    """
    with in_force(force):
        due = Run.objects.filter(Q(wait_until=None) | Q(wait_until__lte=now), force=force, state="live")
        paused = paused_journeys(force_settings(force))
        return _wake(_cases(due.exclude(journey__in=paused).values_list("case_id", flat=True)), force=force, now=now)


def _look_again(force: ForceName, *, journey: str, now: datetime) -> None:
    live = Run.objects.filter(force=force, journey=journey, state="live")
    _wake(_cases(live.values_list("case_id", flat=True)), force=force, now=now)
    hasten_after_change(force, now=now)
    wake("deliver", force=force)


def _cases(case_ids: Collection[int]) -> frozenset[CaseId]:
    return frozenset(CaseId(case_id) for case_id in case_ids)


def _wake(case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> int:
    woken = wake_sleeping(Reader.JOURNEYS, case_ids, force=force, now=now) if case_ids else 0
    if woken:
        wake("drain", force=force)
    return woken
