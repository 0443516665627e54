"""An e-mail as our own provider sends it, looked at in the demo's inbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from demo.phone.config import DEMO_API_KEY, ApiKey, PhoneConfig
from demo.phone.server import PhoneServer
from tests.system.browser import WIDTHS, assert_accessible, new_page
from waypost.messages.placeholders import FLAGS, PLACEHOLDERS
from waypost.messages.providers import Accepted, SendRequest
from waypost.messages.providers.smtp import SmtpProvider
from waypost.messages.providers.smtp_settings import LineSecurity, SmtpSettings
from waypost.messages.render import Rendered, render_email
from waypost.messages.templates import read_template
from waypost.messages.values import Channel

MAYA = "maya.ferris@example.org"
CONTENT = Path(__file__).parents[3] / "content" / "messages" / "en"


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[PhoneServer]:
    with PhoneServer(PhoneConfig(tmp_path, ApiKey.parse(DEMO_API_KEY)), port=0) as running:
        yield running


def sent(phone: PhoneServer) -> Rendered:
    template = read_template(yaml.safe_load((CONTENT / "crime_recorded_adult.yaml").read_text()), version=1)
    addresses = dict.fromkeys(("portal_address", "help_address", "privacy_address"), f"{phone.url}/sms")
    worst = {**{name: rule.worst for name, rule in PLACEHOLDERS.items()}, **addresses}
    words = render_email(template, values=worst, flags=dict.fromkeys(FLAGS, True), discreet=False)
    how = SmtpSettings(
        "127.0.0.1", phone.mail_port, LineSecurity.OPEN, "", "", "no-reply@anyshire.example.org", timeout_s=5
    )
    request = SendRequest(
        "ref-1", Channel.EMAIL, MAYA, words.body, subject=words.subject, html=words.html, sender="Anyshire Police"
    )
    assert isinstance(SmtpProvider(how).send(request), Accepted)
    return words


@pytest.mark.parametrize("width", WIDTHS)
def test_an_email_is_shown_in_both_forms_and_its_link_leads_out_of_its_frame(
    width: int, phone: PhoneServer, browser: Browser
) -> None:
    words = sent(phone)
    page = new_page(browser, width=width, scripts=True)

    page.goto(f"{phone.url}/email/{MAYA}?pause=1")
    assert_accessible(page)

    expect(page.get_by_role("heading", name=words.subject)).to_be_visible()
    expect(page.get_by_text("From Anyshire Police")).to_be_visible()
    page.get_by_text("The same in plain text").click()
    expect(page.locator("details .text")).to_contain_text("We have recorded this crime.")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="What happens next")).to_be_visible()
    # With the longest values nothing has to be scrolled sideways.
    assert frame.locator("html").evaluate("root => root.scrollWidth - root.clientWidth") <= 0
    frame.get_by_role("link").first.click()
    page.wait_for_url(f"{phone.url}/sms")
