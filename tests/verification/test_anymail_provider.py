"""Our provider of e-mail services, with the real django-anymail, against Postmark's protocol."""

import re
import socket
from dataclasses import replace
from urllib.parse import unquote
from uuid import uuid4

import pytest

from tests.verification.http_server import Call, Exchange, Fail, Say, http_server, recorded
from tests.verification.meaning import meaning
from tests.verification.postmark import TOKEN, Postmark
from waypost.messages.providers import Accepted, Doubtful, NotSetUp, RefusalKind, Refused, SendRequest
from waypost.messages.providers.anymail import REFERENCE, AnymailProvider
from waypost.messages.providers.anymail_settings import SERVICES, AnymailSettings, read_options
from waypost.messages.values import Channel

SENDER = "no-reply@updates.example.org"
REQUEST = SendRequest(
    "7f3c2d7e-0d0c-4c51-9f0a-1a2b3c4d5e6f",
    Channel.EMAIL,
    "amina@example.org",
    "There is news.",
    subject="News about 42260000001",
    html="<!doctype html><p>There is news.</p>",
    sender="Anyshire Police",
)
# Enough for any of them to be made.
KEYS = ("api_key", "api_token", "secret_key", "server_token", "project_id", "api_url")


def at(url: str, *, sender: str = SENDER) -> AnymailProvider:
    options = (("api_url", url), ("server_token", TOKEN))
    return AnymailProvider(AnymailSettings("postmark", options, sender, timeout_s=1.0))


@pytest.mark.parametrize("exchange", recorded("postmark"), ids=lambda exchange: exchange.name)
def test_the_recorded_conversation_is_held_word_for_word(exchange: Exchange) -> None:
    calls: list[Call] = []

    def answer(call: Call) -> Say:
        calls.append(call)
        return exchange.answer

    with http_server(answer) as url:
        said = at(url).send(REQUEST)

    (call,) = calls
    assert (call.method, call.path) == (exchange.request["method"], exchange.request["path"])
    assert call.headers.items() >= exchange.request.get("headers", {}).items()
    assert call.json == exchange.request.get("body", call.json)
    assert meaning(said) == exchange.means


@pytest.mark.parametrize("fault", [Fail.HANG_UP, Fail.SAY_NOTHING])
def test_a_line_that_breaks_after_the_question_leaves_a_doubt(fault: str) -> None:
    postmark = Postmark(faults=[lambda _: fault])

    with http_server(postmark) as url:
        assert isinstance(at(url).send(REQUEST), Doubtful)


def test_where_nobody_listens_nothing_can_have_been_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    answer = at(f"http://127.0.0.1:{port}").send(REQUEST)

    assert isinstance(answer, Refused)
    assert answer.kind is RefusalKind.NOT_REACHED


def test_an_answer_that_cannot_be_read_is_doubtful_for_it_was_an_answer() -> None:
    odd = {"To": "a b@@", "MessageID": "1", "ErrorCode": 0, "Message": "OK"}

    for body in (b"", b"<html>", b"[]", odd, {**odd, "To": ""}):
        with http_server(lambda _, body=body: Say(200, body)) as url:  # type: ignore[misc]
            assert isinstance(at(url).send(REQUEST), Doubtful), body


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "News\r\nBcc: thief@example.org"},
        {"sender": "Anyshire\nBcc: thief@example.org"},
        {"recipient": "amina@example.org\r\n"},
        {"recipient": "amina@example.org, thief@example.org"},
        {"recipient": "not an address"},
    ],
)
def test_nothing_that_is_filled_in_becomes_a_header_or_a_second_recipient(changes: dict[str, str]) -> None:
    postmark = Postmark()

    with http_server(postmark) as url:
        answer = at(url).send(replace(REQUEST, **changes))  # type: ignore[arg-type]  # a test names fields

    assert answer == Refused(RefusalKind.MESSAGE, "bad_header")
    assert postmark.kept == []


def test_a_discreet_email_comes_from_nobody_in_particular_and_by_no_address_that_shows_the_police() -> None:
    postmark, discreet = Postmark(), replace(REQUEST, sender="")

    with http_server(postmark) as url:
        taken = at(url).send(discreet)
        held = at(url, sender="no-reply@anyshire.police.uk").send(discreet)

    assert isinstance(taken, Accepted)
    assert [one["From"] for one in postmark.kept] == [f"Updates <{SENDER}>"]
    assert held == Refused(RefusalKind.MESSAGE, "sender_shows_police")


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_service_is_asked_for_one_recipient_with_our_reference_and_counts_nobody(service: str) -> None:
    reference, calls = str(uuid4()), []

    def answer(call: Call) -> Say:
        calls.append(call)
        return Say(500)

    with http_server(answer) as url:
        options = tuple((key, url if key == "api_url" else "a-key") for key in KEYS)
        said = AnymailProvider(AnymailSettings(service, options, SENDER, timeout_s=2)).send(
            replace(REQUEST, reference=reference)
        )

    assert said == Doubtful("500")
    (call,) = calls
    assert reference in call.body.decode()
    words = unquote(call.body.decode())
    assert set(re.findall(r"[\w.-]+@example\.org", words)) == {"amina@example.org"}
    assert not re.search(r"track\w*\W+(true|1\b|yes|html)", words, re.IGNORECASE)


def test_what_a_service_needs_and_does_not_get_is_said_without_a_key() -> None:
    with pytest.raises(NotSetUp) as fault:
        AnymailProvider(AnymailSettings("postmark", (("servertoken", "secret"),), SENDER, timeout_s=1))

    assert "secret" not in str(fault.value)
    assert "secret" not in repr(AnymailSettings("postmark", (("server_token", "secret"),), SENDER, timeout_s=1))


def test_keys_are_written_as_in_a_web_address() -> None:
    assert read_options("server_token=a%26b&message_stream=outbound", name="KEYS") == (
        ("message_stream", "outbound"),
        ("server_token", "a&b"),
    )
    with pytest.raises(NotSetUp, match="KEYS cannot be read"):
        read_options("secret", name="KEYS")


def test_it_cannot_be_asked_and_carries_nothing_else() -> None:
    provider = at("http://127.0.0.1:9")

    assert provider.look_up(REQUEST.reference) == Doubtful("no_look_up")
    assert provider.send(replace(REQUEST, channel=Channel.SMS)) == Refused(RefusalKind.US, "no sms")
    assert REFERENCE == "waypost_reference"
