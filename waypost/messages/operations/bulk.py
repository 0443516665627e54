"""
What is done to many messages at once: a stop lifted, the rest of what is new let go, what waits taken back.

Where it reaches more than one person may decide over (`Guards.second_person_over`), one asks and another one agrees.
Read `ask_for` first.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.values import Actor
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.guard_models import BulkWish
from waypost.messages.guards import CanaryKind, Guards, Together
from waypost.messages.operations.letting_go import count_held, let_go
from waypost.messages.operations.recalling import RecallKind, check_cause, count_unsent, recall
from waypost.messages.operations.stopping import NoReason, Target, check_reason, count_stopped, lift_for
from waypost.messages.stops import StopKind


class AlreadyAsked(ValueError):
    """Somebody has asked for this already, and it waits for a second person."""


class NotAsked(LookupError):
    """Nobody asks for this any more: somebody has decided it."""


class SamePerson(PermissionError):
    """Whoever asked for it cannot agree to it: somebody else must."""


@dataclass(frozen=True)
class Wanted:
    """What is to be done, to which messages. `kind` is a `StopKind`, `CanaryKind` or `RecallKind`."""

    act: Together
    kind: str
    target: str = ""


@dataclass(frozen=True)
class Outcome:
    """How many messages were reached, or would be; `wish` where that waits for a second person."""

    count: int
    wish: UUID | None = None


def count_of(wanted: Wanted, *, force: ForceName) -> int:
    """Return how many messages this would reach now, at most `MOST_COUNTED`."""
    with in_force(force):
        match wanted.act:
            case Together.LIFT:
                return count_stopped(Target(StopKind(wanted.kind), wanted.target), force=force)
            case Together.LET_GO:
                return count_held(CanaryKind(wanted.kind), wanted.target, force=force)
            case Together.RECALL:
                return count_unsent(RecallKind(wanted.kind), wanted.target, force=force)


def needs_two(count: int, *, force: ForceName) -> bool:
    """Whether two people must agree on something that reaches so many."""
    return Guards.of(force_settings(force)).needs_two(count)


def ask_for(wanted: Wanted, *, reason: str, force: ForceName, by: Actor, now: datetime) -> Outcome:
    """
    Do it at once where one person may, else write down that it waits for a second one.

    :raises NoReason: if there is none, or it is too long.
    :raises AlreadyAsked: if it waits already.
    :raises NotStopped: if there is no such stop to lift.
    :raises NothingNew: if there is nothing of that name that waits to be let go.
    :raises NothingToRecall: if that names no text, journey or cause.
    """
    check_reason(reason)
    return again_after_deadlock(lambda: _ask_for(wanted, reason=reason, force=force, by=by, now=now))


def _ask_for(wanted: Wanted, *, reason: str, force: ForceName, by: Actor, now: datetime) -> Outcome:
    with in_force(force):
        _check(wanted, force=force)
        count = count_of(wanted, force=force)
        if not needs_two(count, force=force):
            return Outcome(_do(wanted, reason=reason, force=force, by=by, now=now))
        wish, is_new = BulkWish.objects.get_or_create(
            force=force,
            act=wanted.act.value,
            kind=wanted.kind,
            target=wanted.target,
            decided_at=None,
            defaults={"count": count, "reason": reason.strip(), "asked_at": now, "asked_by": by.id},
        )
        if not is_new:
            raise AlreadyAsked(str(AlreadyAsked.__doc__))
        _audit(Action.BULK_ASKED, wanted, count, force=force, by=by, now=now)
        return Outcome(count, wish.id)


def agree(wish_id: UUID, *, force: ForceName, by: Actor, now: datetime) -> int:
    """
    Do what somebody else has asked for; return how many messages it reached.

    :raises NotAsked: if it does not wait any more.
    :raises SamePerson: if it is the one who asked.
    """
    return again_after_deadlock(lambda: _agree(wish_id, force=force, by=by, now=now))


def _agree(wish_id: UUID, *, force: ForceName, by: Actor, now: datetime) -> int:
    with in_force(force):
        wish = _open(wish_id, force=force)
        if wish.asked_by == by.id:
            raise SamePerson(str(SamePerson.__doc__))
        wanted = Wanted(Together(wish.act), wish.kind, wish.target)
        _audit(Action.BULK_AGREED, wanted, wish.count, force=force, by=by, now=now)
        wish.reached = _do(wanted, reason=wish.reason, force=force, by=by, now=now)
        _decide(wish, is_agreed=True, by=by, now=now)
        return wish.reached


def say_no(wish_id: UUID, *, force: ForceName, by: Actor, now: datetime) -> None:
    """
    Leave everything as it is. Whoever asked may say so too: then they take it back.

    :raises NotAsked: if it does not wait any more.
    """
    with in_force(force):
        wish = _open(wish_id, force=force)
        wanted = Wanted(Together(wish.act), wish.kind, wish.target)
        _audit(Action.BULK_REFUSED, wanted, wish.count, force=force, by=by, now=now)
        _decide(wish, is_agreed=False, by=by, now=now)


def _check(wanted: Wanted, *, force: ForceName) -> None:
    if wanted.act is Together.RECALL:
        check_cause(RecallKind(wanted.kind), wanted.target, force=force)


def _do(wanted: Wanted, *, reason: str, force: ForceName, by: Actor, now: datetime) -> int:
    match wanted.act:
        case Together.LIFT:
            return lift_for(Target(StopKind(wanted.kind), wanted.target), reason=reason, force=force, by=by, now=now)
        case Together.LET_GO:
            return let_go(CanaryKind(wanted.kind), wanted.target, force=force, by=by, now=now)
        case Together.RECALL:
            return recall(RecallKind(wanted.kind), wanted.target, force=force, by=by, now=now)


def _open(wish_id: UUID, *, force: ForceName) -> BulkWish:
    wish = BulkWish.objects.select_for_update().filter(force=force, id=wish_id, decided_at=None).first()
    if wish is None:
        raise NotAsked(str(NotAsked.__doc__))
    return wish


def _decide(wish: BulkWish, *, is_agreed: bool, by: Actor, now: datetime) -> None:
    wish.is_agreed, wish.decided_by, wish.decided_at = is_agreed, by.id, now
    wish.save()


def _audit(action: Action, wanted: Wanted, count: int, *, force: ForceName, by: Actor, now: datetime) -> None:
    # The reference of a case is personal data: what names it is the stop itself.
    named = [wanted.target] if wanted.target and wanted.kind != StopKind.CASE else []
    record_audit(action, by=by, force=force, now=now, fields=[wanted.act.value, wanted.kind, *named, str(count)])


__all__ = ["AlreadyAsked", "NoReason", "NotAsked", "Outcome", "SamePerson", "Wanted", "agree", "ask_for", "say_no"]
