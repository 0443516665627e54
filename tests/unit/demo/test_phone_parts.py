"""The phone's small decisions: numbers, links, faults."""

import pytest

from demo.phone.config import ApiKey, BadApiKey
from demo.phone.faults import BadFault, Calls, FaultKind, Faults
from demo.phone.pages import links, shown_address
from demo.phone.recipients import BadRecipient, e164, email_key


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "+447700900123", "00447700900123", "+44 (0)7700 900-123", "447700900123", "7700900123"],
)
def test_one_number_however_it_is_typed(typed: str) -> None:
    assert e164(typed) == "+447700900123"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Must not contain letters or symbols"),
        ("0770090012", "Not enough digits"),
        ("077009001234", "Too many digits"),
        ("02079460000", "Not a UK mobile number"),
        ("٠٧٧٠٠٩٠٠١٢٣", "Must not contain letters or symbols"),
    ],
)
def test_bad_number_is_named(typed: str, message: str) -> None:
    with pytest.raises(BadRecipient, match=message):
        e164(typed)


def test_number_of_another_country_is_taken() -> None:
    assert e164("+33 6 12 34 56 78") == "+33612345678"


def test_email_is_gathered_in_small_letters_and_must_have_two_sides() -> None:
    assert email_key("Maya.Ferris@Example.ORG") == "maya.ferris@example.org"
    with pytest.raises(BadRecipient):
        email_key("maya@")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Go to http://127.0.0.1:8000/i/AB.", 'Go to <a href="http://127.0.0.1:8000/i/AB">http://127.0.0.1:8000/i/AB</a>.'),
        ("localhost:8000/i/AB", '<a href="http://localhost:8000/i/AB">localhost:8000/i/AB</a>'),
        ("Call 101 & <wait>", "Call 101 &amp; &lt;wait&gt;"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('http://x/"onclick=', '<a href="http://x/">http://x/</a>&#34;onclick='),
        ("mail maya@example.org", "mail maya@example.org"),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(text: str, html: str) -> None:
    assert links(text) == html


def test_british_mobile_is_shown_as_people_read_it() -> None:
    assert shown_address("+447700900123") == "07700 900123"
    assert shown_address("maya@example.org") == "maya@example.org"


def test_faults_are_met_in_order_by_the_calls_they_wait_for() -> None:
    faults = Faults(receipt_delay_s=1)
    faults.order({"next": [{"kind": "500", "on": "lookup"}, {"kind": "429", "count": 2}]})

    met = [faults.take(Calls.SEND), faults.take(Calls.LOOK_UP), faults.take(Calls.SEND), faults.take(Calls.SEND)]

    kinds = [fault.kind if fault else None for fault in met]
    assert kinds == [FaultKind.TOO_MANY, FaultKind.ERROR_500, FaultKind.TOO_MANY, None]


@pytest.mark.parametrize(
    "wish", [{"next": [{}]}, {"next": [{"kind": "x"}]}, {"next": 1}, {"receipts": {"statuses": {"a": "b"}}}, []]
)
def test_order_that_is_not_understood_is_refused(wish: object) -> None:
    with pytest.raises(BadFault):
        Faults(receipt_delay_s=1).order(wish)  # type: ignore[arg-type]


def test_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(BadApiKey):
        ApiKey.parse("short")
