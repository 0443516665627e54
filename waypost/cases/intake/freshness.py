"""When we last had all that a source has to say."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from waypost.cases.values import SourceFacts

_STEP = timedelta(seconds=20)
# Who is at it in another transaction does it for us.
_FRESHEN: Final = (
    "UPDATE cases_source SET last_ok_at = %s WHERE id = (SELECT id FROM cases_source"
    " WHERE id = %s AND (last_ok_at IS NULL OR last_ok_at < %s) FOR UPDATE SKIP LOCKED)"
)


def note_heard_of(source: SourceFacts, *, now: datetime) -> None:
    """
    Remember in the caller's transaction that a source that pushes was heard of.

    Of one that is polled nothing is said before the whole poll is done: half of it is not all that it has to say.
    """
    # One row that every batch would wait for: so not more often than anybody reads it.
    if source.last_ok_at is None or now - source.last_ok_at > _STEP:
        with connection.cursor() as cursor:
            cursor.execute(_FRESHEN, [now, source.id, now - _STEP])
