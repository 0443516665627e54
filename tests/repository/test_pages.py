"""The built style sheet and script: what GOV.UK Frontend's licence leaves out is out, and colours can be read."""

import gzip
import re

import pytest

from tests.repository.tree import CHECKOUT

STATIC = CHECKOUT / "waypost" / "base" / "static" / "waypost"
# A first view on a slow link: 40 kB with the page itself.
MOST_BYTES = 30_000
ENHANCED_CONTRAST = 7.0


@pytest.fixture(scope="module")
def styles() -> str:
    """Return the style sheet as it is served."""
    return (STATIC / "app.css").read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def token(styles: str, name: str) -> str:
    found = re.search(rf"--govuk-{name}-colour:\s*(#[0-9a-f]{{6}})", styles)
    assert found, name
    return found[1]


@pytest.mark.parametrize("ground", ["#ffffff", "#f3f3f3", "#f4f8fb"])
@pytest.mark.parametrize("name", ["text", "secondary-text", "link", "link-visited", "link-hover", "error", "success"])
def test_words_reach_enhanced_contrast_on_every_ground(styles: str, name: str, ground: str) -> None:
    assert contrast(token(styles, name), ground) >= ENHANCED_CONTRAST


@pytest.mark.parametrize("selector", [".govuk-button", ".govuk-button--warning", ".govuk-panel--confirmation"])
def test_white_words_reach_enhanced_contrast_on_coloured_grounds(styles: str, selector: str) -> None:
    rules = re.findall(rf"(?:^|[}},]){re.escape(selector)}(?:,[^{{}}]*)?\{{([^}}]*)", styles)
    grounds = [found[1] for rule in rules if (found := re.search(r"background(?:-color)?:(#[0-9a-f]{6})", rule))]

    # The last one is the one that counts: ours stand after the stock ones.
    assert contrast("#ffffff", grounds[-1]) >= ENHANCED_CONTRAST


def test_no_crown_no_font_no_image(styles: str) -> None:
    assert "url(" not in styles
    assert "GDS Transport" not in styles
    assert "crown" not in styles.lower()


def test_style_sheet_and_script_are_small() -> None:
    sent = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in ("app.css", "app.js"))

    assert sent <= MOST_BYTES
