"""The demo's mail server, against Python's own SMTP client."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import requests

from demo.phone.server import PhoneServer

SENDER, MAYA = "no-reply@anyshire.example.org", "Maya.Ferris@example.org"


@pytest.fixture
def server(phone: PhoneServer) -> Iterator[smtplib.SMTP]:
    client = smtplib.SMTP("127.0.0.1", phone.mail_port, timeout=5)
    yield client
    client.close()


def an_email(text: str = "Plain words.", html: str = "<p>Words <b>in HTML</b>.</p>", **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": SENDER, "To": MAYA, "Subject": "There is news", **headers}.items():
        message[name] = value
    message.set_content(f"{text}\n")
    message.add_alternative(f"{html}\n", subtype="html")
    return message


def kept(phone: PhoneServer) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = requests.get(f"{phone.url}/_messages", timeout=5).json()["messages"]
    return messages


def order(phone: PhoneServer, **wish: Any) -> None:
    requests.post(f"{phone.url}/_faults", json=wish, timeout=5).raise_for_status()


def test_an_email_is_kept_with_all_that_can_be_looked_at(server: smtplib.SMTP, phone: PhoneServer) -> None:
    server.send_message(an_email(**{"Message-ID": "<abc-1@example.org>", "From": f"Anyshire Police <{SENDER}>"}))

    (message,) = kept(phone)
    assert (message["reference"], message["channel"], message["status"]) == ("abc-1", "email", "delivered")
    assert (message["to"], message["address"]) == (MAYA, MAYA.lower())
    assert (message["subject"], message["sender"]) == ("There is news", f"Anyshire Police <{SENDER}>")
    assert (message["body"], message["html"]) == ("Plain words.", "<p>Words <b>in HTML</b>.</p>")


def test_letters_of_all_scripts_arrive(server: smtplib.SMTP, phone: PhoneServer) -> None:
    text = "Diolch, Siân.\n.a line that begins with a dot"

    server.send_message(an_email(text, Subject="Wŷl \N{EM DASH} Ольга"))

    (found,) = kept(phone)
    assert found["subject"] == "Wŷl \N{EM DASH} Ольга"
    assert found["body"] == text


def test_what_came_by_mail_is_not_in_notifys_look_up(server: smtplib.SMTP, phone: PhoneServer, client: Any) -> None:
    server.send_message(an_email(**{"Message-ID": "<abc-1@example.org>"}))

    assert client.get_all_notifications(reference="abc-1")["notifications"] == []


@pytest.mark.parametrize(("kind", "code"), [("550", 550), ("450", 450)])
def test_a_recipient_is_refused_when_a_test_says_so(
    kind: str, code: int, server: smtplib.SMTP, phone: PhoneServer
) -> None:
    order(phone, next=[{"kind": kind, "on": "smtp"}])

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        server.send_message(an_email())

    assert [answer[0] for answer in refused.value.recipients.values()] == [code]
    assert kept(phone) == []


def test_an_address_that_tests_name_does_not_exist(server: smtplib.SMTP, phone: PhoneServer) -> None:
    order(phone, receipts={"statuses": {MAYA.lower(): "permanent-failure"}})

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.send_message(an_email())


@pytest.mark.parametrize(("kind", "count"), [("reset", 0), ("accepted_reset", 1)])
def test_a_line_can_be_cut_after_the_message_was_given(
    kind: str, count: int, server: smtplib.SMTP, phone: PhoneServer
) -> None:
    order(phone, next=[{"kind": kind, "on": "smtp"}])

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        server.send_message(an_email())

    assert len(kept(phone)) == count


def test_the_html_of_an_email_can_do_nothing(server: smtplib.SMTP, phone: PhoneServer) -> None:
    server.send_message(an_email(html="<script>alert(1)</script><img src=https://example.org/x.png>"))

    shown = requests.get(f"{phone.url}/email/html/{kept(phone)[0]['id']}", timeout=5)
    page = requests.get(f"{phone.url}/email/{MAYA.lower()}", timeout=5)

    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "allow-scripts" not in policy + page.text
    assert "<script>" not in page.text
