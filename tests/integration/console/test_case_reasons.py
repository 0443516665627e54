"""A case out of somebody's reach is opened for a reason; a protected one behind glass, and then its owners are told."""

from datetime import datetime, timedelta

import pytest

from tests.integration.console.desk import STRANGER, Room, audit
from tests.snapshots import ALLOCATED, FORCE
from tests.staff import HALL, NAIR
from waypost.access.audit_queries import alarms
from waypost.access.models import CaseReason
from waypost.access.permissions import Action
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.base.scope import in_force
from waypost.worklist.models import Item
from waypost.worklist.values import OPENED_FROM_OUTSIDE

pytestmark = pytest.mark.django_db
REFERENCE = ALLOCATED["reference"]
CHIEF = NewStaff("2299", "INSP Kit Moss", "South CID", frozenset({StaffRole.SUPERVISOR}))
WHY = "DI Cole asked me to help with a linked robbery"


def case_of(room: Room, page: str = "") -> str:
    return f"case/{room.world.case_id}/{page}"


def told() -> list[Item]:
    with in_force(FORCE):
        return list(Item.objects.filter(reason=OPENED_FROM_OUTSIDE).order_by("desk"))


def reasons() -> list[tuple[str, bool]]:
    with in_force(FORCE):
        return list(CaseReason.objects.values_list("reason", "is_glass"))


def test_an_officer_of_another_team_says_why_and_is_led_to_the_page_that_she_wanted(room: Room) -> None:
    stranger = room.sign_in(STRANGER)

    led = stranger.get(case_of(room))
    asked = stranger.get(led.location.removeprefix("/staff/"))
    answered = stranger.post(case_of(room, "reason/"), reason=WHY, next=f"/staff/{case_of(room)}")
    opened = stranger.get(case_of(room))
    again = stranger.get(case_of(room, "reason/"))

    assert led.location == f"/staff/{case_of(room, 'reason/')}?next=%2Fstaff%2Fcase%2F{room.world.case_id}%2F"
    assert (asked.status, "This case is not yours" in asked.words, REFERENCE in asked.words) == (200, True, True)
    assert answered.location == f"/staff/{case_of(room)}"
    assert opened.status == 200
    assert again.location == f"/staff/{case_of(room)}"
    assert reasons() == [(WHY, False)]
    assert len(audit(Action.STAFF_REASON_GIVEN)) == 1
    assert told() == [], "nobody is troubled for a case that is not protected"
    assert alarms(after=None, size=9, force=FORCE) == []


@pytest.mark.parametrize("typed", ["", "work", " a  b  c  d ", "x" * 301])
def test_without_a_reason_nothing_is_opened(room: Room, typed: str) -> None:
    stranger = room.sign_in(STRANGER)

    answer = stranger.post(case_of(room, "reason/"), reason=typed)

    assert answer.status == 200
    assert answer.title.startswith("Error: ")
    assert stranger.get(case_of(room)).status == 302
    assert reasons() == []


def test_a_reason_holds_for_twelve_hours(room: Room, now: datetime) -> None:
    stranger = room.sign_in(STRANGER)
    stranger.post(case_of(room, "reason/"), reason=WHY)
    with in_force(FORCE):
        row = CaseReason.objects.get()

    assert row.until - row.at == timedelta(hours=12)


def test_behind_glass_the_officer_the_supervisors_and_the_auditor_are_told_without_a_name(room: Room) -> None:
    room.world.change(flags=["domestic_abuse"])
    chief = room.sign_in(CHIEF)

    asked = chief.get(case_of(room, "reason/"))
    chief.post(case_of(room, "reason/"), reason=WHY)
    opened = chief.get(case_of(room))

    assert "This case is protected" in asked.words
    assert "the officer in the case, their supervisor and the auditor are told at once" in asked.words
    assert opened.status == 200
    assert [(row.desk, row.owner, row.at_desk) for row in told()] == [
        ("oic", "4471", ""), ("supervisor", "2210", "")
    ]  # fmt: skip
    assert all("Collar number 2299" in row.text for row in told())
    assert not any(word in row.text for row in told() for word in ("Moss", "Kit", WHY))
    (alarm,) = alarms(after=None, size=9, force=FORCE)
    assert (alarm.kind, alarm.case_id, alarm.reason) == ("glass", room.world.case_id, WHY)
    assert len(audit(Action.STAFF_GLASS_BROKEN)) == len(audit(Action.ALARM_RAISED)) == 1
    hall = room.sign_in(HALL)
    assert "Somebody from outside opened this case" in hall.get("worklist/").words
    item = hall.get(f"item/{told()[0].id}/")
    assert "Or nothing should be sent at all" not in item.words
    hall.post(f"item/{told()[0].id}/done/", note="She was asked to by DI Cole.")
    assert [row.state for row in told()] == ["done", "open"]


@pytest.mark.parametrize("flag", ["domestic_abuse", "sealed"])
def test_an_officer_of_another_team_cannot_break_the_glass_and_learns_nothing(room: Room, flag: str) -> None:
    room.world.change(flags=[flag])
    stranger = room.sign_in(STRANGER)

    answers = [
        stranger.get(case_of(room)), stranger.get(case_of(room, "reason/")),
        stranger.post(case_of(room, "reason/"), reason=WHY), stranger.get("case/987654/reason/"),
    ]  # fmt: skip

    assert [answer.status for answer in answers] == [404] * 4
    assert len({answer.words for answer in answers}) == 1, "what is hidden reads like what was never there"
    assert reasons() == []
    assert len(audit(Action.STAFF_CASE_REFUSED)) == 4


def test_of_a_sealed_case_the_page_says_no_reference_before_the_glass_is_broken(room: Room) -> None:
    room.world.change(flags=["sealed"])

    page = room.sign_in(CHIEF).get(case_of(room, "reason/"))

    assert page.status == 200
    assert "It is sealed: only its own people may see it." in page.words
    assert REFERENCE not in page.words


@pytest.mark.parametrize(
    "wanted", ["https://example.org/", "//example.org/staff/", "/staff/case/1/", "/portal/", "/staff/audit/"]
)
def test_nobody_is_led_elsewhere_than_to_the_case(room: Room, wanted: str) -> None:
    stranger = room.sign_in(STRANGER)

    answer = stranger.post(case_of(room, "reason/"), reason=WHY, next=wanted)

    assert answer.location == f"/staff/{case_of(room)}"


def test_whose_case_it_is_need_not_say_why(room: Room) -> None:
    assert room.sign_in(HALL).get(case_of(room, "reason/")).location == f"/staff/{case_of(room)}"
    assert room.sign_in(NAIR).get(case_of(room)).status == 200, "it is her team's"
    assert reasons() == []
