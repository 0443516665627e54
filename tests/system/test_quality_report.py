"""The report on data quality in a real browser: accessible, in print too, and it asks nobody for anything."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.system.browser import WIDTHS, assert_accessible, new_page
from tests.unit.reports.extracts import crime, measured, somebody
from waypost.reports.quality.figures import figures_of
from waypost.reports.quality.page import page_of

NOTHING = {"mobile": "", "email": "", "address": ""}
OFFICER = {"collar_number": "4471", "name": "Jo Hall", "team": "North Team"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a small extract in which there is something of everything."""
    victims = [somebody(number, **({"contact": NOTHING} if number % 3 else {})) for number in range(60)]
    documents = [crime(number, one, officer=OFFICER) for number, one in enumerate(victims)]
    odd = [crime(70, somebody(70), status="quantum"), crime(71, somebody(71, date_of_birth="never"))]
    figures = figures_of(measured([*documents, *odd]), force="Anyshire Police (made up)")
    path = tmp_path_factory.mktemp("quality") / "report.html"
    made_at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    path.write_text(page_of(figures, extract="extract.jsonl", note="People are made up.", made_at=made_at))
    return path


@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_is_accessible_at_every_width_and_fetches_nothing(
    report: Path, browser: Browser, width: int
) -> None:
    page = new_page(browser, width=width, scripts=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")

    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert asked == [report.as_uri()]


def test_it_can_be_read_without_scripts_and_each_picture_has_a_name(report: Path, browser: Browser) -> None:
    page = new_page(browser, width=1280, scripts=False)
    page.goto(report.as_uri())

    pictures = page.locator("svg[role=img]:visible")

    assert pictures.count() == 5
    assert page.get_by_role("heading", level=1).inner_text().startswith("Could we tell these victims?")
    assert page.get_by_role("table").count() >= 7


def test_on_paper_every_table_is_whole(report: Path, browser: Browser) -> None:
    page = new_page(browser, width=700, scripts=True)
    page.goto(report.as_uri())
    page.emulate_media(media="print")

    cut = page.evaluate(
        "[...document.querySelectorAll('.wide')].filter(one => getComputedStyle(one).overflowX != 'visible').length"
    )

    assert cut == 0
    assert page.locator("svg[role=img]:visible").count() == 5
