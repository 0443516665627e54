"""A supervisor looks after her team, opens what she must and is seen to; the auditor sees who looked."""

import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from tests.system.console.conftest import AUDITOR, ERROR, Case, look
from tests.system.running import ROOT, Demo
from tests.system.story import SUPERVISOR, follow, press, sign_in_staff

LEAVER = ("6002", "PC Lou Gone")


@pytest.fixture
def leaver(demo: Demo) -> str:
    """Add somebody to the team who will leave it; return their name."""
    number, name = LEAVER
    told = ("--force", "anyshire", "--name", name, "--team", "North CID", "--role", "officer")
    command = [sys.executable, "-m", "waypost.config.cli", "staff", "add", number, *told]
    subprocess.run(command, cwd=ROOT, env=demo.environment, check=True, stdout=subprocess.DEVNULL)
    return name


def test_a_supervisor_sees_clocks_and_what_waits_and_hands_over_a_leavers_work(
    demo: Demo, browser: Browser, ada: Case, leaver: str
) -> None:
    page = sign_in_staff(browser, demo, who=SUPERVISOR)
    follow(page, "My team")
    look(page)
    for name, words in (("Clocks", "By duty"), ("Held", "Held")):
        follow(page, name)
        expect(page.get_by_text(words).first).to_be_visible()
        look(page)
    follow(page, "Workload")
    follow(page, f"Hand over the work of {leaver}")
    look(page)
    press(page, "Hand over the work")
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    look(page)
    page.get_by_label("Who is given it?").select_option("5128")
    page.get_by_label("I know that they cannot sign in any more").check()
    press(page, "Hand over the work")
    expect(page.get_by_role("alert").get_by_text(f"{leaver} is marked as having left.")).to_be_visible()
    expect(page.get_by_role("link", name=f"Hand over the work of {leaver}")).to_have_count(0)


def test_a_case_of_another_team_opens_for_a_reason_and_the_auditor_reads_it(
    demo: Demo, browser: Browser, flo: Case
) -> None:
    page = sign_in_staff(browser, demo)
    follow(page, "Find")
    page.get_by_label("Who or what is it about?").fill(flo.reference)
    press(page, "Find")
    page.locator("#results").get_by_role("link").first.click()
    look(page)
    press(page, "Open the case")
    expect(page).to_have_title(ERROR)
    page.get_by_label("Why do you need this case?").fill("Her officer is off duty and she waits at the counter.")
    press(page, "Open the case")
    expect(page.get_by_role("heading", name="What to tell a caller")).to_be_visible()
    look(page)

    auditor = sign_in_staff(browser, demo, who=AUDITOR)
    look(auditor)
    auditor.get_by_label("Case or incident").fill(flo.reference)
    press(auditor, "Show")
    follow(auditor, flo.reference)
    line = auditor.get_by_role("row", name="PC Jo Hall")
    expect(line.get_by_text("she waits at the counter")).to_be_visible()
    look(auditor)
    follow(auditor, "PC Jo Hall")
    expect(auditor.get_by_role("row", name=flo.reference)).to_be_visible()
    look(auditor)
    follow(auditor, "Back to the log")
    follow(auditor, "Alarms")
    look(auditor)
