"""The auditor is told of whoever opens many cases that are neither theirs nor their team's."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from tests.integration.worklist.world import a_world
from tests.snapshots import FORCE
from tests.staff import HALL, a_member
from waypost.access.alarm_values import AlarmKind
from waypost.access.audit import record_audit
from waypost.access.audit_queries import alarms
from waypost.access.permissions import Action
from waypost.access.values import OPERATOR, Actor, ActorKind, Staff
from waypost.base.values import CaseId
from waypost.worklist.operations.watching_looks import most_cases_an_hour, watch_looks

pytestmark = pytest.mark.django_db
MOST = 30


def looked(by: Actor, cases: Iterable[int], *, at: datetime, action: Action = Action.STAFF_CASE_REFUSED) -> None:
    for case_id in cases:
        record_audit(action, by=by, force=FORCE, now=at, case_id=CaseId(case_id))


@pytest.fixture
def hall(now: datetime) -> Staff:
    return a_member(HALL, now=now)


def test_one_case_more_than_the_figure_makes_one_alarm_within_the_hour(hall: Staff, now: datetime) -> None:
    assert most_cases_an_hour() == MOST
    looked(hall.actor, range(1000, 1000 + MOST), at=now)
    assert watch_looks(FORCE, now=now) == 0

    looked(hall.actor, [2000, 1000, 1001], at=now)

    assert watch_looks(FORCE, now=now) == 1
    assert watch_looks(FORCE, now=now + timedelta(minutes=1)) == 0, "one is enough for an hour"
    (alarm,) = alarms(after=None, size=9, force=FORCE)
    assert (alarm.kind, alarm.cases, str(alarm.staff_id)) == (AlarmKind.MANY_CASES, MOST + 1, hall.id)


def test_it_goes_on_after_an_hour_and_what_is_older_is_not_counted(hall: Staff, now: datetime) -> None:
    looked(hall.actor, range(1000, 1000 + MOST + 1), at=now)
    assert watch_looks(FORCE, now=now + timedelta(minutes=61)) == 0
    assert watch_looks(FORCE, now=now) == 1

    later = now + timedelta(minutes=90)
    looked(hall.actor, range(3000, 3000 + MOST + 1), at=later)

    assert watch_looks(FORCE, now=later) == 1


def test_own_cases_items_of_the_worklist_victims_and_the_command_line_do_not_count(hall: Staff, now: datetime) -> None:
    own = a_world(now).case_id
    looked(hall.actor, [own, *range(1000, 1000 + MOST)], at=now)
    looked(hall.actor, range(2000, 2100), at=now, action=Action.STAFF_ITEM_VIEWED)
    looked(OPERATOR, range(2000, 2100), at=now)
    looked(Actor(ActorKind.VICTIM, hall.id), range(2000, 2100), at=now)

    assert watch_looks(FORCE, now=now) == 0
