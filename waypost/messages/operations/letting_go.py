"""The rest of what is new, after somebody has looked at the first ones."""

from datetime import datetime

from django.db.models import Q, QuerySet

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.values import Actor
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.guard_models import CanaryCount
from waypost.messages.guards import CanaryKind, Guards
from waypost.messages.library import live_library
from waypost.messages.models import Message
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import MessageState, Reason
from waypost.worklist.operations import withdraw_matters
from waypost.worklist.values import ItemKind, Matter

FIRST_ONES = "first_ones_wait"
"""The matter of what waits for a look at the first ones."""
MOST_COUNTED = 10_001
"""Nobody needs to know how many more there are."""


class NothingNew(LookupError):
    """Nothing of that name waits to be let go: somebody has let it go already, or nothing of it has left."""


def let_go(kind: CanaryKind, target: str, *, force: ForceName, by: Actor, now: datetime) -> int:
    """
    Let the rest go, from the commit of this on; return how many are asked again at once.

    What they are asked again is every gate: what else is new about them, or stands against them, still holds them.

    :raises NothingNew: if nothing of that name waits.
    """
    with in_force(force):
        waiting = CanaryCount.objects.filter(force=force, kind=kind.value, target=target, let_go_at=None)
        if not waiting.update(let_go_at=now, let_go_by=by.id):
            raise NothingNew(str(NothingNew.__doc__))
        record_audit(Action.FIRST_ONES_SEEN, by=by, force=force, now=now, fields=[kind.value, *filter(None, [target])])
        # What another worker has in hand is asked again just now; in the order of ids nobody waits in a circle.
        free = _held(kind, target, force=force).select_for_update(skip_locked=True).order_by("id")
        count = Message.objects.filter(id__in=list(free.values_list("id", flat=True))).update(due_at=now)
        if count:
            wake("deliver", force=force)
        _close_item(force, now=now)
        return count


def begin_again(kind: CanaryKind, target: str, *, force: ForceName, now: datetime) -> None:
    """Count the first ones anew, as where a stop is lifted; joins the caller's transaction."""
    known = CanaryCount.objects.filter(force=force, kind=kind.value)
    if kind is CanaryKind.TEXT:
        keys = [one.key for one in _versions(target)]
        known = known.filter(target__in=keys)
    else:
        known = known.filter(target=target)
    known.update(sent=0, since=now, let_go_at=None, let_go_by="")


def count_held(kind: CanaryKind, target: str, *, force: ForceName) -> int:
    """Return how many wait to be let go, at most `MOST_COUNTED`; the caller is in the force's transaction."""
    return _held(kind, target, force=force)[:MOST_COUNTED].count()


def holds_any(kind: CanaryKind, target: str, *, force: ForceName) -> bool:
    """Return whether something waits to be let go; the caller is in the force's transaction."""
    return _held(kind, target, force=force).exists()


def _close_item(force: ForceName, *, now: datetime) -> None:
    """Close the item that asked for a look, where nothing else that is new is full; joins the transaction."""
    most = Guards.of(force_settings(force)).canary
    if not CanaryCount.objects.filter(force=force, let_go_at=None, sent__gte=most).exists():
        matters = [Matter(None, None, ItemKind.MEND, FIRST_ONES)]
        withdraw_matters(matters, force=force, reason="no_longer_needed", now=now)


def _held(kind: CanaryKind, target: str, *, force: ForceName) -> QuerySet[Message]:
    held = Message.objects.filter(force=force, state=MessageState.HELD, reason=Reason.FIRST_ONES_OUT)
    match kind:
        case CanaryKind.FORCE:
            return held
        case CanaryKind.JOURNEY:
            return held.filter(journey=target)
        case CanaryKind.TEXT:
            return held.filter(Q(template=target.partition("/")[2]) | Q(template__in=_under(target)))


def _under(key: str) -> list[str]:
    """Return the texts of which this one is a version."""
    return [name for name, versions in live_library().versions.items() if key in {one.key for one in versions}]


def _versions(template: str) -> list[MessageTemplate]:
    library = live_library()
    base = library.templates.get(template)
    return [*([base] if base else []), *library.versions.get(template, ())]
