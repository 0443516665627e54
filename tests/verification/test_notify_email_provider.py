"""Our provider of e-mail by Notify, with Notify's real client, against the phone and a recorded conversation."""

import re
from dataclasses import replace
from typing import Any

import pytest
import requests

from demo.phone.config import DEMO_API_KEY, EMAIL_TEMPLATE_ID
from demo.phone.server import PhoneServer
from tests.verification.http_server import Call, Exchange, Say, http_server, recorded
from tests.verification.meaning import meaning
from waypost.messages.markdown import Page, escaped, link, two_forms
from waypost.messages.providers import Accepted, Doubtful, NotFound, NotSetUp, RefusalKind, Refused, SendRequest
from waypost.messages.providers.notify import NotifySettings
from waypost.messages.providers.notify_email import NotifyEmailProvider, NotifyEmailSettings, notify_marks
from waypost.messages.values import Channel

PORTAL = "https://updates.example.org/i/abc"
ACCOUNT = NotifySettings("", DEMO_API_KEY, "", timeout_s=2.0, reconcile_after_s=1, name="notify-email")
HOW = NotifyEmailSettings(ACCOUNT, EMAIL_TEMPLATE_ID, "Updates <updates@notifications.example.org>", reply_to="")
REPLY_TO = "8e222534-7f05-4972-86e3-17c5d9f894e2"


def our_html(source: str) -> str:
    return two_forms(source, addresses=[PORTAL], page=Page("A title", "en", "")).html


REQUEST = SendRequest(
    "7f3c2d7e-0d0c-4c51-9f0a-1a2b3c4d5e6f",
    Channel.EMAIL,
    "amina@example.org",
    "There is news.",
    subject="News about 42260000001",
    html=our_html(f"## There is news\n\n* Read it at {link(PORTAL)}"),
    sender="Anyshire Police",
)


def at(url: str, **changes: Any) -> NotifyEmailProvider:
    return NotifyEmailProvider(replace(HOW, account=replace(ACCOUNT, base_url=url), **changes))


@pytest.mark.parametrize("exchange", recorded("notify_email"), ids=lambda exchange: exchange.name)
def test_the_recorded_conversation_is_held_word_for_word(exchange: Exchange) -> None:
    calls: list[Call] = []

    def answer(call: Call) -> Say:
        calls.append(call)
        return exchange.answer

    with http_server(answer) as url:
        said = at(url, reply_to=REPLY_TO).send(REQUEST)

    (call,) = calls
    assert (call.method, call.path) == (exchange.request["method"], exchange.request["path"])
    assert call.headers["Authorization"].startswith("Bearer ")
    assert call.json == exchange.request.get("body", call.json)
    assert meaning(said) == exchange.means


def test_an_email_is_shown_as_we_would_have_sent_it_and_found_by_its_reference(phone: PhoneServer) -> None:
    provider = at(phone.url)

    sent = provider.send(REQUEST)
    found = provider.look_up(REQUEST.reference)

    (message,) = requests.get(f"{phone.url}/_messages", timeout=5).json()["messages"]
    assert isinstance(sent, Accepted)
    assert isinstance(found, Accepted)
    assert sent.provider_id == found.provider_id == message["id"]
    assert provider.look_up("another") == NotFound()
    assert (message["channel"], message["subject"]) == ("email", REQUEST.subject)
    assert as_read(message["html"]) == as_read(REQUEST.html)


@pytest.mark.parametrize("fault", ["accepted_500", "reset", "accepted_reset"])
def test_what_may_have_been_taken_is_doubtful_and_can_be_asked_about(fault: str, phone: PhoneServer) -> None:
    requests.post(f"{phone.url}/_faults", json={"next": [{"kind": fault}]}, timeout=5).raise_for_status()
    provider = at(phone.url)

    assert isinstance(provider.send(REQUEST), Doubtful)
    assert isinstance(provider.look_up(REQUEST.reference), Accepted if "accepted" in fault else NotFound)


MARKS = (
    "# not a heading",
    "* not a bullet",
    "- nor this",
    "1. nor a number",
    "^ nor an inset",
    "• nor a dot",
    "--- no rule",
    "=== no line",
    "[no](http://evil.example) link, ![no](http://evil.example/x.png) picture",
    "http://evil.example/ no address",
    "a | b | c",
    "`code` and ~~~",
    "back\\slash and <b>bold</b> & more",
    "__init__ *stars* (brackets) {braces} 100% 3+4",
)


@pytest.mark.parametrize("words", MARKS)
def test_nothing_that_is_filled_in_acts_as_a_mark_of_notifys(words: str, phone: PhoneServer) -> None:
    html = our_html(f"{escaped(words)}\n\n* {escaped(words)}\n\n## {escaped(words)}")

    marks = notify_marks(html)
    at(phone.url).send(replace(REQUEST, html=html))

    (message,) = requests.get(f"{phone.url}/_messages", timeout=5).json()["messages"]
    assert as_read(message["html"]) == as_read(html.replace("://", ": //"))
    assert "<a" not in message["html"]
    # Notify's own reader knows these escapes and no others.
    assert re.findall(r"\\[^\\`*{}\[\]()#+\-.!_>~|]", marks.replace("\\\\", "")) == []


def test_an_email_without_html_goes_as_plain_words(phone: PhoneServer) -> None:
    at(phone.url).send(replace(REQUEST, html="", body="# One\n\nTwo\nthree"))

    (message,) = requests.get(f"{phone.url}/_messages", timeout=5).json()["messages"]
    assert as_read(message["html"]) == ["p", "# One", "p", "Two", "br", "three"]


@pytest.mark.parametrize("sender", ["", " ", "Anyshire Police <x@notifications.example.org>", "x@police.example"])
def test_a_discreet_email_leaves_only_by_a_service_whose_name_is_known_to_say_nothing(sender: str) -> None:
    # Nobody listens there: it must not even be tried.
    provider, discreet = at("http://127.0.0.1:9", sender=sender), replace(REQUEST, sender="")

    assert provider.send(discreet) == Refused(RefusalKind.MESSAGE, "sender_shows_police")
    assert provider.send(REQUEST) != Refused(RefusalKind.MESSAGE, "sender_shows_police")
    assert at("http://127.0.0.1:9").send(discreet) != Refused(RefusalKind.MESSAGE, "sender_shows_police")


def test_it_carries_nothing_else_and_says_what_to_mend() -> None:
    text = replace(REQUEST, channel=Channel.SMS)

    assert at("http://127.0.0.1:9").send(text) == Refused(RefusalKind.US, "no sms template")
    with pytest.raises(NotSetUp, match="NOTIFY_EMAIL_REPLY_TO"):
        at("http://127.0.0.1:9", reply_to="somebody@example.org")


def as_read(html: str) -> list[str]:
    """Return the elements and words of a page as somebody reads them, whatever it looks like."""
    body = html[html.index("<body") :]
    parts = re.split(r"<(/?)(\w+)[^>]*>", body)
    words = iter(parts)
    found = [next(words)]
    for closing, tag, text in zip(words, words, words, strict=True):
        found += [tag if not closing and tag in {"h2", "p", "ul", "ol", "li", "a", "br"} else "", text]
    joined = [" ".join(one.replace("\N{WORD JOINER}", "").split()) for one in found]
    return [one for one in joined if one]
