"""Kill switches: stop everything of a force, a journey, a text, a case; and let it go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.content import live_content
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind
from waypost.messages.library import live_library
from waypost.messages.models import Message, Stop
from waypost.messages.stops import STOPPED, StopKind
from waypost.messages.values import MessageState

_LONGEST_REASON = 200


class NothingToStop(LookupError):
    """The force has no such journey, text or case."""


class AlreadyStopped(ValueError):
    """It is stopped already: `waypost stops` shows since when."""


class NotStopped(LookupError):
    """It is not stopped: `waypost stops` shows what is."""


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
    _check_reason(reason)
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

    :raises NoReason: if there is none, or it is too long.
    :raises NotStopped: if it is not stopped.
    """
    _check_reason(reason)
    with in_force(force):
        open_stops = Stop.objects.filter(force=force, kind=target.kind.value, target=target.name, lifted_at=None)
        if not open_stops.update(lifted_at=now, lifted_by=by.id, lifted_for=reason.strip()):
            raise NotStopped(str(NotStopped.__doc__))
        case_ids = _known_cases(target, force)
        _audit(Action.MESSAGES_LET_GO, target, case_ids, force=force, by=by, now=now)
        held = Message.objects.filter(force=force, state=MessageState.HELD, reason__in=sorted(STOPPED))
        # What another worker has in hand is asked again just now; in the order of ids nobody waits in a circle.
        free = held.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True)
        count = Message.objects.filter(id__in=list(free)).update(due_at=now)
        if count:
            wake("deliver", force=force)
        return count


def _check_reason(reason: str) -> None:
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
