"""Staff say that they have read what a victim wrote, and where it is not what it sounds like."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.messages.models import ThreadMessage
from waypost.messages.sign_models import ReadMessage, Sign
from waypost.messages.triage.values import Label


class UnknownMessage(LookupError):
    """This person has written no such message in this case, or it does not sound like that."""


def mark_read(message_ids: Collection[UUID], person_id: PersonId, *, case_id: CaseId, by: Staff, now: datetime) -> int:
    """
    Write down that these messages of a person were read; return how many nobody had read before.

    It closes nothing: who was asked for an answer is asked still. What is not this person's is passed over.
    """
    with in_force(by.force):
        theirs = ThreadMessage.objects.filter(
            force=by.force, case_id=case_id, person_id=person_id, id__in=list(message_ids)
        )
        known = set(ReadMessage.objects.filter(force=by.force, id__in=list(message_ids)).values_list("id", flat=True))
        fresh = [one for one in theirs.values_list("id", flat=True) if one not in known]
        rows = [
            ReadMessage(id=one, force=by.force, case_id=case_id, collar_number=by.collar_number, read_at=now)
            for one in fresh
        ]
        # The first to say so stays: two at once are one.
        ReadMessage.objects.bulk_create(rows, ignore_conflicts=True)
        _note(Action.THREAD_READ, [str(one) for one in fresh], person_id, case_id=case_id, by=by, now=now)
    return len(fresh)


def say_not_so(
    message_id: UUID, label: Label, person_id: PersonId, *, case_id: CaseId, by: Staff, now: datetime
) -> None:
    """
    Write down that a message is not what it sounds like: kept to measure the rules by, and closes nothing.

    Said again it changes nothing: who said so first stays.

    :raises UnknownMessage: if this person has written no such message in this case, or no rule of that label fired.
    """
    with in_force(by.force):
        theirs = ThreadMessage.objects.filter(force=by.force, case_id=case_id, person_id=person_id, id=message_id)
        signs = Sign.objects.filter(force=by.force, message_id=message_id, label=label.value)
        if not theirs.exists() or not signs.exists():
            raise UnknownMessage
        changed = signs.filter(not_so_at=None).update(not_so_at=now, not_so_by=by.collar_number)
        if changed:
            said = [str(message_id), f"label:{label.value}"]
            _note(Action.SIGN_NOT_SO, said, person_id, case_id=case_id, by=by, now=now)


def _note(
    action: Action, fields: Collection[str], person_id: PersonId, *, case_id: CaseId, by: Staff, now: datetime
) -> None:
    record_audit(
        action, by=by.actor, force=by.force, now=now, case_id=case_id, person_id=person_id, fields=list(fields)
    )
