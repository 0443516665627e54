"""Why a duty was not met in time: recorded by a person, here or in the task that asked for it."""

from collections.abc import Iterable
from datetime import datetime

from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.duties.models import ClockChange, ClockRow
from waypost.duties.rows import clock_of
from waypost.duties.subjects import subject_of, why_late_matter
from waypost.duties.values import Change
from waypost.duties.wishes import was_late
from waypost.duties.words import late_reasons
from waypost.worklist.operations import withdraw_matters
from waypost.worklist.queries import notes_given

WHY_LATE = "duty_late"
"""Why somebody is asked: to say why nobody did it in time."""
OTHER = "other"
_LONGEST = 1000


class NoSuchClock(LookupError):
    """The force has no clock of that number: `waypost duty list` shows them."""


class NotLate(ValueError):
    """The duty was not late, or is not yet: there is no reason to record."""


class UnknownReason(ValueError):
    """The reason is none of those in content/words/duties.yaml, or needs words of its own."""


def record_reason(clock_id: int, *, reason: str, words: str, force: ForceName, by: Actor, now: datetime) -> None:
    """
    Record why a clock was late; a later reason stands in place of an earlier one, which the history keeps.

    *Source:* Victims and Prisoners Act 2024, section 5: a duty may be missed for a good reason only.

    :raises UnknownReason: if it is none of the content's, or it is `other` without words.
    :raises NoSuchClock: if the force has no such clock.
    :raises NotLate: if it was not late.
    """
    if reason not in late_reasons() or (reason == OTHER and not words.strip()):
        raise UnknownReason(f"write one of {', '.join(late_reasons())}; {OTHER} needs words")
    with in_force(force):
        row = ClockRow.objects.select_for_update().filter(force=force, id=clock_id).first()
        if row is None:
            raise NoSuchClock(f"the force {force} has no clock {clock_id}: see `waypost duty list`")
        if not was_late(clock_of(row)):
            raise NotLate(f"clock {clock_id} was not late: there is no reason to record")
        _record(row, reason=reason, words=words, by=by.id, at=now)
        withdraw_matters([why_late_matter(clock_of(row))], force=force, reason="reason_recorded", now=now)


def take_reasons(rows: Iterable[ClockRow], *, force: ForceName, now: datetime) -> None:
    """Record the reasons that people wrote into the tasks that asked for them, in the caller's transaction."""
    open_ = {
        (row.case_id, row.person_id, subject_of(clock_of(row).key)): row
        for row in rows
        if was_late(clock_of(row)) and not row.why_late
    }
    if not open_:
        return
    case_ids = {CaseId(case_id) for case_id, _, _ in open_}
    for given in notes_given(case_ids, reason=WHY_LATE, force=force):
        row = open_.pop((given.case_id, given.person_id, given.subject), None)
        if row is not None:
            _record(row, reason=OTHER, words=given.note, by=given.by, at=now)


def _record(row: ClockRow, *, reason: str, words: str, by: str, at: datetime) -> None:
    row.why_late = reason
    row.save(update_fields=["why_late"])
    ClockChange.objects.create(
        force=row.force,
        clock=row,
        at=at,
        what=Change.REASON_RECORDED,
        by=by[:64],
        reason=reason,
        words=" ".join(words.split())[:_LONGEST],
    )
