"""Gives to a person of the force what a journey wants done: an item of the worklist, exactly once."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from uuid import UUID, uuid5

import yaml
from django.conf import settings as django_settings

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings
from waypost.base.clock import LONDON
from waypost.base.values import CaseId
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.journeys.operations.batch import Act, Batch, Became
from waypost.journeys.runs import TaskIntent, What
from waypost.journeys.values import TaskKind
from waypost.messages.queries import scripts_of, stops_in_force
from waypost.messages.reasons import MEANINGS
from waypost.messages.rules import reason_not_to_act, reason_not_to_call
from waypost.messages.stops import Stops
from waypost.messages.values import Reason
from waypost.worklist.operations import open_items
from waypost.worklist.values import Desk, ItemKind, NewItem

HandedOut = Mapping[Act, Became]
"""What became of each task, by the act that it was."""

_TASKS = UUID("6f0c1f5e-3c0b-5c55-9f0e-7d2b7a4f6c11")
_Wanted = Sequence[tuple[CaseId, TaskIntent]]


def task_id(run_id: int, *, step: str, visit: int) -> UUID:
    """Return the id of a run's task: the same act asks for the same task, however often it is decided."""
    return uuid5(_TASKS, f"{run_id} {step} {visit}")


def hand_out_tasks(batch: Batch) -> HandedOut:
    """Open an item for each task of a batch: the worklist hands it out to the crime system within seconds."""
    wanted = [(case_id, task) for case_id, plan in batch.plans.items() for task in plan.tasks]
    if not wanted:
        return {}
    cases = batch.cases
    settings, stops = force_settings(batch.force), stops_in_force(batch.force)
    reasons = {_act(batch, each): _reason(cases[each[0]], each[1], settings, stops=stops) for each in wanted}
    due = [each for each in wanted if reasons[_act(batch, each)] is None]
    scripts = scripts_of([(task.script, task.person_id) for _, task in due], force=batch.force, now=batch.now)
    items = [
        _item(batch, (case_id, task), cases[case_id], script=scripts[task.script, task.person_id])
        for case_id, task in due
    ]
    open_items(items, force=batch.force, now=batch.now)
    return {
        act: Became("suppress", reason) if reason else Became(What.TASK, task.trigger)
        for (act, reason), (_, task) in zip(reasons.items(), wanted, strict=True)
    }


def _reason(case: CaseFacts, task: TaskIntent, settings: ForceSettings, *, stops: Stops) -> Reason | None:
    """Return why nobody is asked: a task leaves the house just as a message does."""
    if all(person.person_id != task.person_id for person in case.people):
        return Reason.NOT_IN_CASE
    _, journey, item = task.run_key
    return reason_not_to_act(case, settings, journey=journey, item=item, state=task.state, stops=stops)


def _act(batch: Batch, each: tuple[CaseId, TaskIntent]) -> Act:
    case_id, task = each
    return batch.act(case_id, task.run_key, task.step, task.visit)


def _item(batch: Batch, each: tuple[CaseId, TaskIntent], case: CaseFacts, *, script: str) -> NewItem:
    case_id, task = each
    run_id, step, visit = _act(batch, each)
    person = case.person(task.person_id)
    return NewItem(
        item_id=task_id(run_id, step=step, visit=visit),
        case_id=case_id,
        person_id=task.person_id,
        person_ref=person.ref,
        kind=ItemKind(task.kind),
        desk=Desk.OIC,
        matter=f"{run_id} {step} {visit}",
        reason=task.trigger,
        text=_text(task, person, case, today=batch.now.astimezone(LONDON).date()),
        subject=f"{task.run_key[1]} {step}",
        script=script or None,
        aim_at=task.due_at,
    )


def _text(task: TaskIntent, person: PersonFacts, case: CaseFacts, *, today: date) -> str:
    """Return what is asked; whom nobody may call, somebody is asked to keep from it, and to find who may hear it."""
    reason = reason_not_to_call(person, case, today=today) if task.kind is TaskKind.CALL else None
    if reason is None:
        return _words()[task.kind.value]
    return f"{MEANINGS[reason].sentence} {_words()['not_called']}"


@cache
def _words() -> Mapping[str, str]:
    file = django_settings.CONTENT_DIR / "words" / "tasks.yaml"
    return {kind: " ".join(text.split()) for kind, text in yaml.safe_load(file.read_text(encoding="utf-8")).items()}
