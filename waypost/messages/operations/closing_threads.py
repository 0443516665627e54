"""A thread is closed, so that its person can no longer write online, and is told; or opened again."""

from collections.abc import Collection
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.operations import NewEvent, append_event, lock_cases
from waypost.cases.queries import cases_by_id
from waypost.messages.thread_models import ClosedThread

CLOSED = "message.thread_closed"


class NotInCase(LookupError):
    """The case has nobody of that id."""


def close_thread(person_id: PersonId, *, case_id: CaseId, by: Staff, now: datetime) -> bool:
    """
    Let a person write online about a case no more, and tell the timeline; return whether they could until now.

    :raises NotInCase: if the case has nobody of that id.
    """
    with in_force(by.force):
        lock_cases([case_id])
        ref = _person_ref(person_id, case_id, force=by.force)
        if person_id in closed_threads([person_id], force=by.force):
            return False
        ClosedThread.objects.update_or_create(
            person_id=person_id,
            defaults={
                "force": by.force,
                "case_id": case_id,
                "closed_at": now,
                "closed_by": by.collar_number,
                "reopened_at": None,
                "reopened_by": "",
            },
        )
        append_event(case_id, force=by.force, event=NewEvent(CLOSED, now, ref), now=now)
        _audit(Action.THREAD_CLOSED, person_id, case_id, by=by, now=now)
        return True


def reopen_thread(person_id: PersonId, *, case_id: CaseId, by: Staff, now: datetime) -> bool:
    """
    Let a person write online about a case again; return whether they could not until now. Nobody is told by this.

    :raises NotInCase: if the case has nobody of that id.
    """
    with in_force(by.force):
        lock_cases([case_id])
        _person_ref(person_id, case_id, force=by.force)
        rows = ClosedThread.objects.filter(force=by.force, person_id=person_id, reopened_at=None)
        if not rows.update(reopened_at=now, reopened_by=by.collar_number):
            return False
        _audit(Action.THREAD_REOPENED, person_id, case_id, by=by, now=now)
        return True


def closed_threads(person_ids: Collection[PersonId], *, force: ForceName) -> frozenset[PersonId]:
    """Return those of these people who can no longer write online, because somebody has closed their thread."""
    with in_force(force):
        rows = ClosedThread.objects.filter(force=force, person_id__in=list(person_ids), reopened_at=None)
        return frozenset(PersonId(person_id) for person_id in rows.values_list("person_id", flat=True))


def _person_ref(person_id: PersonId, case_id: CaseId, *, force: ForceName) -> str:
    case = cases_by_id({case_id}, force=force).get(case_id)
    found = next((one for one in case.people if one.person_id == person_id), None) if case else None
    if found is None:
        raise NotInCase(person_id)
    return found.ref


def _audit(action: Action, person_id: PersonId, case_id: CaseId, *, by: Staff, now: datetime) -> None:
    record_audit(action, by=by.actor, force=by.force, now=now, case_id=case_id, person_id=person_id)
