"""A real browser for the tests: Chromium at a width, and the check that a page is accessible."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS: Final = (360, 1280)
HEIGHT: Final = 900
WCAG_22_AA: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_ROOT: Final = Path(__file__).parents[2]
_AXE: Final = _ROOT / "node_modules" / "axe-core" / "axe.min.js"

# `target-size` is switched off in axe unless it is named.
_CHECK: Final = """
async (tags) => {
    const found = await axe.run(document, {
        runOnly: {type: 'tag', values: tags}, rules: {'target-size': {enabled: true}},
    });
    return found.violations.map(
        fault => fault.id + ': ' + fault.help + '\\n' + fault.nodes.map(node => '    ' + node.html).join('\\n')
    );
}
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield Chromium: the system's where there is one (or CHROMIUM says), else Playwright's own."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program if Path(program).exists() else None, args=["--no-sandbox", "--lang=en-GB"]
        )
        yield browser
        browser.close()


def new_page(browser: Browser, *, width: int, scripts: bool) -> Page:
    """Return a page in a session of its own, in English and London time; `scripts` False: without JavaScript."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        locale="en-GB",
        timezone_id="Europe/London",
        java_script_enabled=scripts,
    )
    return context.new_page()


def assert_accessible(page: Page) -> None:
    """
    Fail with what axe finds against WCAG 2.2 AA on the page as it stands, and if it must be scrolled sideways.

    The page's own content security policy stays in force: axe comes in through the browser, not as a script tag.
    """
    # Before its style sheet has come a page has other sizes.
    page.wait_for_load_state("load")
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    faults = page.evaluate(_CHECK, WCAG_22_AA)
    assert not faults, f"{page.url}\n" + "\n".join(faults)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} pixels wider than the window"
