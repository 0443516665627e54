"""
The whole loop, as a victim and an officer see it: typed into the crime system, told by text, read in the portal,
answered, and back. Everything runs as a force would run it; each page is checked for accessibility on the way.
"""

import re
import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, expect

from tests.system.browser import assert_accessible, new_page
from tests.system.running import Demo
from tests.system.standstill import standstill
from tests.system.story import (
    OFFICER,
    PATIENCE_S,
    Phone,
    follow,
    open_occurrence,
    press,
    record_crime,
    reload_until,
    sign_in_officer,
    sign_in_victim,
)

VICTIM_NUMBER = "07700 900142"
OTHER_NUMBER = "07700 900177"
QUIET_NUMBER = "07700 900188"
QUESTION = "Is there any news about my mother's ring?"
ANSWER = "We are asking the pawn shops this week. I will write again on Friday."


def test_a_fact_typed_into_the_crime_system_is_told_read_answered_and_comes_back(demo: Demo, browser: Browser) -> None:
    phone = Phone(new_page(browser, width=360, scripts=True), demo, VICTIM_NUMBER)

    # The burglary that the demo plays is there already, and its first text.
    recorded = phone.wait_for("has recorded your report")
    assert_accessible(phone.page)
    assert "burgl" not in recorded.lower()
    assert "Maya" not in recorded

    # An officer takes the case; the victim is told who.
    officer = sign_in_officer(browser, demo)
    open_occurrence(officer, "Maya Ferris")
    follow(officer, "Allocate")
    officer.get_by_label(re.compile(OFFICER)).check()
    press(officer, "Allocate")
    phone.wait_for("Jo Hall")

    # She comes in, on a narrow phone, and reads where her case is.
    victim = sign_in_victim(browser, phone, recorded)
    expect(victim.get_by_text("Jo Hall").first).to_be_visible()
    expect(victim.get_by_text("4471").first).to_be_visible()

    # She asks; the question arrives in the crime system as an entry and as the officer's task.
    victim.get_by_label("Your message").fill(QUESTION)
    victim.get_by_label("I want to write to the police here").check()
    press(victim, "Send message")
    expect(victim.get_by_text(QUESTION)).to_be_visible()
    officer.get_by_role("link", name="My tasks").click()
    reload_until(officer, "Maya Ferris")
    follow(officer, "Reply: Maya Ferris")
    expect(officer.get_by_text(QUESTION).first).to_be_visible()

    # The officer answers there; the text that comes has none of the words, the portal has them.
    officer.get_by_label("Your reply").fill(ANSWER)
    press(officer, "Send this reply")
    alert = phone.wait_for("you have a message")
    assert "pawn" not in alert
    reload_until(victim, ANSWER)
    assert victim.inner_text("body").count(QUESTION) == 1

    # Nothing was sent twice.
    texts = phone.texts()
    assert len(texts) == len({re.sub(r"\b\d{6}\b", "", text) for text in texts})


def test_what_an_officer_records_books_and_closes_is_told_without_a_word_too_much(demo: Demo, browser: Browser) -> None:
    officer = sign_in_officer(browser, demo)
    phone = Phone(new_page(browser, width=360, scripts=True), demo, OTHER_NUMBER)

    record_crime(officer, victim=("Idris", "Madeup"), mobile=OTHER_NUMBER)
    phone.wait_for("has recorded your report")

    follow(officer, "Book an appointment")
    officer.get_by_label("Kind").select_option("Visit")
    officer.locator("[name=date]").fill(f"{datetime.now(UTC) + timedelta(days=9):%d/%m/%Y}")
    officer.locator("[name=start]").fill("14:00")
    officer.locator("[name=end]").fill("16:00")
    officer.get_by_role("button", name="Book", exact=True).click()
    assert_accessible(officer)
    assert "2pm" in phone.wait_for("appointment")

    follow(officer, "Give an outcome")
    officer.get_by_label("Outcome").select_option("HO18 Enquiries complete; no suspect identified")
    officer.get_by_label("Police", exact=True).check()
    officer.get_by_label("Reason").fill("We found no picture or witness that shows who did it.")
    press(officer, "Save and finalise")
    news = phone.wait_for("news on your report")

    for text in phone.texts():
        assert not re.search(r"burgl|shed|mower|Idris|Madeup|suspect|witness", text, re.IGNORECASE)
    assert "http://" in news


def test_a_flagged_case_is_told_nothing_by_itself(demo: Demo, browser: Browser) -> None:
    officer = sign_in_officer(browser, demo)
    quiet = Phone(new_page(browser, width=360, scripts=True), demo, QUIET_NUMBER)
    busy = Phone(new_page(browser, width=360, scripts=True), demo, OTHER_NUMBER)
    before = len(busy.texts())

    record_crime(officer, victim=("Noor", "Madeup"), mobile=QUIET_NUMBER, flag="Domestic abuse")
    record_crime(officer, victim=("Idris", "Madeup"), mobile=OTHER_NUMBER)

    # The later one has been told, so the flagged one has been decided too.
    deadline = time.monotonic() + PATIENCE_S
    while len(busy.texts()) == before:
        assert time.monotonic() < deadline, f"the unflagged case was never told\n{standstill(demo)}"
        time.sleep(0.5)
    assert quiet.texts() == []
