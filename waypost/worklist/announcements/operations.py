"""
Writes: something is announced, agreed to, refused; and the batches in which the cases learn of it.

Read `announce` first. Whether somebody may is asked by the door; what follows for each person by journeys and gates.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.grants import cases_signed_in_to, count_signed_in
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.values import DEFAULT_GUARDS, Staff
from waypost.base.queue import wake
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.operations import NewEvent, append_events
from waypost.cases.whose import references_of
from waypost.worklist.announcements.models import Announced, Announcement
from waypost.worklist.announcements.values import (
    LONGEST_REASON,
    MOST_NAMED,
    AnnouncementKind,
    AnnouncementState,
    BadAnnouncement,
    Named,
    NewAnnouncement,
    NotWaiting,
    SameOne,
)

BATCH: Final = 200
_MOST_COUNTED: Final = 100_000


def announce(new: NewAnnouncement, *, by: Staff, now: datetime) -> AnnouncementState:
    """
    Announce it, or write down that it waits for a second person; return where it stands.

    :raises BadAnnouncement: saying what to change: nothing is kept.
    """
    return again_after_deadlock(lambda: _announce(new, by=by, now=now))


def agree(announcement_id: UUID, *, by: Staff, now: datetime) -> None:
    """
    Let go what somebody else has asked for.

    :raises NotWaiting: if nothing of that id waits.
    :raises SameOne: if it is the one who asked.
    """
    with in_force(by.force):
        row = _waiting(announcement_id, by=by)
        if row.asked_by == by.collar_number:
            raise SameOne(str(SameOne.__doc__))
        row.state, row.decided_at, row.decided_by = AnnouncementState.GOING, now, by.collar_number
        row.save()
        _audit(Action.ANNOUNCED, row, by=by, now=now)
        wake("announce", force=by.force)


def say_no(announcement_id: UUID, *, by: Staff, now: datetime) -> None:
    """
    Tell nobody. Whoever asked may say so too: then they take it back.

    :raises NotWaiting: if nothing of that id waits.
    """
    with in_force(by.force):
        row = _waiting(announcement_id, by=by)
        row.state, row.decided_at, row.decided_by = AnnouncementState.REFUSED, now, by.collar_number
        row.save()
        _audit(Action.ANNOUNCE_REFUSED, row, by=by, now=now)


def go_on(force: ForceName, *, now: datetime) -> bool:
    """Let the next batch of cases learn of what is announced; return whether there was any."""
    return again_after_deadlock(lambda: _go_on(force, now=now))


def count_for(kind: AnnouncementKind, named: Sequence[Named], *, force: ForceName) -> int:
    """Return how many it would reach at most: the people named, or the cases whose victim has signed in."""
    if kind is not AnnouncementKind.OUTAGE:
        return len(set(named))
    with in_force(force):
        return count_signed_in(force, most=_MOST_COUNTED)


def needs_two(count: int, *, force: ForceName) -> bool:
    """Whether two people must agree on something that reaches so many. *Source:* trust.md T21."""
    over = force_settings(force).guards.get("second_person_over", DEFAULT_GUARDS["second_person_over"])
    return 0 < over < count


def _announce(new: NewAnnouncement, *, by: Staff, now: datetime) -> AnnouncementState:
    _check(new)
    with in_force(by.force):
        count = count_for(new.kind, new.named, force=by.force)
        waits = needs_two(count, force=by.force)
        row, is_new = Announcement.objects.get_or_create(
            id=new.announcement_id,
            force=by.force,
            defaults={
                "kind": new.kind,
                "state": AnnouncementState.WAITING if waits else AnnouncementState.GOING,
                "why": new.why.strip(),
                "count": count,
                "asked_at": now,
                "asked_by": by.collar_number,
            },
        )
        if not is_new:
            return AnnouncementState(row.state)
        insert_rows(
            [
                Announced(force=by.force, announcement_id=row.id, case_id=one.case_id, person_ref=one.person_ref)
                for one in dict.fromkeys(new.named)
            ]
        )
        _audit(Action.ANNOUNCE_ASKED if waits else Action.ANNOUNCED, row, by=by, now=now)
        if not waits:
            wake("announce", force=by.force)
        return AnnouncementState(row.state)


def _check(new: NewAnnouncement) -> None:
    if not new.why.strip() or len(new.why.strip()) > LONGEST_REASON:
        raise BadAnnouncement(f"Say why in {LONGEST_REASON} characters at most.")
    if (new.kind is AnnouncementKind.OUTAGE) == bool(new.named):
        raise BadAnnouncement("Say whom it is about.")
    if len(new.named) > MOST_NAMED:
        raise BadAnnouncement(f"{MOST_NAMED} people can be named at once. Announce it in parts.")


def _go_on(force: ForceName, *, now: datetime) -> bool:
    with in_force(force):
        rows = Announcement.objects.select_for_update(skip_locked=True)
        row = rows.filter(force=force, state=AnnouncementState.GOING).order_by("id").first()
        if row is None:
            return False
        batch = _next_of_force(row) if row.kind == AnnouncementKind.OUTAGE else _next_named(row, now=now)
        _tell(row, batch, force=force, now=now)
        if len(batch) < BATCH:
            row.state = AnnouncementState.DONE
        row.save()
        return True


def _next_of_force(row: Announcement) -> Sequence[Named]:
    cases = cases_signed_in_to(ForceName(row.force), after=CaseId(row.place), limit=BATCH)
    row.place = max(cases, default=row.place)
    return [Named(case_id) for case_id in cases]


def _next_named(row: Announcement, *, now: datetime) -> Sequence[Named]:
    waiting = Announced.objects.filter(announcement_id=row.id, told_at=None).order_by("id")[:BATCH]
    batch = list(waiting)
    Announced.objects.filter(id__in=[one.id for one in batch]).update(told_at=now)
    return [Named(CaseId(one.case_id), one.person_ref) for one in batch]


def _tell(row: Announcement, batch: Sequence[Named], *, force: ForceName, now: datetime) -> None:
    # What was erased meanwhile has nobody left to tell.
    there = references_of({one.case_id for one in batch}, force=force)
    events = [
        (one.case_id, NewEvent(row.kind, now, one.person_ref or None, str(row.id)))
        for one in batch
        if one.case_id in there
    ]
    append_events(events, force=force, now=now)
    row.told += len(events)


def _waiting(announcement_id: UUID, *, by: Staff) -> Announcement:
    rows = Announcement.objects.select_for_update().filter(force=by.force, id=announcement_id)
    row = rows.filter(state=AnnouncementState.WAITING).first()
    if row is None:
        raise NotWaiting(announcement_id)
    return row


def _audit(action: Action, row: Announcement, *, by: Staff, now: datetime) -> None:
    record_audit(action, by=by.actor, force=by.force, now=now, fields=[str(row.id), row.kind, str(row.count)])
