"""Our SMTP provider: what it says on the line, and which answer is which."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.policy import default
from uuid import uuid4

import pytest
import requests

from demo.phone.server import PhoneServer
from tests.verification.mail_server import HANG_UP, SAY_NOTHING, MailServer, mail_server
from waypost.messages.providers import Accepted, Doubtful, NotSetUp, RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.providers.smtp import SmtpProvider, email_message
from waypost.messages.providers.smtp_settings import LineSecurity, SmtpSettings, read_smtp_url
from waypost.messages.values import Channel, DeliveryStatus

SENDER = "no-reply@anyshire.example.org"
HOW = SmtpSettings("127.0.0.1", 0, LineSecurity.OPEN, "", "", SENDER, timeout_s=0.6)
TAKEN = Accepted("", DeliveryStatus.SENDING)


def a_request(**changes: object) -> SendRequest:
    request = SendRequest(
        str(uuid4()),
        Channel.EMAIL,
        "amina@example.org",
        "There is news.\n\n.A line that begins with a dot.",
        subject="News about 42260000001",
        html="<!doctype html><p>There is news.</p>",
        sender="Anyshire Police",
    )
    return replace(request, **changes)  # type: ignore[arg-type]  # a test names fields


def provider_of(server: MailServer, **changes: object) -> SmtpProvider:
    return SmtpProvider(replace(HOW, port=server.port, **changes))  # type: ignore[arg-type]  # a test names fields


@pytest.fixture
def good() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def test_an_email_arrives_in_the_demos_inbox_in_both_forms(phone: PhoneServer) -> None:
    request = a_request()

    answer = SmtpProvider(replace(HOW, port=phone.mail_port)).send(request)

    (message,) = requests.get(f"{phone.url}/_messages", timeout=5).json()["messages"]
    assert answer == TAKEN
    assert (message["reference"], message["to"]) == (request.reference, "amina@example.org")
    assert (message["subject"], message["sender"]) == (request.subject, f"Anyshire Police <{SENDER}>")
    assert (message["body"], message["html"]) == (request.body, request.html)


def test_what_is_said_on_the_line_has_one_recipient_and_no_way_back(good: MailServer) -> None:
    request = a_request()

    assert provider_of(good).send(request) == TAKEN

    ehlo, mail, rcpt, data, raw = good.heard
    assert ehlo.startswith("ehlo")
    assert (mail.lower(), rcpt.lower(), data) == (f"mail from:<{SENDER}>", "rcpt to:<amina@example.org>", "DATA")
    message = message_from_string(raw, policy=default)
    assert message["Message-ID"] == f"<{request.reference}@anyshire.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert not {"Disposition-Notification-To", "Return-Receipt-To", "Reply-To", "Bcc", "Cc"} & set(message.keys())
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("sender", ["no-reply@anyshire.police.uk", "no-reply@AnyshirePolice.example"])
def test_a_discreet_email_leaves_by_no_address_that_shows_the_police(sender: str) -> None:
    # Nobody listens there: it must not even be tried.
    how = read_smtp_url(f"smtp://127.0.0.1:9?from={sender}", base_url="https://updates.example.org", timeout_s=1)

    assert SmtpProvider(how).send(a_request(sender="")) == Refused(RefusalKind.MESSAGE, "sender_shows_police")
    assert SmtpProvider(how).send(a_request(sender="Anyshire Police")) != Refused(
        RefusalKind.MESSAGE, "sender_shows_police"
    )


def test_a_discreet_email_comes_from_nobody_in_particular() -> None:
    message = email_message(a_request(sender=""), sender="no-reply@updates.example.org")

    assert message["From"] == "Updates <no-reply@updates.example.org>"
    assert "police" not in message.as_string().lower()


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        # Nothing was spoken of yet: the server is not there for anybody.
        ({"connect": HANG_UP}, Refused(RefusalKind.NOT_REACHED, "SMTPServerDisconnected")),
        ({"connect": SAY_NOTHING}, Refused(RefusalKind.NOT_REACHED, "SMTPServerDisconnected")),
        ({"connect": "421 4.3.2 Later"}, Refused(RefusalKind.NOT_REACHED, "421 4.3.2")),
        ({"connect": "554 5.7.1 Not you"}, Refused(RefusalKind.US, "554 5.7.1")),
        ({"EHLO": HANG_UP}, Refused(RefusalKind.NOT_REACHED, "SMTPServerDisconnected")),
        ({"MAIL": "451 4.3.0 Later"}, Refused(RefusalKind.NOT_REACHED, "451 4.3.0")),
        ({"MAIL": "530 5.7.0 Sign in first"}, Refused(RefusalKind.US, "530 5.7.0")),
        ({"MAIL": HANG_UP}, Refused(RefusalKind.NOT_REACHED, "SMTPServerDisconnected")),
        # The recipient.
        ({"RCPT": "550 5.1.1 Unknown"}, Refused(RefusalKind.RECIPIENT, "550 5.1.1")),
        ({"RCPT": "550 Unknown"}, Refused(RefusalKind.RECIPIENT, "550")),
        ({"RCPT": "553 No such name"}, Refused(RefusalKind.RECIPIENT, "553")),
        ({"RCPT": "551 Moved"}, Refused(RefusalKind.RECIPIENT, "551")),
        ({"RCPT": "552 5.2.2 Full"}, Refused(RefusalKind.MESSAGE, "552 5.2.2")),
        ({"RCPT": "550 5.2.1 Closed for now"}, Refused(RefusalKind.MESSAGE, "550 5.2.1")),
        ({"RCPT": "450 4.2.1 Busy"}, Refused(RefusalKind.LATER, "450 4.2.1")),
        ({"RCPT": "451 4.7.1 Greylisted"}, Refused(RefusalKind.LATER, "451 4.7.1")),
        ({"RCPT": "421 4.3.2 Closing"}, Refused(RefusalKind.NOT_REACHED, "421 4.3.2")),
        # It would refuse everybody's.
        ({"RCPT": "554 5.7.1 Relay access denied"}, Refused(RefusalKind.US, "554 5.7.1")),
        ({"RCPT": "530 Sign in first"}, Refused(RefusalKind.US, "530")),
        ({"RCPT": HANG_UP}, Refused(RefusalKind.NOT_REACHED, "SMTPServerDisconnected")),
        # Not a byte of the message has left.
        ({"DATA": "451 4.3.0 Later"}, Refused(RefusalKind.LATER, "451 4.3.0")),
        ({"DATA": "554 5.5.1 No recipients"}, Refused(RefusalKind.MESSAGE, "554 5.5.1")),
        ({"DATA": HANG_UP}, Refused(RefusalKind.NOT_REACHED, "SMTPServerDisconnected")),
        # The message was given: only an answer says what became of it.
        ({"message": "554 5.6.0 Not this one"}, Refused(RefusalKind.MESSAGE, "554 5.6.0")),
        ({"message": "452 4.3.1 Full"}, Refused(RefusalKind.LATER, "452 4.3.1")),
        ({"message": HANG_UP}, Doubtful("SMTPServerDisconnected")),
        ({"message": SAY_NOTHING}, Doubtful("SMTPServerDisconnected")),
        ({"message": "garbage"}, Doubtful("SMTPServerDisconnected")),
    ],
)
def test_only_what_was_certainly_not_taken_is_refused(answers: dict[str, str], answer: SendAnswer) -> None:
    with mail_server(**answers) as server:
        said = provider_of(server).send(a_request())

    assert type(said) is type(answer)
    if isinstance(said, Refused):
        assert said == answer


def test_a_line_that_is_cut_in_the_middle_of_the_message_leaves_a_doubt(good: MailServer) -> None:
    good.cut_message_at = 200

    answer = provider_of(good).send(a_request(body="x" * 5_000_000))

    assert isinstance(answer, Doubtful)


def test_nobody_listening_is_not_reached() -> None:
    with mail_server() as server:
        gone = provider_of(server)

    answer = gone.send(a_request())

    assert answer == Refused(RefusalKind.NOT_REACHED, "ConnectionRefusedError")


def test_a_password_that_is_not_accepted_is_a_matter_for_us() -> None:
    greeting = "250-mail.example.org\r\n250 AUTH PLAIN"
    with mail_server(EHLO=greeting, AUTH="535 5.7.8 No") as server:
        answer = provider_of(server, user="waypost", password="wrong").send(a_request())

    assert answer == Refused(RefusalKind.US, "535 5.7.8")


def test_a_password_is_not_accepted_just_now() -> None:
    greeting = "250-mail.example.org\r\n250 AUTH PLAIN"
    with mail_server(EHLO=greeting, AUTH="454 4.7.0 Later") as server:
        answer = provider_of(server, user="waypost", password="right").send(a_request())

    assert answer == Refused(RefusalKind.NOT_REACHED, "454 4.7.0")


def test_no_word_of_a_message_leaves_where_the_line_is_not_private(good: MailServer) -> None:
    answer = provider_of(good, security=LineSecurity.STARTTLS).send(a_request())

    assert answer == Refused(RefusalKind.US, "no_starttls_or_login")
    assert [one for one in good.heard if one.upper().startswith(("MAIL", "DATA", "AUTH"))] == []


def test_a_server_that_speaks_no_tls_at_all_is_not_reached(good: MailServer) -> None:
    answer = provider_of(good, security=LineSecurity.FROM_THE_START).send(a_request())

    assert isinstance(answer, Refused)
    assert answer.kind is RefusalKind.NOT_REACHED
    assert issubclass(ssl.SSLError, OSError)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "News\r\nBcc: thief@example.org"},
        {"subject": "News\nX"},
        {"sender": "Anyshire\r\nBcc: thief@example.org"},
        {"recipient": "amina@example.org\r\nRCPT TO:<thief@example.org>"},
        {"recipient": "amina@example.org>\r\nDATA"},
        {"recipient": "amina@example.org, thief@example.org"},
        {"recipient": "not an address"},
        {"reference": "x@y>\r\nBcc: thief@example.org"},
    ],
)
def test_nothing_that_is_filled_in_becomes_a_header_or_a_command(changes: dict[str, str], good: MailServer) -> None:
    answer = provider_of(good).send(a_request(**changes))

    assert answer == Refused(RefusalKind.MESSAGE, "bad_header")
    assert good.heard == []


def test_texts_are_not_its_business(good: MailServer) -> None:
    answer = provider_of(good).send(a_request(channel=Channel.SMS))

    assert isinstance(answer, Refused)
    assert answer.kind is RefusalKind.US


def test_it_cannot_be_asked_what_became_of_a_message(good: MailServer) -> None:
    assert provider_of(good).look_up(str(uuid4())) == Doubtful("no_look_up")
    assert good.heard == []


BASE = "https://updates.anyshire.example.org"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "starttls", "", "")),
        ("smtp://mail.example.org:25?starttls=no", ("mail.example.org", 25, "open", "", "")),
        ("smtps://u:p@mail.example.org", ("mail.example.org", 465, "from_the_start", "u", "p")),
        ("smtp://u%40x:p%2Fw@mail.example.org:2525", ("mail.example.org", 2525, "starttls", "u@x", "p/w")),
        ("smtp://localhost:8003", ("localhost", 8003, "open", "", "")),
        ("smtp://127.0.0.1:8003?starttls=yes", ("127.0.0.1", 8003, "starttls", "", "")),
    ],
)
def test_an_address_says_how_to_reach_the_server(url: str, said: tuple[object, ...]) -> None:
    how = read_smtp_url(url, base_url=BASE, timeout_s=60)

    assert (how.host, how.port, how.security, how.user, how.password) == said
    assert how.sender == "no-reply@updates.anyshire.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.org",
        "mail.example.org:25",
        "smtp://",
        "smtp://u:secret@mail.example.org:port",
        "smtp://u:secret@mail.example.org?starttls=no",
        "smtp://mail.example.org?starttls=perhaps",
        "smtp://mail.example.org?tls=no",
        "smtp://mail.example.org?from=nobody",
        "smtp://mail.example.org?from=a@b.example%0d%0aBcc:x@y.example",
    ],
)
def test_an_address_that_cannot_be_right_is_said_without_its_password(url: str) -> None:
    with pytest.raises(NotSetUp) as fault:
        read_smtp_url(url, base_url=BASE, timeout_s=60)

    assert "SMTP_URL" in str(fault.value)
    assert "secret" not in str(fault.value)


def test_a_password_stands_in_no_representation() -> None:
    how = read_smtp_url("smtps://u:secret@mail.example.org", base_url=BASE, timeout_s=60)

    assert "secret" not in repr(how)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost:8000"])
def test_a_sender_is_at_a_name_never_at_a_number(base: str) -> None:
    assert read_smtp_url("smtp://localhost:25", base_url=base, timeout_s=60).sender == "no-reply@localhost"
