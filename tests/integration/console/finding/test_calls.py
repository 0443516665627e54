"""A call is logged from the page of a case or of finding, once, and taken back."""

import re

import pytest

from tests.integration.console.desk import STRANGER, Browser, Room, audit
from tests.integration.console.finding.test_find import ANALYST, LEE
from tests.snapshots import FORCE
from waypost.base.scope import in_force
from waypost.worklist.inbound_calls.models import InboundCall

pytestmark = pytest.mark.django_db


def logged() -> list[tuple[str, bool, int | None, str]]:
    with in_force(FORCE):
        rows = InboundCall.objects.filter(undone_at=None).order_by("at")
        return list(rows.values_list("reason", "is_avoidable", "case_id", "note"))


def fields_of(html: str) -> dict[str, str]:
    """Return the hidden fields of the control on a page."""
    form = html.partition('action="/staff/calls/"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(id|back|case)" value="([^"]*)"', form))


def log(browser: Browser, page: str, call: str, **more: str) -> str:
    answer = browser.post("calls/", call=call, **fields_of(browser.get(page).html), **more)
    assert answer.status == 302, answer.words
    return answer.location


def test_one_button_logs_a_call_leads_back_and_offers_to_take_it_back(room: Room) -> None:
    browser = room.sign_in(LEE)

    back = log(browser, "find/", "progress:yes")
    page = browser.get(back.removeprefix("/staff/"))

    assert (back, logged()) == ("/staff/find/", [("progress", True, None, "")])
    assert ": Asks what is happening in the case. It could have been avoided." in page.words
    undo = re.search(r'action="/staff/(calls/[0-9a-f-]+/undo/)"', page.html)
    assert undo is not None
    assert browser.post(undo[1], back="/staff/find/").location == "/staff/find/"
    assert logged() == []
    assert "Take it back" not in browser.get("find/").words
    assert browser.post(undo[1]).status == 404
    assert len(audit("staff.call_undone")) == 1


def test_the_page_of_a_case_logs_it_with_the_case_and_a_note(room: Room) -> None:
    browser, case = room.sign_in(LEE), f"case/{room.world.case_id}/"

    back = log(browser, case, "court:no", note="Asked for a map of the court.")

    assert back == f"/staff/{case}"
    assert logged() == [("court", False, room.world.case_id, "Asked for a map of the court.")]
    (line,) = audit("staff.call_logged")
    assert line.case_id == room.world.case_id
    assert "map" not in str(line.fields)


def test_what_is_sent_twice_is_logged_once(room: Room) -> None:
    browser = room.sign_in(LEE)
    fields = fields_of(browser.get("find/").html)

    for _ in range(2):
        browser.post("calls/", call="other:no", **fields)

    assert len(logged()) == 1


@pytest.mark.parametrize("call", ["made_up:yes", "progress", "progress:maybe", ""])
def test_what_is_no_reason_is_not_logged(room: Room, call: str) -> None:
    browser = room.sign_in(LEE)

    answer = browser.post("calls/", call=call, **fields_of(browser.get("find/").html))

    assert answer.status == 404
    assert logged() == []


def test_nobody_logs_a_call_about_a_case_that_they_have_not_open(room: Room) -> None:
    browser = room.sign_in(STRANGER)
    fields = fields_of(browser.get("find/").html)

    for case_id in (room.world.case_id, 404):
        assert browser.post("calls/", call="court:no", case=str(case_id), **fields).status == 404
    assert logged() == []


def test_a_form_leads_back_to_a_page_of_staff_and_nowhere_else(room: Room) -> None:
    browser = room.sign_in(LEE)

    for back in ("https://evil.example.org/staff/", "//evil.example.org", "/cases/", "javascript:alert(1)"):
        fields = {**fields_of(browser.get("find/").html), "back": back}
        assert browser.post("calls/", call="other:no", **fields).location == "/staff/find/"


def test_who_may_not_log_calls_may_not(room: Room) -> None:
    assert room.sign_in(ANALYST).post("calls/", call="other:no").status == 403
    assert room.sign_in(LEE).get("calls/").location == "/staff/find/"
