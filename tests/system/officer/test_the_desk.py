"""
The desk in the running demonstration: what may not be sent by itself comes to an officer, who signs in at the force's
own provider, calls, and records it; the crime system is told. Each page is checked for accessibility on the way.
"""

import re

from playwright.sync_api import Browser, expect

from tests.system.browser import new_page
from tests.system.running import Demo
from tests.system.story import (
    OFFICER,
    Phone,
    follow,
    press,
    record_crime,
    reload_until,
    sign_in_officer,
    sign_in_staff,
)

NUMBER = "07700 900193"


def test_a_victim_who_may_not_be_texted_is_called_and_the_call_is_recorded(demo: Demo, browser: Browser) -> None:
    rms = sign_in_officer(browser, demo)
    phone = Phone(new_page(browser, width=360, scripts=True), demo, NUMBER)
    record_crime(rms, victim=("Leila", "Madeup"), mobile=NUMBER, flag="Domestic abuse")
    follow(rms, "Allocate")
    rms.get_by_label(re.compile(OFFICER)).check()
    press(rms, "Allocate")
    occurrence = rms.url

    # The task stands in the crime system and, as the same one, on the desk.
    desk = sign_in_staff(browser, demo)
    reload_until(desk, "Domestic abuse" if "item" in desk.url else "Make a call")
    follow(desk, "Make a call")
    expect(desk.get_by_text("Domestic abuse", exact=True)).to_be_visible()
    expect(desk.get_by_text("nobody has confirmed what contact is safe")).to_be_visible()
    expect(desk.get_by_text("Leila Madeup")).to_be_visible()

    desk.get_by_label("I spoke to them and told them").check()
    desk.get_by_label("Note", exact=True).fill("She is with her sister.")
    press(desk, "Record this call")

    expect(desk.get_by_role("alert").get_by_text("The call is recorded.")).to_be_visible()
    rms.goto(occurrence)
    reload_until(rms, "was done in Waypost")
    assert phone.texts() == []
