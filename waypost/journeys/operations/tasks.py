"""Hands to a person of the force what a journey wants done: a task in the crime system, exactly once."""

from collections.abc import Mapping, Sequence
from functools import cache
from uuid import UUID, uuid5

import yaml
from django.conf import settings as django_settings

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings
from waypost.base.values import CaseId, JsonValue
from waypost.cases.outbox import NewOutboxItem, add_all_to_outbox
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts, OutboxKind
from waypost.journeys.operations.batch import Act, Batch, Became
from waypost.journeys.runs import TaskIntent, What
from waypost.messages.queries import scripts_of
from waypost.messages.rules import reason_not_to_act
from waypost.messages.values import Reason

HandedOut = Mapping[Act, Became]
"""What became of each task, by the act that it was."""

_TASKS = UUID("6f0c1f5e-3c0b-5c55-9f0e-7d2b7a4f6c11")
_Wanted = Sequence[tuple[CaseId, TaskIntent]]


def task_id(run_id: int, *, step: str, visit: int) -> UUID:
    """Return the id of a run's task: the same act asks for the same task, however often it is decided."""
    return uuid5(_TASKS, f"{run_id} {step} {visit}")


def hand_out_tasks(batch: Batch) -> HandedOut:
    """Put the tasks of a batch into the outbox of their sources; the caller has locked their cases."""
    wanted = [(case_id, task) for case_id, plan in batch.plans.items() for task in plan.tasks]
    if not wanted:
        return {}
    cases = cases_by_id({case_id for case_id, _ in wanted}, force=batch.force)
    settings = force_settings(batch.force)
    reasons = {_act(batch, each): _reason(cases[each[0]], each[1], settings) for each in wanted}
    due = [each for each in wanted if reasons[_act(batch, each)] is None]
    scripts = scripts_of([(task.script, task.person_id) for _, task in due], force=batch.force, now=batch.now)
    items = [
        NewOutboxItem(
            waypost_id=_task_id(_act(batch, (case_id, task))),
            case_id=case_id,
            kind=OutboxKind.TASK,
            payload=_payload(cases[case_id], task, script=scripts[task.script, task.person_id]),
        )
        for case_id, task in due
    ]
    add_all_to_outbox(items, force=batch.force, now=batch.now)
    return {
        act: Became("suppress", reason) if reason else Became(What.TASK, task.trigger)
        for (act, reason), (_, task) in zip(reasons.items(), wanted, strict=True)
    }


def _reason(case: CaseFacts, task: TaskIntent, settings: ForceSettings) -> Reason | None:
    """Return why nobody is asked: a task leaves the house just as a message does."""
    if all(person.person_id != task.person_id for person in case.people):
        return Reason.NOT_IN_CASE
    return reason_not_to_act(case, settings, journey=task.run_key[1], state=task.state)


def _act(batch: Batch, each: tuple[CaseId, TaskIntent]) -> Act:
    case_id, task = each
    return batch.act(case_id, task.run_key, task.step, task.visit)


def _task_id(act: Act) -> UUID:
    run_id, step, visit = act
    return task_id(run_id, step=step, visit=visit)


def _payload(case: CaseFacts, task: TaskIntent, *, script: str) -> Mapping[str, JsonValue]:
    """*Source:* contract, "Write-back", `org.waypost.task.v1`."""
    return {
        "kind": task.kind.value,
        "person": case.person(task.person_id).ref,
        "text": _words()[task.kind.value],
        "script": script or None,
        "due_at": task.due_at.isoformat(),
        "for": case.officer.collar_number if case.officer else None,
    }


@cache
def _words() -> Mapping[str, str]:
    file = django_settings.CONTENT_DIR / "words" / "tasks.yaml"
    return {kind: " ".join(text.split()) for kind, text in yaml.safe_load(file.read_text(encoding="utf-8")).items()}
