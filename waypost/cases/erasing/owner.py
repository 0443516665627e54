"""Calls a room's own function of `guards` for these cases."""

from collections.abc import Collection

from django.db import connection

from waypost.base.values import CaseId


def erase_as_owner(room: str, case_ids: Collection[CaseId]) -> None:
    """
    Take out what the app may only add to; `room` is a room's name as its tables begin.

    :raises django.db.ProgrammingError: under a legal hold, or where nothing says why.
    """
    with connection.cursor() as cursor:
        cursor.callproc(f"{room}_erase", [sorted(case_ids)])
