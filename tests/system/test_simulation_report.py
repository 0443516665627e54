"""The pages that commands write, in a real browser: accessible, and they ask nobody for anything."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from tests.snapshots import ALLOCATED, RECORDED, REPORTED
from tests.system.browser import WIDTHS, assert_accessible, assert_accessible_everywhere, new_page
from waypost.journeys.commands.content import content
from waypost.journeys.commands.simulate import simulate


@pytest.fixture
def report(tmp_path: Path, committed_db: None) -> Path:
    """Return the report of a small record, with a difference and a broken line in it."""
    events, page, draft = tmp_path / "events.jsonl", tmp_path / "report.html", tmp_path / "draft"
    shutil.copytree("content", draft)
    journey = draft / "journeys" / "officer-assigned.yaml"
    journey.write_text(journey.read_text().replace("phase: 1", "phase: 4"))
    lines = [
        {
            "specversion": "1.0",
            "id": f"{data['reference']}/{data['revision']}",
            "source": "urn:test",
            "type": f"org.waypost.{'incident' if 'grade' in data else 'case'}.v1",
            "subject": data["reference"],
            "data": data,
        }
        for data in (REPORTED, RECORDED, ALLOCATED)
    ]
    events.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + "rubbish\n")
    result = CliRunner().invoke(
        simulate, ["--events", str(events), "--report", str(page), "--against", str(draft), "--processes", "1"]
    )
    assert result.exit_code == 0, result.output
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_is_accessible_and_fetches_nothing(report: Path, browser: Browser, width: int) -> None:
    page = new_page(browser, width=width, scripts=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(report.as_uri())

    assert_accessible(page)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert_accessible(page)
    assert asked == [report.as_uri()]


def test_every_picture_has_words_and_a_table(report: Path, browser: Browser) -> None:
    page = new_page(browser, width=1280, scripts=False)
    page.goto(report.as_uri())

    pictures = page.locator("[role=img]")

    assert pictures.count() == 5
    for number in range(pictures.count()):
        assert len(pictures.nth(number).get_attribute("aria-label") or "") > 20
    assert page.locator("figure ~ details table").count() >= 5


def test_the_catalogue_of_messages_is_accessible_and_fetches_nothing(tmp_path: Path, browser: Browser) -> None:
    written = tmp_path / "catalogue.html"
    # The first stage has a version in Welsh, one in Easy Read, one for a business and one for who reported.
    assert CliRunner().invoke(content, ["catalogue", str(written), "--stage", "contact"]).exit_code == 0
    page = new_page(browser, width=1280, scripts=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(written.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")

    assert_accessible_everywhere(page)
    assert asked == [written.as_uri()]
