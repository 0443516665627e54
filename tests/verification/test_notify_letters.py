"""Our providers of letters by Notify, with Notify's real client, against the phone and a recorded conversation."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import requests
from notifications_python_client.errors import HTTPError

from demo.phone.config import DEMO_API_KEY, LETTER_TEMPLATE_ID
from demo.phone.server import PhoneServer
from tests.unit.messages.test_letter_page import LETTER
from tests.verification.clients import NotifyClient, errors_of
from tests.verification.http_server import Call, Exchange, Say, http_server, recorded
from tests.verification.meaning import meaning
from waypost.messages.letter_page import letter_pdf
from waypost.messages.markdown import Block, BlockKind
from waypost.messages.providers import Accepted, Doubtful, NotFound, RefusalKind, Refused, SendRequest
from waypost.messages.providers.notify import NotifySettings, read_status
from waypost.messages.providers.notify_letters import NotifyLetterProvider, NotifyLetterSettings, NotifyPdfProvider
from waypost.messages.values import Channel, DeliveryStatus

ACCOUNT = NotifySettings("", DEMO_API_KEY, "", timeout_s=2.0, reconcile_after_s=1, name="notify-letter")
REQUEST = SendRequest("7f3c2d7e-0d0c-4c51-9f0a-1a2b3c4d5e6f", Channel.LETTER, "1 Sample Street", "words", letter=LETTER)


def by_template(url: str) -> NotifyLetterProvider:
    return NotifyLetterProvider(NotifyLetterSettings(replace(ACCOUNT, base_url=url), LETTER_TEMPLATE_ID))


def as_pdf(url: str) -> NotifyPdfProvider:
    return NotifyPdfProvider(NotifyLetterSettings(replace(ACCOUNT, base_url=url), ""))


@pytest.mark.parametrize("exchange", recorded("notify_letter"), ids=lambda exchange: exchange.name)
def test_the_recorded_conversation_is_held_word_for_word(exchange: Exchange) -> None:
    calls: list[Call] = []

    def answer(call: Call) -> Say:
        calls.append(call)
        return exchange.answer

    with http_server(answer) as url:
        said = by_template(url).send(REQUEST)

    (call,) = calls
    assert (call.method, call.path) == (exchange.request["method"], exchange.request["path"])
    assert call.json == exchange.request.get("body", call.json)
    assert meaning(said) == exchange.means


@pytest.mark.parametrize("make", [by_template, as_pdf])
def test_a_letter_is_taken_and_found_by_its_reference(
    make: Callable[[str], NotifyLetterProvider], phone: PhoneServer
) -> None:
    provider = make(phone.url)

    sent, found = provider.send(REQUEST), provider.look_up(REQUEST.reference)

    assert isinstance(sent, Accepted)
    assert isinstance(found, Accepted)
    assert sent.provider_id == found.provider_id
    assert provider.look_up("another") == NotFound()


def test_the_pdf_that_is_printed_is_ours_to_the_byte(phone: PhoneServer) -> None:
    sent = as_pdf(phone.url).send(REQUEST)

    assert isinstance(sent, Accepted)
    shown = requests.get(f"{phone.url}/letter/pdf/{sent.provider_id}", timeout=5)
    assert shown.headers["Content-Type"] == "application/pdf"
    assert shown.content == letter_pdf(LETTER)
    assert f"/letter/pdf/{sent.provider_id}" in requests.get(f"{phone.url}/letter/Provided as PDF", timeout=5).text


def test_what_cannot_be_printed_is_never_sent(phone: PhoneServer) -> None:
    strange = replace(LETTER, blocks=(Block(BlockKind.PARAGRAPH, ("\u738b",)),))

    said = as_pdf(phone.url).send(replace(REQUEST, letter=strange))

    assert said == Refused(RefusalKind.MESSAGE, "cannot make pdf")
    assert as_pdf(phone.url).look_up(REQUEST.reference) == NotFound()


def test_a_letter_that_may_have_been_taken_is_doubtful_and_can_be_asked_about(phone: PhoneServer) -> None:
    requests.post(f"{phone.url}/_faults", json={"next": [{"kind": "accepted_500"}]}, timeout=5).raise_for_status()

    assert isinstance(as_pdf(phone.url).send(REQUEST), Doubtful)
    assert isinstance(as_pdf(phone.url).look_up(REQUEST.reference), Accepted)


def test_the_real_client_is_told_what_is_wrong_with_a_pdf(client: NotifyClient) -> None:
    class Broken:
        def read(self) -> bytes:
            return b"no letter"

    with pytest.raises(HTTPError) as refused:
        client.send_precompiled_letter_notification("one", Broken())

    assert errors_of(refused) == [{"error": "BadRequestError", "message": "Letter content is not a valid PDF"}]


STATUSES = {
    # Notify's words for letters, and where a letter is by them.
    "created": DeliveryStatus.CREATED,
    "pending-virus-check": DeliveryStatus.CREATED,
    "accepted": DeliveryStatus.SENDING,
    "received": DeliveryStatus.SENT,
    "cancelled": DeliveryStatus.TECHNICAL_FAILURE,
    "technical-failure": DeliveryStatus.TECHNICAL_FAILURE,
    "validation-failed": DeliveryStatus.TECHNICAL_FAILURE,
    "virus-scan-failed": DeliveryStatus.TECHNICAL_FAILURE,
    # The printer could not print it: that says nothing of the address.
    "permanent-failure": DeliveryStatus.TECHNICAL_FAILURE,
    "returned-letter": DeliveryStatus.PERMANENT_FAILURE,
    "something-new": None,
}


@pytest.mark.parametrize(("theirs", "ours"), STATUSES.items())
def test_each_word_for_a_letter_has_one_meaning(theirs: str, ours: DeliveryStatus | None) -> None:
    assert read_status(theirs, kind="letter") is ours


def test_a_discreet_letter_goes_on_our_own_page_and_never_on_notifys_which_shows_the_force(phone: PhoneServer) -> None:
    discreet = replace(REQUEST, letter=replace(LETTER, sender=""))

    assert by_template(phone.url).send(discreet) == Refused(RefusalKind.MESSAGE, code="page_shows_police")
    assert isinstance(as_pdf(phone.url).send(discreet), Accepted)
