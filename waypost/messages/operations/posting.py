"""Letters after they have left: printed, on their way, and delivered when the post has had its days."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.models import Attempt, Message
from waypost.messages.operations.learn import infer_delivered
from waypost.messages.operations.record import save
from waypost.messages.operations.telling import Telling
from waypost.messages.values import Channel, DeliveryStatus, MessageState


def is_printed() -> Exists:
    """Return whether a letter's printer has said that it was printed: nobody need ask any more."""
    return Exists(Attempt.objects.filter(message=OuterRef("id"), status=DeliveryStatus.SENT))


def take_for_delivered(force: ForceName, *, limit: int, now: datetime) -> int:
    """
    Take for delivered the printed letters whose days have passed (`due_at`, from `learn_status`); return how many.

    *Source:* design 1.3.
    """
    with in_force(force):
        rows = list(
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(is_printed(), force=force, channel=Channel.LETTER, state=MessageState.HANDED_OVER, due_at__lte=now)
            .order_by("due_at", "id")[:limit]
        )
        for row in rows:
            infer_delivered(row, now=now)
        save(rows, (), Telling(), now=now)
        return len(rows)
