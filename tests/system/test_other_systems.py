"""
A force without the demo's crime system: crimes from Dynamics 365, incidents from messages of a control room, hearings
from a court's files. The victim is told of all of it once, the officer sees what was told and answers where they work,
and when a system falls silent everybody who should know does. Each page is checked for accessibility on the way.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.system.browser import assert_accessible_everywhere, new_page
from tests.system.other_systems import OtherSystems, call_of, hearing_of, other_systems, until
from tests.system.running import Demo
from tests.system.story import Phone, at, press, reload_until, sign_in_staff, sign_in_victim

NUMBER, LATER_NUMBER = "07700 900161", "07700 900162"
INCIDENT, CASE, LATER_CASE = "CS-61", "AN/61/26", "AN/62/26"
SYSTEM = "S207 Robin Vale"
QUESTION = "Has anybody found my bicycle?"
ANSWER = "Not yet. We have asked the shops in your street."
TOLD = ["Waypost"] * 6
"""Recorded, officer, hearing, sign-in code, first visit to the pages, message of the officer."""
NOT_CHECKED = "We have not been able to check with the police system since"


@pytest.fixture
def systems(demo: Demo, tmp_path: Path) -> Iterator[OtherSystems]:
    with other_systems(demo, tmp_path) as running:
        yield running


def test_a_force_of_other_systems_tells_once_hears_back_and_says_when_it_cannot_check(
    systems: OtherSystems, demo: Demo, browser: Browser
) -> None:
    phone = Phone(new_page(browser, width=360, scripts=True), demo, NUMBER)
    dynamics = systems.dynamics

    # A call, told by the control room's messages in the wrong order.
    messages = call_of(INCIDENT, mobile=NUMBER)
    assert systems.send(messages[::-1])["rejected"] == []
    phone.wait_for("we have your report")
    phone.wait_for("is on the way")

    # The crime that is recorded from it, its officer, and what the court lists.
    case = dynamics.record(CASE, mobile=NUMBER, incident=INCIDENT)
    recorded = phone.wait_for("has recorded your report")
    officer = dynamics.allocate(case)
    phone.wait_for("Una Sample")
    trial = hearing_of(CASE, day=datetime.now(UTC) + timedelta(days=40))
    systems.drop("1", trial)
    phone.wait_for("news on your report")

    # What she writes is in Dynamics as a note and as a task; the officer answers there and closes it.
    victim = sign_in_victim(browser, phone, recorded)
    victim.get_by_label("Your message").fill(QUESTION)
    victim.get_by_label("I want to write to the police here").check()
    press(victim, "Send message")
    until(lambda: dynamics.tasks(case), demo=demo, what="no task came to Dynamics")
    (task,) = dynamics.tasks(case)
    assert task["subject"] == "A victim has written"
    dynamics.write(case, ANSWER, by=officer)
    dynamics.complete(task["activityid"], by=officer)
    assert "shops" not in phone.wait_for("you have a message")
    reload_until(victim, ANSWER)

    # In Dynamics there is what was told, what the two wrote, and nothing else.
    alert = "Waypost sent a text message (the officer wrote to the victim)"
    until(lambda: any(alert in text for _, text in dynamics.notes(case)), demo=demo, what="no note that she was told")
    assert sorted(subject for subject, _ in dynamics.notes(case)) == ["From the victim", "To the victim", *TOLD]
    assert ("From the victim", QUESTION) in dynamics.notes(case)
    assert any("(a hearing was listed)" in text for _, text in dynamics.notes(case))
    assert not [text for _, text in dynamics.notes(case) if re.search(r"900161|12/04|https?://", text)]

    nothing_comes_twice(systems, browser, phone, messages, trial, case)
    a_silent_system_is_said(systems, browser, victim)


def nothing_comes_twice(
    systems: OtherSystems, browser: Browser, phone: Phone, messages: object, trial: str, case: str
) -> None:
    """Send everything again, and see that nobody hears of it again."""
    texts, notes = phone.words(), systems.dynamics.notes(case)

    assert systems.send(list(messages))["rejected"] == []  # type: ignore[call-overload]
    systems.drop("2", trial)
    systems.dynamics.touch_everything()
    # A later case has been told of, so all that came before it has been decided.
    systems.dynamics.record(LATER_CASE, mobile=LATER_NUMBER)
    later = Phone(new_page(browser, width=360, scripts=True), systems.demo, LATER_NUMBER)
    later.wait_for("has recorded your report")

    assert (phone.words(), systems.dynamics.notes(case)) == (texts, notes)
    assert len(systems.dynamics.tasks(case)) == 1


def a_silent_system_is_said(systems: OtherSystems, browser: Browser, victim: Page) -> None:
    """Take Dynamics away for hours: the victim reads since when, the system desk is asked, until it is back."""
    desk = sign_in_staff(browser, systems.demo, who=SYSTEM)
    at(desk, f"{systems.demo.waypost}/staff/worklist/")
    systems.dynamics.stop()
    systems.let_hours_pass(3)
    systems.watch_now()
    reload_until(victim, NOT_CHECKED)
    assert_accessible_everywhere(victim)
    reload_until(desk, "dynamics")
    assert_accessible_everywhere(desk)

    systems.dynamics.start()
    victim.reload()
    reload_until_gone(victim, NOT_CHECKED)
    systems.watch_now()
    at(desk, f"{systems.demo.waypost}/staff/worklist/")
    reload_until_gone(desk, "dynamics")


def reload_until_gone(page: Page, words: str) -> None:
    """Load a page anew until it does not have these words any more."""
    for _ in range(60):
        if words not in page.inner_text("body"):
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{words!r} never left {page.url}")
