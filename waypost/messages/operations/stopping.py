"""Kill switches: stop everything of a force, a journey, a text, a case; and let it go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.values import Actor
from waypost.base.content import live_content
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind
from waypost.messages.guards import CanaryKind, Guards
from waypost.messages.library import live_library
from waypost.messages.models import Message, Stop
from waypost.messages.operations.letting_go import MOST_COUNTED, begin_again
from waypost.messages.stops import STOPPED, StopKind
from waypost.messages.values import MessageState, Reason

_LONGEST_REASON = 200
_NEW_AGAIN = {
    StopKind.FORCE: CanaryKind.FORCE,
    StopKind.JOURNEY: CanaryKind.JOURNEY,
    StopKind.TEMPLATE: CanaryKind.TEXT,
}
"""Of what the first few are counted anew when its stop is lifted; a case has no many."""


class NothingToStop(LookupError):
    """The force has no such journey, text or case."""


class AlreadyStopped(ValueError):
    """It is stopped already: `waypost stops` shows since when."""


class NotStopped(LookupError):
    """It is not stopped: `waypost stops` shows what is."""


class TooManyForOne(PermissionError):
    """It would let so many messages go that two people must agree: ask for it on the pages of staff."""


class NoReason(ValueError):
    """A stop needs a reason of 1 to 200 characters."""


@dataclass(frozen=True)
class Target:
    """What is stopped. `name` is the journey's, the text's, or the case's reference; empty for the whole force."""

    kind: StopKind
    name: str = ""


def stop(target: Target, *, reason: str, force: ForceName, by: Actor, now: datetime) -> None:
    """
    Stop what has not left yet, from the commit of this on: each message is asked again when it is leased.

    :raises NoReason: if there is none, or it is too long.
    :raises NothingToStop: if the force has no such journey, text or case.
    :raises AlreadyStopped: if it is stopped already.
    """
    check_reason(reason)
    with in_force(force):
        case_ids = _cases_of(target, force)
        _, is_new = Stop.objects.get_or_create(
            force=force,
            kind=target.kind.value,
            target=target.name,
            lifted_at=None,
            defaults={"reason": reason.strip(), "stopped_at": now, "stopped_by": by.id},
        )
        if not is_new:
            raise AlreadyStopped(str(AlreadyStopped.__doc__))
        _audit(Action.MESSAGES_STOPPED, target, case_ids, force=force, by=by, now=now)


def lift(target: Target, *, reason: str, force: ForceName, by: Actor, now: datetime) -> int:
    """
    Lift a stop. What it held is asked again at once and goes on if it is still of use; return how much that is.

    Of what was stopped for many the first few leave, then somebody looks (`guards.py`).

    :raises NoReason: if there is none, or it is too long.
    :raises NotStopped: if it is not stopped.
    :raises TooManyForOne: if it would let more go than one person may decide over.
    """
    with in_force(force):
        if _needs_two(target, force=force):
            raise TooManyForOne(str(TooManyForOne.__doc__))
        return lift_for(target, reason=reason, force=force, by=by, now=now)


def _needs_two(target: Target, *, force: ForceName) -> bool:
    # One case is one victim's, or a few.
    is_wide = target.kind is not StopKind.CASE
    return is_wide and Guards.of(force_settings(force)).needs_two(count_stopped(target, force=force))


def count_stopped(target: Target, *, force: ForceName) -> int:
    """Return how many messages this stop holds, at most `MOST_COUNTED`; the caller is in the force's transaction."""
    held = Message.objects.filter(force=force, state=MessageState.HELD)
    match target.kind:
        case StopKind.FORCE:
            held = held.filter(reason=Reason.FORCE_STOPPED)
        case StopKind.JOURNEY:
            held = held.filter(reason=Reason.TEXT_STOPPED, journey=target.name)
        case StopKind.TEMPLATE:
            held = held.filter(reason=Reason.TEXT_STOPPED, template=target.name)
        case StopKind.CASE:
            held = held.filter(reason=Reason.CASE_STOPPED, case_id__in=_known_cases(target, force))
    return held[:MOST_COUNTED].count()


def lift_for(target: Target, *, reason: str, force: ForceName, by: Actor, now: datetime) -> int:
    """Do as `lift` does, whatever it lets go: for who has seen to it that as many people as must have agreed."""
    check_reason(reason)
    with in_force(force):
        open_stops = Stop.objects.filter(force=force, kind=target.kind.value, target=target.name, lifted_at=None)
        if not open_stops.update(lifted_at=now, lifted_by=by.id, lifted_for=reason.strip()):
            raise NotStopped(str(NotStopped.__doc__))
        case_ids = _known_cases(target, force)
        _audit(Action.MESSAGES_LET_GO, target, case_ids, force=force, by=by, now=now)
        if target.kind in _NEW_AGAIN:
            begin_again(_NEW_AGAIN[target.kind], target.name, force=force, now=now)
        held = Message.objects.filter(force=force, state=MessageState.HELD, reason__in=sorted(STOPPED))
        # What another worker has in hand is asked again just now; in the order of ids nobody waits in a circle.
        free = held.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True)
        count = Message.objects.filter(id__in=list(free)).update(due_at=now)
        if count:
            wake("deliver", force=force)
        return count


def check_reason(reason: str) -> None:
    """:raises NoReason: if there is none, or it is too long."""
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise NoReason(str(NoReason.__doc__))


def _cases_of(target: Target, force: ForceName) -> list[CaseId]:
    """Return the cases that a stop names; none for another kind of stop."""
    case_ids = _known_cases(target, force)
    match target.kind:
        case StopKind.CASE:
            is_there = bool(case_ids)
        case StopKind.JOURNEY:
            is_there = target.name in {content.key for content in live_content("journeys")}
        case StopKind.TEMPLATE:
            is_there = target.name in live_library().templates
        case StopKind.FORCE:
            is_there = True
    if not is_there:
        raise NothingToStop(f"there is no {target.kind.value} {target.name} in {force}")
    return case_ids


def _known_cases(target: Target, force: ForceName) -> list[CaseId]:
    if target.kind is not StopKind.CASE:
        return []
    found = (case_id_by_reference(target.name, kind=kind, force=force) for kind in CaseKind)
    return [case_id for case_id in found if case_id is not None]


def _audit(
    action: Action, target: Target, case_ids: Sequence[CaseId], *, force: ForceName, by: Actor, now: datetime
) -> None:
    # A reference is personal data, so of a case the log holds our id.
    named = [target.name] if target.kind in {StopKind.JOURNEY, StopKind.TEMPLATE} else []
    about: Sequence[CaseId | None] = case_ids or [None]
    for case_id in about:
        record_audit(action, by=by, force=force, now=now, case_id=case_id, fields=[target.kind.value, *named])
