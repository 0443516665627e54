"""Moves the live runs of a journey's earlier versions to the one in force, by the map that this states."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.values import Actor
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.places import Reader, lock_places, wake_sleeping
from waypost.journeys.library import journey_in_force, journeys_by_version
from waypost.journeys.models import Decision, Run
from waypost.journeys.operations.rows import CHANGING, run_facts, run_row
from waypost.journeys.rules.moving import taken_over
from waypost.journeys.runs import RunFacts, What
from waypost.journeys.values import Journey

MOVED = "moved_to_version"
"""The reason of a moved run's line in the trace."""


class NothingToMoveBy(ValueError):
    """The version in force states no `takes_over`, so no run can be moved to it."""


@dataclass(frozen=True)
class Moved:
    """How many live runs stand at a step of an earlier version, and where they go; `to_step` None: they stay."""

    from_version: int
    from_step: str
    to_step: str | None
    runs: int


def preview_move(force: ForceName, *, journey: str) -> Sequence[Moved]:
    """
    Return what `move_runs` would do, by version and step; nothing is changed.

    :raises UnknownForce: if there is no such force.
    :raises UnknownJourney: if no journey in force has that name.
    :raises NothingToMoveBy: if the version in force does not say where earlier runs go.
    """
    newer = _newer(journey, force)
    with in_force(force):
        rows = _earlier(force, newer)
        return _counted([run_facts(row) for row in rows], newer)


def move_runs(force: ForceName, *, journey: str, by: Actor, now: datetime) -> Sequence[Moved]:
    """
    Move the live runs of earlier versions to the version in force, all or none, and return what was done.

    :raises UnknownForce: if there is no such force.
    :raises UnknownJourney: if no journey in force has that name.
    :raises NothingToMoveBy: if the version in force does not say where earlier runs go.
    """
    newer = _newer(journey, force)
    with in_force(force):
        cases = {CaseId(row.case_id) for row in _earlier(force, newer)}
        # Who decides a case holds its place: now nobody does, and the runs are read once more.
        lock_places(Reader.JOURNEYS, cases, force=force)
        rows = [row for row in _earlier(force, newer) if row.case_id in cases]
        moved = _moved(rows, newer)
        _write(moved, force=force, now=now)
        record_audit(Action.JOURNEY_MOVED, by=by, force=force, now=now, fields=[journey, str(newer.version)])
        return _counted([run_facts(row) for row in rows], newer)


def _newer(journey: str, force: ForceName) -> Journey:
    force_settings(force)
    newer = journey_in_force(journey)
    if not newer.takes_over:
        raise NothingToMoveBy(
            f"version {newer.version} of {journey} has no `takes_over`: write there which step of an earlier version"
            " goes on at which step of this one"
        )
    return newer


def _earlier(force: ForceName, newer: Journey) -> Sequence[Run]:
    live = Run.objects.filter(force=force, journey=newer.name, state="live", version__lt=newer.version)
    return list(live.order_by("id"))


def _moved(rows: Sequence[Run], newer: Journey) -> Mapping[int, tuple[Run, RunFacts]]:
    """Return the rows that are moved, each with the run as it goes on, by id."""
    versions = journeys_by_version({(row.journey, row.version) for row in rows})
    found = {}
    for row in rows:
        run = taken_over(run_facts(row), earlier=versions[row.journey, row.version], newer=newer)
        if run is not None:
            found[row.id] = (row, run)
    return found


def _write(moved: Mapping[int, tuple[Run, RunFacts]], *, force: ForceName, now: datetime) -> None:
    changed = [run_row(run, CaseId(row.case_id), force=force, now=now) for row, run in moved.values()]
    Run.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["case_id", "person_id", "journey", "entry"],
        update_fields=list(CHANGING),
        batch_size=1000,
    )
    lines = [_line(run, CaseId(row.case_id), force=force, now=now) for row, run in moved.values()]
    Decision.objects.bulk_create(lines, batch_size=1000)
    if wake_sleeping(Reader.JOURNEYS, {CaseId(row.case_id) for row, _ in moved.values()}, force=force, now=now):
        wake("drain", force=force)


def _line(run: RunFacts, case_id: CaseId, *, force: ForceName, now: datetime) -> Decision:
    return Decision(
        force=force,
        case_id=case_id,
        run_id=run.id,
        person_id=run.person_id,
        at=now,
        journey=run.journey,
        version=run.version,
        step=run.step,
        visit=run.visit,
        trigger=run.trigger,
        event_number=run.trigger_number,
        decision=What.WAIT if run.is_live else What.EXIT,
        reason=MOVED,
    )


def _counted(runs: Sequence[RunFacts], newer: Journey) -> Sequence[Moved]:
    map_ = dict(newer.takes_over)
    counts = Counter((run.version, run.step) for run in runs)
    return [Moved(version, step, map_.get(step), count) for (version, step), count in sorted(counts.items())]
