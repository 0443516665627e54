"""What becomes of the rows of a case's hearings when its document says others. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from waypost.cases.hearings.values import WITHDRAWN, Kept
from waypost.cases.snapshot import Hearing


def follow(
    before: Mapping[str, Kept], hearings: Iterable[Hearing], *, is_first_sight: bool, now: datetime
) -> Sequence[Kept]:
    """
    Return the rows that are other than before, by the hearings that a case has now.

    What stands in a case at its first sight was not learned today: it is as old as its source says that it is.
    """
    found = {one.id: one for one in hearings}
    rows = [
        _row(one, before.get(ref), learned_at=min(one.received_at, now) if is_first_sight else now)
        for ref, one in found.items()
    ]
    gone = [_withdrawn(was, now) for ref, was in before.items() if ref not in found and was.status != WITHDRAWN]
    return [row for row in (*rows, *gone) if row != before.get(row.ref)]


def _row(one: Hearing, was: Kept | None, *, learned_at: datetime) -> Kept:
    is_changed = was is None or (was.at, was.court, was.status) != (one.starts_at, one.court, one.status)
    is_moved = was is not None and was.at != one.starts_at
    code = one.result_code or ""
    return Kept(
        ref=one.id,
        at=one.starts_at,
        court=one.court,
        kind=one.kind,
        status=one.status,
        changed_at=learned_at if was is None or is_changed else was.changed_at,
        was_at=was.at if was is not None and is_moved else was.was_at if was is not None else None,
        result_code=code,
        result_at=_result_at(code, was, learned_at),
        attend=tuple(sorted(set(one.witnesses))),
    )


def _result_at(code: str, was: Kept | None, learned_at: datetime) -> datetime | None:
    if not code:
        return None
    return was.result_at if was is not None and was.result_code == code else learned_at


def _withdrawn(was: Kept, now: datetime) -> Kept:
    return replace(was, status=WITHDRAWN, changed_at=now, attend=())
