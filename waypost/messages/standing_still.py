"""Messages of a force that stand still, as a supervisor looks at them: bounded, without a word of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, MessageId, PersonId
from waypost.messages.models import Message
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import MessageState, Reason

_STILL: Final = [MessageState.HELD.value, MessageState.AWAITING_APPROVAL.value]


@dataclass(frozen=True)
class StandsStill:
    """One message that waits for a person or a fact; `sentence` says in plain words why."""

    message_id: MessageId
    case_id: CaseId
    person_id: PersonId
    template: str
    reason: str
    sentence: str
    since: datetime


def standing_still(force: ForceName, *, limit: int) -> Sequence[StandsStill]:
    """Return up to `limit` messages that are held or wait for a person, what is looked at next first."""
    with in_force(force):
        rows = Message.objects.filter(force=force, state__in=_STILL).order_by("due_at", "id")
        found = rows.values_list("id", "case_id", "person_id", "template", "reason", "state_at")[:limit]
        return [
            StandsStill(
                MessageId(message_id), CaseId(case_id), PersonId(person_id), template, reason, _sentence(reason), since
            )
            for message_id, case_id, person_id, template, reason, since in found
        ]


def _sentence(reason: str) -> str:
    return MEANINGS[Reason(reason)].sentence if reason in set(Reason) else reason
