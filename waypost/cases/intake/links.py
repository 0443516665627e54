"""The references that cases name, as rows by which the named case finds them."""

from collections.abc import Sequence

from django.db import connection

from waypost.base.sets import insert_rows
from waypost.base.values import ForceName
from waypost.cases.intake.opened import Open
from waypost.cases.models import Link

_FORGET = (
    "DELETE FROM cases_link AS link USING unnest(%s::bigint[], %s::text[]) AS gone (case_id, reference)"
    " WHERE link.case_id = gone.case_id AND link.reference = gone.reference"
)


def write_links(force: ForceName, cases: Sequence[Open]) -> None:
    """Keep for these cases, which the caller has locked, a row for each reference that they name now."""
    now = {(case.row.id, reference) for case in cases for reference in case.row.linked}
    before = {(case.row.id, reference) for case in cases for reference in case.linked}
    gone = sorted(before - now)
    if gone:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [[case_id for case_id, _ in gone], [reference for _, reference in gone]])
    new = [Link(force=force, case_id=case_id, reference=reference) for case_id, reference in sorted(now - before)]
    insert_rows(new, ignore_conflicts=True)
