"""The officer leaves, the officer in the case changes, the shift ends, nobody acts: an item is always somebody's."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.integration.worklist.world import OIC, World, a_world, history, item
from tests.snapshots import FORCE
from tests.staff import HALL, NAIR, SHAW, a_member
from waypost.access.staff import leave_staff, set_away, set_back
from waypost.access.values import OPERATOR
from waypost.worklist.operations import answer_item, escalate, follow_directory, reassign, withdraw_items
from waypost.worklist.operations.closing import AlreadyAnswered
from waypost.worklist.values import Answer, CallOutcome, Desk, ItemKind, ItemState

pytestmark = pytest.mark.django_db
SUPERVISOR = "2210"
OTHER = {"collar_number": "9999", "name": "DC Other (made up)", "team": "South"}


@pytest.fixture
def world(now: datetime) -> World:
    """Return a world whose officer, her deputy and her supervisor are in the directory."""
    for member in (HALL, NAIR, SHAW):
        a_member(member, now=now)
    return a_world(now)


def holder(item_id: UUID) -> tuple[str, str, str]:
    row = item(item_id)
    return row.owner, row.at_desk, row.cover


def test_an_item_is_the_officers_at_first(world: World) -> None:
    item_id = world.open()

    assert holder(item_id) == (OIC, "", "")
    assert item(item_id).team == "North CID"
    assert follow_directory(FORCE, now=world.now) == 0


def test_when_the_shift_ends_the_deputy_covers_until_she_is_back(world: World) -> None:
    item_id, until = world.open(), world.now + timedelta(hours=16)
    set_away(OIC, force=FORCE, until=until, deputy=None, by=OPERATOR, now=world.now)

    changed = [follow_directory(FORCE, now=world.now) for _ in range(2)]
    during = holder(item_id)
    follow_directory(FORCE, now=until)

    assert changed == [1, 0]
    assert during == (OIC, "", NAIR.collar_number)
    assert holder(item_id) == (OIC, "", "")
    assert history(item_id) == ["opened", "reassigned", "reassigned"]


def test_an_item_opened_while_she_is_away_is_covered_from_the_start(world: World) -> None:
    set_away(OIC, force=FORCE, until=world.now + timedelta(days=9), deputy=None, by=OPERATOR, now=world.now)

    item_id = world.open()
    set_back(OIC, force=FORCE, by=OPERATOR, now=world.now)
    follow_directory(FORCE, now=world.now)

    assert holder(item_id) == (OIC, "", "")


def test_when_the_officer_leaves_the_deputy_has_it_and_then_the_supervisor(world: World) -> None:
    item_id = world.open()

    leave_staff(OIC, force=FORCE, by=OPERATOR, now=world.now)
    follow_directory(FORCE, now=world.now)
    first = holder(item_id)
    leave_staff(NAIR.collar_number, force=FORCE, by=OPERATOR, now=world.now)
    follow_directory(FORCE, now=world.now)
    second = holder(item_id)
    leave_staff(SUPERVISOR, force=FORCE, by=OPERATOR, now=world.now)
    follow_directory(FORCE, now=world.now)

    assert (first, second) == ((NAIR.collar_number, "", ""), (SUPERVISOR, "", ""))
    assert holder(item_id) == ("", "supervisor", "")


def test_when_the_officer_in_the_case_changes_the_new_one_has_it(world: World) -> None:
    item_id, closed = world.open(matter="a"), world.open(matter="b")
    withdraw_items([closed], force=FORCE, reason="told", now=world.now)
    world.change(officer=OTHER)

    changed = [reassign([world.case_id], force=FORCE, now=world.now) for _ in range(2)]

    assert changed == [1, 0]
    assert holder(item_id) == ("9999", "", "")
    assert holder(closed) == (OIC, "", "")


def test_when_the_case_has_no_officer_any_more_the_supervisor_has_it(world: World) -> None:
    item_id = world.open()
    world.change(officer=None)
    reassign([world.case_id], force=FORCE, now=world.now)
    first = holder(item_id)
    world.change(officer=None, supervisor=None)
    reassign([world.case_id], force=FORCE, now=world.now)

    assert first == (SUPERVISOR, "", "")
    assert holder(item_id) == ("", "supervisor", "")


def test_nobody_acts_so_it_goes_to_the_supervisor_and_then_to_the_last_desk(world: World) -> None:
    item_id = world.open(due_at=world.now)
    late = world.now + timedelta(minutes=1)

    steps = []
    for moment in (
        world.now - timedelta(seconds=1),
        world.now,
        late,
        late + timedelta(days=3),
        late + timedelta(days=9),
    ):
        taken = escalate(FORCE, now=moment)
        steps.append((taken, item(item_id).level, holder(item_id)[:2]))

    assert steps == [
        (0, 0, (OIC, "")),
        (1, 1, (SUPERVISOR, "")),
        (0, 1, (SUPERVISOR, "")),
        (1, 2, ("", "supervisor")),
        (0, 2, ("", "supervisor")),
    ]
    assert item(item_id).first_owner == OIC
    assert history(item_id) == ["opened", "escalated", "escalated"]


def test_an_escalated_item_stays_so_when_the_officer_changes(world: World) -> None:
    item_id = world.open(due_at=world.now)
    escalate(FORCE, now=world.now)
    world.change(officer=OTHER)

    reassign([world.case_id], force=FORCE, now=world.now)

    assert (holder(item_id), item(item_id).first_owner, item(item_id).level) == ((SUPERVISOR, "", ""), "9999", 1)


def test_what_is_answered_is_not_escalated(world: World) -> None:
    item_id = world.open(due_at=world.now)
    answer = Answer(ItemState.DONE, at=world.now, call=CallOutcome.SPOKEN_TO)
    answer_item(item_id, answer, force=FORCE, by=OPERATOR, now=world.now)

    assert escalate(FORCE, now=world.now + timedelta(days=9)) == 0
    with pytest.raises(AlreadyAnswered):
        answer_item(item_id, answer, force=FORCE, by=OPERATOR, now=world.now)


def test_what_a_desk_is_late_with_goes_to_the_last_desk_at_once(world: World) -> None:
    item_id = world.open(kind=ItemKind.MEND, desk=Desk.RECORDS, due_at=world.now)

    escalate(FORCE, now=world.now)

    assert (holder(item_id), item(item_id).level) == (("", "supervisor", ""), 2)
    assert escalate(FORCE, now=world.now + timedelta(days=30)) == 0
