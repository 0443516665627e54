"""
From a call to a recorded crime, as a dispatcher, an officer and the caller see it: pushed by the control room, told
by text and in the portal, then told by the crime's journey and by nothing else. Each page is checked for
accessibility on the way.
"""

import re
import time

from playwright.sync_api import Browser, Page

from tests.system.browser import assert_accessible, new_page
from tests.system.running import Demo
from tests.system.story import (
    PATIENCE_S,
    Phone,
    at,
    follow,
    press,
    record_crime,
    reload_until,
    sign_in_officer,
    sign_in_victim,
)

CALLER = ("Ada", "Invented")
NUMBER = "07700 900151"
SHARED_NUMBER = "07700 900152"
UNASKED_NUMBER = "07700 900153"
AFRAID = "Is the caller afraid of somebody close to them?"
WATCHED = "Could a suspect see messages on this phone?"
TOLD = (
    "we have your report", "is on the way", "sign-in code", "follow this report online",
    "running late", "is on the way", "has recorded", "Jo Hall",
)  # fmt: skip
"""All that the caller of the first story is told: twice only that somebody set out, since it was twice so."""
BAND = r"between [\w:]+ and [\w:]+"


def take_call(desk: Page, demo: Demo, *, number: str, caller: tuple[str, str] = CALLER, **answers: str) -> str:
    """Open an incident for a call about a burglary, and return its reference."""
    at(desk, f"{demo.control_room}/incidents/new")
    desk.get_by_label("First name").fill(caller[0])
    desk.get_by_label("Last name").fill(caller[1])
    desk.get_by_label("Date of birth").fill("12/4/1988")
    desk.get_by_label("Mobile number").fill(number)
    desk.get_by_label("Kind", exact=True).select_option("Burglary of a home")
    _answer(desk, AFRAID, answers.get("afraid", "No, nobody"))
    _answer(desk, WATCHED, answers.get("watched", "No"))
    press(desk, "Open the incident")
    return desk.url.rsplit("/", 1)[1]


def _answer(desk: Page, question: str, answer: str) -> None:
    desk.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def in_minutes(desk: Page, action: str, minutes: int) -> None:
    """Do what asks for a number of minutes."""
    follow(desk, action)
    desk.get_by_label("Minutes").fill(str(minutes))
    press(desk, action)


def give_result(desk: Page, result: str) -> None:
    """Say what came of the incident that is open on the desk."""
    follow(desk, "Result")
    desk.get_by_label(result).check()
    press(desk, "Save the result")


def wait_for_count(phone: Phone, count: int) -> list[str]:
    """Look until there are this many texts; return them."""
    deadline = time.monotonic() + PATIENCE_S
    while len(texts := phone.texts()) < count:
        assert time.monotonic() < deadline, f"{len(texts)} texts came, not {count}: {texts}"
        time.sleep(0.5)
    return texts


def what_it_says(text: str) -> str:
    """Return by which of the expected words a text is known, or the whole of it."""
    return next((words for words in TOLD if words in text), text)


def test_a_call_is_told_until_the_crime_recorded_from_it_tells_on(demo: Demo, browser: Browser) -> None:
    desk = new_page(browser, width=1280, scripts=True)
    phone = Phone(new_page(browser, width=360, scripts=True), demo, NUMBER)

    # A call is taken; the caller has it in writing, without a word of what it is about.
    incident = take_call(desk, demo, number=NUMBER)
    received = phone.wait_for("we have your report")
    assert incident in received
    assert not re.search(r"burgl|Ada|Invented", received, re.IGNORECASE)
    reload_until(desk, "Waypost sent a text")

    # Somebody sets out: the text and the page say about when, never to the minute.
    press(desk, "Assign somebody")
    in_minutes(desk, "On the way", 37)
    on_the_way = phone.wait_for("on the way")
    told = re.search(BAND, on_the_way)
    assert told
    victim = sign_in_victim(browser, phone, received)
    assert told[0] in victim.inner_text("main")
    assert "priority" not in victim.inner_text("main").lower()

    # They are called away: sorry, and by when instead.
    in_minutes(desk, "Delay", 200)
    assert re.search(r"reach you by \w+", phone.wait_for("running late"))
    reload_until(victim, "come or call by")
    assert told[0] not in victim.inner_text("main")

    # They come, and record a crime; from then on the crime's journey tells, and the incident's does not.
    in_minutes(desk, "On the way", 1)
    wait_for_count(phone, TOLD.index("has recorded"))
    press(desk, "At the scene")
    officer = sign_in_officer(browser, demo)
    record_crime(officer, victim=CALLER, mobile=NUMBER, incident=incident)
    crime = officer.url.rsplit("/", 1)[1]
    assert crime in phone.wait_for("has recorded your report")
    give_result(desk, "A crime was recorded")
    reload_until(victim, crime)

    # A later fact of the crime comes after all that the incident could still have said.
    follow(officer, "Allocate")
    officer.get_by_label("PC 4471 Jo Hall").check()
    press(officer, "Allocate")
    phone.wait_for("Jo Hall")
    assert sorted(map(what_it_says, phone.texts())) == sorted(TOLD)


def test_a_phone_that_a_suspect_may_see_is_never_told_when_somebody_comes(demo: Demo, browser: Browser) -> None:
    desk = new_page(browser, width=360, scripts=True)
    phone = Phone(new_page(browser, width=360, scripts=True), demo, SHARED_NUMBER)

    take_call(desk, demo, number=SHARED_NUMBER, caller=("Bela", "Invented"), watched="Not asked yet")
    phone.wait_for("we have your report")
    in_minutes(desk, "On the way", 20)
    in_minutes(desk, "Delay", 120)
    press(desk, "At the scene")
    give_result(desk, "Attended, no more to do")

    # What is said after the visit is decided after all that was not said before it.
    after = wait_for_count(phone, 2)
    assert not [text for text in after if re.search(r"on the way|running late|between \d", text)]


def test_a_caller_whose_safety_was_not_asked_is_sent_nothing_until_it_is(demo: Demo, browser: Browser) -> None:
    desk = new_page(browser, width=1280, scripts=True)
    quiet = Phone(new_page(browser, width=360, scripts=True), demo, UNASKED_NUMBER)
    shared = Phone(new_page(browser, width=360, scripts=True), demo, SHARED_NUMBER)
    before = len(shared.texts())

    take_call(desk, demo, number=UNASKED_NUMBER, caller=("Cleo", "Invented"), afraid="Not asked yet")
    in_minutes(desk, "On the way", 20)
    page = desk.url
    take_call(desk, demo, number=SHARED_NUMBER, caller=("Bela", "Invented"))

    # The later caller has been told, so the earlier one has been decided too.
    wait_for_count(shared, before + 1)
    assert quiet.texts() == []
    at(desk, page)
    follow(desk, "Kind and safety")
    _answer(desk, AFRAID, "No, nobody")
    press(desk, "Save the answers")
    quiet.wait_for("we have your report")
    assert_accessible(quiet.page)
