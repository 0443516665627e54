"""What waits is taken back: all that is unsent of a text, of a journey, or for one cause. It cannot be undone."""

from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.models import Message
from waypost.messages.operations.asking import release
from waypost.messages.operations.letting_go import MOST_COUNTED
from waypost.messages.operations.news import wake_clocks
from waypost.messages.operations.telling import tell_of_ends
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import UNSENT, MessageState, Reason

_AT_ONCE = 5_000


class RecallKind(StrEnum):
    """By what the messages are found that are taken back."""

    TEMPLATE = "template"
    JOURNEY = "journey"
    CAUSE = "cause"


class NothingToRecall(LookupError):
    """Nothing of that name waits."""


def check_cause(kind: RecallKind, target: str, *, force: ForceName) -> None:
    """:raises NothingToRecall: if nothing of that name waits; the caller is in the force's transaction."""
    if not _unsent(kind, target, force=force).exists():
        raise NothingToRecall(str(NothingToRecall.__doc__))


def recall(kind: RecallKind, target: str, *, force: ForceName, by: Actor, now: datetime) -> int:
    """
    Take back what nobody has leased: it never goes. Return how many there were.

    What a worker has in hand is waited for; if it is leased then, it may leave. A digest is a text of its own and tells
    of nothing by name: it goes on. Where somebody must be told all the same the clock of that duty goes on, and a
    person sees it. To keep more from coming, stop the text or the journey first.
    """
    with in_force(force):
        count = 0
        while taken := _take_back(_unsent(kind, target, force=force), force=force, now=now):
            count += taken
        record_audit(Action.MESSAGES_RECALLED, by=by, force=force, now=now, fields=[kind.value, target, str(count)])
        return count


def count_unsent(kind: RecallKind, target: str, *, force: ForceName) -> int:
    """Return how many would be taken back, at most `MOST_COUNTED`; the caller is in the force's transaction."""
    return _unsent(kind, target, force=force)[:MOST_COUNTED].count()


def _take_back(unsent: QuerySet[Message], *, force: ForceName, now: datetime) -> int:
    ids = list(unsent.select_for_update().order_by("id").values_list("id", flat=True)[:_AT_ONCE])
    mine = Message.objects.filter(id__in=ids)
    count = mine.update(
        state=MessageState.SUPPRESSED,
        reason=Reason.RECALLED,
        owner=MEANINGS[Reason.RECALLED].owner,
        state_at=now,
        due_at=now,
    )
    if count:
        tell_of_ends(mine, force=force, now=now)
        wake_clocks(mine)
        release(ids, force=force, now=now)
    return count


def _unsent(kind: RecallKind, target: str, *, force: ForceName) -> QuerySet[Message]:
    unsent = Message.objects.filter(force=force, state__in=list(UNSENT))
    match kind:
        case RecallKind.TEMPLATE:
            return unsent.filter(template=target)
        case RecallKind.JOURNEY:
            return unsent.filter(journey=target)
        case RecallKind.CAUSE:
            return unsent.filter(trigger=target)
