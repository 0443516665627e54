"""Reads: what was announced lately, what waits, what goes on. Nobody is named."""

from collections.abc import Sequence
from uuid import UUID

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.worklist.announcements.models import Announcement
from waypost.worklist.announcements.values import AnnouncementFacts, AnnouncementKind, AnnouncementState


def newest_announcements(force: ForceName, *, limit: int) -> Sequence[AnnouncementFacts]:
    """Return the last announcements of a force, the newest first."""
    with in_force(force):
        return [_facts(row) for row in Announcement.objects.filter(force=force).order_by("-asked_at", "-id")[:limit]]


def announcement_by_id(announcement_id: UUID, *, force: ForceName) -> AnnouncementFacts | None:
    """Return one of them, or None."""
    with in_force(force):
        row = Announcement.objects.filter(force=force, id=announcement_id).first()
        return _facts(row) if row else None


def is_going(force: ForceName) -> bool:
    """Whether there are cases that have not learned of something announced."""
    with in_force(force):
        return Announcement.objects.filter(force=force, state=AnnouncementState.GOING).exists()


def _facts(row: Announcement) -> AnnouncementFacts:
    return AnnouncementFacts(
        row.id,
        AnnouncementKind(row.kind),
        AnnouncementState(row.state),
        row.why,
        row.count,
        row.told,
        row.asked_at,
        row.asked_by,
        row.decided_by,
    )
