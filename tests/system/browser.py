"""A real browser for the tests: Chromium at a width, and the check that a page is accessible."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WIDTHS: Final = (360, 1280)
NARROWEST: Final = 320
"""The window in which a page that is enlarged fourfold on a desk must not be scrolled sideways (WCAG 1.4.10)."""
HEIGHT: Final = 900
WCAG_22_AA: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_ROOT: Final = Path(__file__).parents[2]
_AXE: Final = (_ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

# `target-size` is switched off in axe unless it is named.
_CHECK: Final = """
async (tags) => {
    const found = await axe.run(document, {
        runOnly: {type: 'tag', values: tags}, rules: {'target-size': {enabled: true}}, resultTypes: ['violations'],
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
        # A session lives no longer than its browser.
        _unused.clear()
        browser.close()


_unused: Final[defaultdict[tuple[int, bool], list[BrowserContext]]] = defaultdict(list)
_opened: Final[list[tuple[tuple[int, bool], BrowserContext]]] = []


def new_page(browser: Browser, *, width: int, scripts: bool) -> Page:
    """
    Return a page in a session of its own, in English and London time; `scripts` False: without JavaScript.

    It lasts until `leave_pages`, which every test ends with.
    """
    kind = width, scripts
    context = _unused[kind].pop() if _unused[kind] else _new_session(browser, width=width, scripts=scripts)
    _opened.append((kind, context))
    return context.new_page()


def _new_session(browser: Browser, *, width: int, scripts: bool) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        locale="en-GB",
        timezone_id="Europe/London",
        java_script_enabled=scripts,
    )


def leave_pages() -> None:
    """
    Close every page, and forget every session: nobody is signed in any more.

    Sessions are emptied and used again. To make one costs Chromium more than all that most tests do in it.
    """
    while _opened:
        kind, context = _opened.pop()
        for page in context.pages:
            page.close()
        context.clear_cookies()
        _unused[kind].append(context)


def assert_accessible_everywhere(page: Page) -> None:
    """Look at a page on a phone and on a desk, and whether it fits the narrowest phone."""
    for width in (NARROWEST, *WIDTHS):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate("scrollTo(0, 0)")
        if width == NARROWEST:
            assert_fits(page)
        else:
            assert_accessible(page)


def assert_accessible(page: Page) -> None:
    """
    Fail with what axe finds against WCAG 2.2 AA on the page as it stands, and if it must be scrolled sideways.

    The page's own content security policy stays in force: axe comes in through the browser, not as a script tag.
    """
    # Before its style sheet has come a page has other sizes.
    page.wait_for_load_state("load")
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE)
    faults = page.evaluate(_CHECK, WCAG_22_AA)
    assert not faults, f"{page.url}\n" + "\n".join(faults)
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Fail if a page must be scrolled sideways."""
    page.wait_for_load_state("load")
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} pixels wider than the window"
