"""Our provider of WhatsApp messages, against the Cloud API's documented shape."""

import json
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.verification.http_server import Call, Exchange, Fail, Say, http_server, recorded
from tests.verification.meaning import meaning
from tests.verification.whatsapp import NUMBER_ID, SECRET, TEMPLATE, TOKEN, WhatsApp, receipt, signed
from waypost.messages.providers import Accepted, Doubtful, NotSetUp, RefusalKind, Refused, SendRequest
from waypost.messages.providers.whatsapp import WhatsAppProvider, WhatsAppSettings, is_signed, read_statuses
from waypost.messages.values import Channel

REFERENCE = "7f3c2d7e-0d0c-4c51-9f0a-1a2b3c4d5e6f"
REQUEST = SendRequest(REFERENCE, Channel.WHATSAPP, "+447700900001", "There is news for you.", sender="Anyshire Police")
HOW = WhatsAppSettings("", NUMBER_ID, TOKEN, TEMPLATE, "en_GB", "Updates", timeout_s=0.5)
RECEIPTS = json.loads((Path(__file__).parent / "recorded" / "whatsapp.json").read_text())["receipts"]


def at(url: str, **changes: Any) -> WhatsAppProvider:
    return WhatsAppProvider(replace(HOW, base_url=f"{url}/v23.0", **changes))


@pytest.mark.parametrize("exchange", recorded("whatsapp"), ids=lambda exchange: exchange.name)
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
def test_a_line_that_breaks_after_the_question_leaves_a_doubt_and_nobody_can_be_asked(fault: str) -> None:
    with http_server(WhatsApp(faults=[lambda _: fault])) as url:
        assert isinstance(at(url).send(REQUEST), Doubtful)
    assert at("http://127.0.0.1:9").look_up(REFERENCE) == Doubtful("no_look_up")


def test_the_fake_takes_what_we_send_and_refuses_what_whatsapp_would() -> None:
    whatsapp = WhatsApp(without={"+447700900002"})

    with http_server(whatsapp) as url:
        taken = at(url).send(REQUEST)
        absent = at(url).send(replace(REQUEST, recipient="+447700900002"))
        unfit = at(url).send(replace(REQUEST, body="two\nlines"))
        stranger = at(url, token="another").send(REQUEST)

    assert isinstance(taken, Accepted)
    assert [one["biz_opaque_callback_data"] for one in whatsapp.kept] == [REFERENCE]
    assert [meaning(one) for one in (absent, unfit, stranger)] == ["refused recipient", "refused message", "refused us"]


def test_where_nobody_listens_nothing_can_have_been_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    answer = at(f"http://127.0.0.1:{port}").send(REQUEST)

    assert isinstance(answer, Refused)
    assert answer.kind is RefusalKind.NOT_REACHED


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"messages": [{}]}', b'{"messages": 1}'])
@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_makes_no_sense_is_doubtful(body: bytes, status: int) -> None:
    with http_server(lambda _: Say(status, body)) as url:
        assert isinstance(at(url).send(REQUEST), Doubtful)


def test_a_discreet_message_leaves_only_under_a_name_that_is_known_to_say_nothing() -> None:
    discreet, whatsapp = replace(REQUEST, sender=""), WhatsApp()

    with http_server(whatsapp) as url:
        taken = at(url).send(discreet)
        held = [at(url, sender=name).send(discreet) for name in ("", "Anyshire Police")]

    assert isinstance(taken, Accepted)
    assert held == [Refused(RefusalKind.MESSAGE, "sender_shows_police")] * 2
    assert len(whatsapp.kept) == 1


@pytest.mark.parametrize("one", RECEIPTS, ids=lambda one: f"{one['said']['status']} is {one['means'] or 'nothing'}")
def test_a_receipt_says_what_became_of_a_reference(one: dict[str, Any]) -> None:
    data = receipt({**one["said"], "biz_opaque_callback_data": REFERENCE})

    found = list(read_statuses(data))

    assert [(status.reference, status.status.value) for status in found] == [(REFERENCE, one["means"])][: len(found)]
    assert bool(found) is bool(one["means"])


@pytest.mark.parametrize("data", [None, [], {"entry": 1}, {"entry": [None, {"changes": [{"value": []}]}]}, receipt({})])
def test_what_is_no_receipt_says_nothing(data: Any) -> None:
    assert list(read_statuses(data)) == []


def test_only_who_knows_the_secret_signs() -> None:
    body, signature = signed(receipt())

    assert is_signed(body, signature=signature, secret=SECRET)
    assert not is_signed(body + b" ", signature=signature, secret=SECRET)
    assert not is_signed(body, signature="", secret=SECRET)
    assert not is_signed(body, signature=signed(receipt(), secret="")[1], secret="")


def test_it_carries_nothing_else_and_shows_no_token() -> None:
    assert at("http://127.0.0.1:9").send(replace(REQUEST, channel=Channel.SMS)) == Refused(RefusalKind.US, "no sms")
    assert TOKEN not in repr(HOW)
    with pytest.raises(NotSetUp, match="WHATSAPP_PHONE_NUMBER_ID"):
        at("http://127.0.0.1:9", phone_number_id="+447700900999")
