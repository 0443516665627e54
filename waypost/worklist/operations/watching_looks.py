"""Raises an alarm where somebody opens many cases within an hour that are neither theirs nor their team's."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from uuid import UUID

import yaml
from django.conf import settings

from waypost.access.alarms import raise_many_cases_alarm, who_opened_many
from waypost.access.queries import directory
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.whose import cases_of
from waypost.worklist.queries import cases_in_hand


def watch_looks(force: ForceName, *, now: datetime) -> int:
    """Look at what everybody opened within the last hour; return how many alarms were raised."""
    most = most_cases_an_hour()
    with in_force(force):
        busy = who_opened_many(force, more_than=most, now=now)
        if not busy:
            return 0
        staff = {UUID(one.id): one for one in directory(force).staff.values()}
        unrelated = {
            staff_id: len(_unrelated(staff[staff_id], cases)) if staff_id in staff else len(cases)
            for staff_id, cases in busy.items()
        }
        return sum(
            raise_many_cases_alarm(staff_id, cases=cases, force=force, now=now)
            for staff_id, cases in unrelated.items()
            if cases > most
        )


@cache
def most_cases_an_hour() -> int:
    """Return how many unrelated cases somebody may open in an hour before the auditor is told."""
    file = settings.CONTENT_DIR / "staff" / "alarms.yaml"
    return int(yaml.safe_load(file.read_text(encoding="utf-8"))["unrelated_cases_an_hour"])


def _unrelated(staff: Staff, cases: Collection[CaseId]) -> frozenset[CaseId]:
    related = cases_of(staff.collar_number, team=staff.team, among=cases, force=staff.force)
    return frozenset(cases) - related - cases_in_hand({staff.collar_number}, frozenset(cases), force=staff.force)
