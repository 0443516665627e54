"""Watches the guards of a force: an item tells whoever runs the system what they hold, as long as they hold it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Q

from waypost.access.queries import force_settings
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.asking_words import asking_words
from waypost.messages.guard_models import CanaryCount, HourCount
from waypost.messages.guards import THE_FORCE, CanaryKind, Guards
from waypost.messages.models import Message
from waypost.messages.operations.letting_go import FIRST_ONES, holds_any
from waypost.messages.values import MessageState
from waypost.worklist.operations import open_items, withdraw_matters
from waypost.worklist.values import Desk, ItemKind, Matter, NewItem

HOUR_FULL = "hour_full"
"""The matter of what waits because an hour is full."""
_LOOK_WITHIN = timedelta(hours=1)
_NAMED = 3
_HOUR = timedelta(hours=1)


def watch_guards(force: ForceName, *, now: datetime) -> None:
    """Open and close the two items about what is held back from many; at most one of each is open."""
    guards = Guards.of(force_settings(force))
    with in_force(force):
        canaries = _that_hold(guards, force=force)
        if canaries:
            newest = max(one.since for one in canaries).isoformat()
            _open(FIRST_ONES, newest, _first_ones(canaries, guards), force=force, now=now)
        else:
            _close(FIRST_ONES, force=force, now=now)
        hour = now.replace(minute=0, second=0, microsecond=0)
        full = _full(guards, hour, force=force)
        if full and _waits_for_next(hour, force=force):
            _open(HOUR_FULL, "", _hour_full(full), force=force, now=now)
        elif not _is_left_over(hour, force=force, now=now):
            _close(HOUR_FULL, force=force, now=now)


def _that_hold(guards: Guards, *, force: ForceName) -> Sequence[CanaryCount]:
    if not guards.canary:
        return []
    full = CanaryCount.objects.filter(force=force, let_go_at=None, sent__gte=guards.canary).order_by("kind", "target")
    return [one for one in full if holds_any(CanaryKind(one.kind), one.target, force=force)]


def _full(guards: Guards, hour: datetime, *, force: ForceName) -> Sequence[HourCount]:
    of_force = Q(target=THE_FORCE, sent__gte=guards.per_force_an_hour) if guards.per_force_an_hour else None
    of_texts = ~Q(target=THE_FORCE) & Q(sent__gte=guards.per_text_an_hour) if guards.per_text_an_hour else None
    wanted = [each for each in (of_force, of_texts) if each is not None]
    if not wanted:
        return []
    rows = HourCount.objects.filter(wanted[0] | wanted[-1], force=force, hour=hour)
    return list(rows.order_by("target")[: _NAMED + 1])


def _waits_for_next(hour: datetime, *, force: ForceName) -> bool:
    return Message.objects.filter(force=force, state=MessageState.PLANNED, due_at=hour + _HOUR).exists()


def _is_left_over(hour: datetime, *, force: ForceName, now: datetime) -> bool:
    """Return whether something waits since before this hour: the item would go and come with every hour."""
    waiting = [MessageState.PLANNED, MessageState.QUEUED]
    return Message.objects.filter(force=force, state__in=waiting, due_at__lte=now, planned_at__lt=hour).exists()


def _first_ones(canaries: Sequence[CanaryCount], guards: Guards) -> str:
    words = asking_words()["guards"]
    names = [words[one.kind].format(name=one.target) for one in canaries]
    return str(words["first_ones"]).format(count=guards.canary, what=_listed(names))


def _hour_full(full: Sequence[HourCount]) -> str:
    words = asking_words()["guards"]
    names = [words["text" if one.target else "force"].format(name=one.target) for one in full]
    return str(words["hour_full"]).format(what=_listed(names))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} {asking_words()['guards']['more']}"


def _open(matter: str, since: str, text: str, *, force: ForceName, now: datetime) -> None:
    # Who has answered it is asked again for something newer, or on the next day.
    day = now.astimezone(LONDON).date().isoformat()
    item = NewItem(
        item_id=uuid5(NAMESPACE_URL, f"{matter} {force} {since} {day}"),
        case_id=None,
        person_id=None,
        person_ref="",
        kind=ItemKind.MEND,
        desk=Desk.SYSTEM,
        matter=matter,
        reason=matter,
        text=text,
        # Victims wait for what they should know: that is not a matter of working days.
        aim_at=now + _LOOK_WITHIN,
    )
    open_items([item], force=force, now=now)


def _close(matter: str, *, force: ForceName, now: datetime) -> None:
    matters = [Matter(None, None, ItemKind.MEND, matter)]
    withdraw_matters(matters, force=force, reason="no_longer_needed", now=now)
