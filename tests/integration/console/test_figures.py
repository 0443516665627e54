"""The page of figures: who may see it, and what it says of calls that were logged and answers that were measured."""

from uuid import uuid4

from tests.integration.console.desk import Room, audit
from tests.snapshots import FORCE
from tests.staff import HALL
from waypost.access.staff import NewStaff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base.scope import in_force
from waypost.messages.sign_models import ReplyTime
from waypost.worklist.inbound_calls.operations import log_call
from waypost.worklist.inbound_calls.values import NewCall

LEE = NewStaff("N230", "Lee Marrow", "Performance", frozenset({StaffRole.ANALYST}))


def test_an_analyst_reads_why_people_call_and_how_long_answers_take(room: Room) -> None:
    for _ in range(6):
        log_call(NewCall(uuid4(), "progress", is_avoidable=True), force=FORCE, by=OPERATOR, now=room.now)
    with in_force(FORCE):
        ReplyTime.objects.create(
            force=FORCE, team="", answers=40, half_minutes=120, most_minutes=600, measured_at=room.now
        )

    page = room.sign_in(LEE).get("figures/?weeks=4")

    assert page.status == 200
    assert "Calls: 6. Could have been avoided: 100%." in page.words
    assert "Asks what is happening in the case 6 100%" in page.words
    assert "The whole force 40 2 working hours 10 working hours" in page.words
    assert "<svg" in page.html
    assert len(audit("staff.figures_viewed")) == 1


def test_without_calls_and_answers_the_page_says_where_they_come_from(room: Room) -> None:
    words = room.sign_in(LEE).get("figures/").words

    assert "Nobody has logged a call in these weeks." in words
    assert "Nothing was measured yet" in words


def test_an_officer_may_not_see_the_figures(room: Room) -> None:
    assert room.sign_in(HALL).get("figures/").status == 403
