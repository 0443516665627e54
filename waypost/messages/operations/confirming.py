"""
Confirms what was suggested in many records at once, each by the operation that every answer goes through.

Each is a transaction of its own: one that cannot be taken stops no other, and what is done stays done. Read
`confirm_together` first. *Source:* trust.md T21; docs/adr/0022-findings-as-work.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.cases.offences import offence_groups
from waypost.messages.operations import answering
from waypost.worklist.operations import AlreadyAnswered, BadAnswer, UnknownItem
from waypost.worklist.operations.together import TooMany, decide_together, propose_together
from waypost.worklist.record_queries import RecordItem, items_with_cases
from waypost.worklist.rules.together import MOST, needs_second_person, why_alone
from waypost.worklist.values import Answer, ItemState

_USE: str = "use 1"


@dataclass(frozen=True)
class Confirmed:
    """How many contacts are used from now on, how many are not; `waits` where a second person has to agree first."""

    done: int
    left: int
    waits: bool = False


@dataclass(frozen=True)
class Preview:
    """What would become of items if they were confirmed together; `alone` are left out, each with why."""

    together: tuple[RecordItem, ...]
    alone: tuple[tuple[RecordItem, str], ...]

    @property
    def needs_second_person(self) -> bool:
        """Whether somebody else must agree."""
        return needs_second_person(len(self.together))


def preview(item_ids: Collection[UUID], *, by: Staff) -> Preview:
    """Return what would become of these items now; nothing is changed. What this person may not see is left out."""
    groups = offence_groups()
    found = [(one, why_alone(one.item, one.case, groups=groups)) for one in items_with_cases(item_ids, force=by.force)]
    return Preview(
        together=tuple(one for one, why in found if not why),
        alone=tuple((one, why) for one, why in found if why),
    )


def confirm_together(item_ids: Collection[UUID], *, by: Staff, now: datetime) -> Confirmed:
    """
    Let what these items suggest be used, or wait for a second person where they are many.

    :raises TooMany: if they are more than may ever be confirmed at once.
    """
    if len(item_ids) > MOST:
        raise TooMany(len(item_ids))
    shown = preview(item_ids, by=by)
    wanted = [one.item.item_id for one in shown.together]
    if shown.needs_second_person:
        propose_together(wanted, by=by, now=now)
        return Confirmed(0, len(item_ids) - len(wanted), waits=True)
    return _confirm(wanted, asked=len(item_ids), by=by, now=now)


def agree_together(bulk_id: UUID, *, by: Staff, now: datetime) -> Confirmed:
    """
    Let be used what somebody else has proposed, as far as it is still so.

    :raises NotWaiting: if nothing of that id waits.
    :raises SameOne: if they have proposed it themselves.
    """
    item_ids = decide_together(bulk_id, agrees=True, by=by, now=now)
    still = [one.item.item_id for one in preview(item_ids, by=by).together]
    return _confirm(still, asked=len(item_ids), by=by, now=now)


def _confirm(item_ids: Sequence[UUID], *, asked: int, by: Staff, now: datetime) -> Confirmed:
    done = sum(_confirm_one(item_id, by=by, now=now) for item_id in item_ids)
    return Confirmed(done, asked - done)


def _confirm_one(item_id: UUID, *, by: Staff, now: datetime) -> bool:
    """Answer one item, if it may still go with others; return whether its contact is used now."""
    answer = Answer(ItemState.DONE, now, by=by.collar_number, note=_USE)
    try:
        with in_force(by.force):
            if not preview([item_id], by=by).together:
                return False
            item = answering.answer(item_id, answer, force=by.force, by=by.actor, now=now)
            record_audit(
                Action.CONTACT_CONFIRMED,
                by=by.actor,
                force=by.force,
                now=now,
                case_id=item.case_id,
                person_id=item.person_id,
                fields=[str(item_id)],
            )
            return True
    except (AlreadyAnswered, BadAnswer, UnknownItem):
        return False
