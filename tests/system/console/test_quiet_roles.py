"""Witness care, data quality, analysts and content editors: each finds their own pages, and no others."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.console.conftest import Case, look
from tests.system.other_systems import hearing_of
from tests.system.running import ROOT, Demo
from tests.system.story import RECORDS, follow, reload_until, sign_in_staff

CARE, ANALYST, EDITOR = "W145 Ines Crane", "N230 Lee Marrow", "P412 Noor Quill"
_HEADER = "Case URN,Hearing ID,Type,Court,Date and time,State,Listed on"


def waypost(demo: Demo, *arguments: str) -> None:
    """Run a command as whoever runs Waypost does."""
    command = [sys.executable, "-m", "waypost.config.cli", *arguments]
    subprocess.run(command, cwd=ROOT, env=demo.environment, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture
def court(demo: Demo, tmp_path: Path) -> Iterator[Path]:
    """Yield the folder into which a court drops its lists; nobody looks into it any more afterwards."""
    (tmp_path / "out").mkdir()
    mapping = str(ROOT / "tests/connectors/files/samples/court-list.yaml")
    told = {"folder": str(tmp_path / "out"), "settled_after_s": 1, "poll_every_s": 1, "mapping": mapping}
    config = tmp_path / "lists.yaml"
    config.write_text(json.dumps(told))
    of_source = ("--force", "anyshire", "--name", "court-lists")
    waypost(demo, "source", "add", *of_source, "--kind", "files", "--config", str(config), "--state", "live")
    yield tmp_path / "out"
    waypost(demo, "source", "pause", *of_source)


def test_witness_care_sees_the_week_what_has_changed_and_takes_it_along(
    demo: Demo, browser: Browser, bea: Case, court: Path
) -> None:
    day = datetime.now(UTC) + timedelta(days=7)
    part = court / "list.part"
    part.write_text("\r\n".join((_HEADER, hearing_of(bea.reference, day=day), "")), encoding="cp1252")
    part.rename(court / "court-list-console.csv")

    page = sign_in_staff(browser, demo, who=CARE)
    expect(page.get_by_text("No hearing")).to_be_visible()
    follow(page, "The week after")
    reload_until(page, bea.reference)
    look(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV").click()
    assert bea.reference in file.value.path().read_text(encoding="utf-8-sig")
    for name in ("New and changed", "Results to explain"):
        follow(page, name)
        look(page)
    follow(page, "By week")
    follow(page, "The week after")
    follow(page, bea.reference)
    expect(page.get_by_role("heading", name="What to tell a caller")).to_be_visible()


def test_who_looks_after_records_finds_what_is_wrong_suggested_and_set_aside(demo: Demo, browser: Browser) -> None:
    page = sign_in_staff(browser, demo, who=RECORDS)
    expect(page.get_by_role("heading", name="What is wrong in records")).to_be_visible()
    look(page)
    for name in ("Suggested contacts", "Waiting for a second person", "Same person", "Set aside"):
        follow(page, name)
        look(page)


@pytest.mark.parametrize(("who", "begins"), [(ANALYST, "How many victims can be told"), (EDITOR, "work")])
def test_who_looks_at_figures_or_writes_texts_finds_nobody_by_name(
    demo: Demo, browser: Browser, bea: Case, who: str, begins: str
) -> None:
    page = sign_in_staff(browser, demo, who=who)
    assert begins in page.inner_text("h1")
    look(page)
    follow(page, "Contactability")
    look(page)
    shut(page, demo)


def shut(page: Page, demo: Demo) -> None:
    """See that the pages of others are not offered, and not open."""
    for path in ("find/", "my-victims/", "team/", "records/", "hearings/", "admin/", "audit/", "admin/new/"):
        answer = page.goto(f"{demo.waypost}/staff/{path}")
        assert answer is not None
        assert answer.status == 403, path
    look(page)
    assert page.get_by_role("navigation", name="Pages for staff").get_by_role("link").count() == 2
