"""What staff read of a thread: how far each message has come, what it sounds like and why, who answers by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.access.queries import page_views
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.outbox import HowFar, how_far
from waypost.messages.models import Message
from waypost.messages.queries import thread
from waypost.messages.sign_models import ReadMessage, Sign
from waypost.messages.thread_rules import ThreadItem
from waypost.messages.thread_states import GivenState, OwnState, given_state, own_state
from waypost.messages.triage.library import rules_in_use
from waypost.messages.triage.values import Label
from waypost.messages.values import MessageState
from waypost.worklist.reply_queries import replies_to
from waypost.worklist.values import ItemFacts, ItemState

_OUTBOUND = "message.outbound"
_NOT_COME = HowFar(is_taken=False, is_offered=False)


@dataclass(frozen=True)
class SignFacts:
    """One rule that fired: `why` is empty where the rule is no longer there; `is_not_so`: somebody said so."""

    label: Label
    words: str
    why: str
    is_not_so: bool


@dataclass(frozen=True)
class VictimWrote:
    """One message of the victim. `read_by` is a collar number, empty where nobody has said that they have read it."""

    message_id: UUID | None
    at: datetime
    text: str
    state: OwnState
    read_by: str
    signs: tuple[SignFacts, ...]
    asked: ItemFacts | None


@dataclass(frozen=True)
class StaffWrote:
    """One message of staff."""

    at: datetime
    author: str
    text: str
    state: GivenState


@dataclass(frozen=True)
class _Around:
    items: Mapping[UUID, ItemFacts]
    outbox: Mapping[UUID, HowFar]
    read_by: Mapping[UUID, str]
    signs: Mapping[UUID, tuple[SignFacts, ...]]
    alerts: Mapping[str, Sequence[MessageState]]
    last_seen: datetime | None


def staff_thread(person_id: PersonId, *, case_id: CaseId, force: ForceName) -> Sequence[VictimWrote | StaffWrote]:
    """
    Return one thread for staff, oldest first; a fixed number of queries, however long it is.

    :raises waypost.cases.queries.UnknownPerson: if the force has no such person, or they are no longer in the case.
    """
    with in_force(force):
        items = thread(person_id, force=force)
        around = _around(items, person_id, case_id=case_id, force=force)
    return [_victim(item, around) if item.is_own else _staff(item, around) for item in items]


def signs_of(message_ids: Sequence[UUID], *, force: ForceName) -> Mapping[UUID, tuple[SignFacts, ...]]:
    """Return what these messages sound like, and why; one query."""
    whys = {rule.id: rule.why for rule in rules_in_use().rules}
    found: dict[UUID, tuple[SignFacts, ...]] = {}
    with in_force(force):
        for row in Sign.objects.filter(force=force, message_id__in=message_ids).order_by("id"):
            sign = SignFacts(Label(row.label), row.words, whys.get(row.rule, ""), row.not_so_at is not None)
            found[row.message_id] = (*found.get(row.message_id, ()), sign)
    return found


def _around(items: Sequence[ThreadItem], person_id: PersonId, *, case_id: CaseId, force: ForceName) -> _Around:
    own = [item.message_id for item in items if item.is_own and item.message_id]
    given = [str(item.message_id) for item in items if not item.is_own and item.message_id]
    alerts: dict[str, list[MessageState]] = {}
    rows = Message.objects.filter(force=force, case_id=case_id, person_id=person_id, trigger=_OUTBOUND, item__in=given)
    for item, state in rows.values_list("item", "state"):
        alerts.setdefault(item, []).append(MessageState(state))
    read = ReadMessage.objects.filter(force=force, id__in=own).values_list("id", "collar_number")
    seen = [view.at for view in page_views([case_id], force=force) if view.person_id == person_id]
    return _Around(
        items=replies_to(own, case_id=case_id, force=force),
        outbox=how_far(own, force=force),
        read_by=dict(read),
        signs=signs_of(own, force=force),
        alerts=alerts,
        last_seen=max(seen, default=None),
    )


def _victim(item: ThreadItem, around: _Around) -> VictimWrote:
    key = item.message_id
    asked = around.items.get(key) if key else None
    come = around.outbox.get(key, _NOT_COME) if key else _NOT_COME
    is_done = asked is not None and asked.state is ItemState.DONE
    return VictimWrote(
        message_id=key,
        at=item.at,
        text=item.text,
        state=own_state(item, is_taken=come.is_taken, is_offered=come.is_offered, is_done=is_done),
        read_by=around.read_by.get(key, "") if key else "",
        signs=around.signs.get(key, ()) if key else (),
        asked=asked if asked is not None and asked.state is ItemState.OPEN else None,
    )


def _staff(item: ThreadItem, around: _Around) -> StaffWrote:
    alerts = around.alerts.get(str(item.message_id), ())
    return StaffWrote(item.at, item.author, item.text, given_state(item, alerts=alerts, last_seen=around.last_seen))
