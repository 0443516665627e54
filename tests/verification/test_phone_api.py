"""
GOV.UK Notify's own Python client, run against the demo's phone.

What is expected here is what the public documentation of the API shows, so that a sender which works with the
phone works with the real service.
"""

import time
from uuid import UUID, uuid4

import jwt
import pytest
import requests
from notifications_python_client.errors import HTTPError

from demo.phone.config import (
    DEMO_API_KEY,
    EMAIL_TEMPLATE_ID,
    LETTER_TEMPLATE_ID,
    SMS_TEMPLATE_ID,
    ApiKey,
    PhoneConfig,
)
from demo.phone.server import PhoneServer
from tests.verification.clients import NotifyClient, errors_of, notify_client

NUMBER = "07700 900123"
BODY = {"body": "There is news about the report you made."}
ADDRESS = {"address_line_1": "Maya Ferris", "address_line_2": "14 Chapel Row", "address_line_3": "AN1 4QT"}


def test_text_message_is_accepted_and_answered_in_notifys_shape(client: NotifyClient, phone: PhoneServer) -> None:
    reference = str(uuid4())

    answer = client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference=reference)

    assert UUID(answer["id"]).version == 4
    assert answer["reference"] == reference
    assert answer["content"] == {"body": BODY["body"], "from_number": "Anyshire"}
    assert answer["uri"] == f"{phone.url}/v2/notifications/{answer['id']}"
    assert answer["template"]["id"] == SMS_TEMPLATE_ID
    assert answer["template"]["version"] == 1
    assert answer["scheduled_for"] is None


def test_email_is_accepted_with_subject_and_body(client: NotifyClient) -> None:
    personalisation = {"subject": "Your report", "body": "Hello"}

    answer = client.send_email_notification("maya@example.org", EMAIL_TEMPLATE_ID, personalisation)

    assert answer["content"]["subject"] == "Your report"
    assert answer["content"]["body"] == "Hello"
    assert answer["reference"] is None


def test_letter_is_accepted_and_shows_its_address(client: NotifyClient) -> None:
    answer = client.send_letter_notification(LETTER_TEMPLATE_ID, {**BODY, **ADDRESS}, reference="letter-1")

    shown = client.get_notification_by_id(answer["id"])

    assert answer["content"]["body"] == BODY["body"]
    assert (shown["line_1"], shown["line_2"], shown["postcode"]) == ("Maya Ferris", "14 Chapel Row", "AN1 4QT")
    assert shown["status"] in {"accepted", "received"}


def test_one_message_is_looked_up_by_id(client: NotifyClient) -> None:
    sent = client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="one")

    shown = client.get_notification_by_id(sent["id"])

    assert shown["id"] == sent["id"]
    assert shown["reference"] == "one"
    assert shown["phone_number"] == NUMBER
    assert shown["email_address"] is None
    assert shown["type"] == "sms"
    assert shown["body"] == BODY["body"]
    assert shown["created_at"].endswith("Z")


def test_messages_are_looked_up_by_reference(client: NotifyClient) -> None:
    for reference in ("first", "second"):
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference=reference)

    found = client.get_all_notifications(reference="second")
    nothing = client.get_all_notifications(reference="third")

    assert [one["reference"] for one in found["notifications"]] == ["second"]
    assert nothing["notifications"] == []
    assert "next" not in nothing["links"]


def test_same_reference_twice_is_two_messages_as_with_notify(client: NotifyClient) -> None:
    for _ in range(2):
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="twice")

    assert len(client.get_all_notifications(reference="twice")["notifications"]) == 2


def test_look_up_is_limited_by_kind_and_by_age(client: NotifyClient) -> None:
    texts = [client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY)["id"] for _ in range(3)]
    client.send_email_notification("maya@example.org", EMAIL_TEMPLATE_ID, {"subject": "s", "body": "b"})

    found = client.get_all_notifications(template_type="sms", older_than=texts[2])["notifications"]

    assert [one["id"] for one in found] == [texts[1], texts[0]]


def test_clients_iterator_walks_all_pages_to_the_end(client: NotifyClient) -> None:
    for _ in range(3):
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="walk")

    assert len(list(client.get_all_notifications_iterator(reference="walk"))) == 3


def test_messages_are_kept_over_a_restart(phone_config: PhoneConfig) -> None:
    with PhoneServer(phone_config, port=0) as phone:
        client = notify_client(phone)
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="kept")

    with PhoneServer(phone_config, port=0) as phone:
        client = notify_client(phone)
        found = client.get_all_notifications(reference="kept")["notifications"]

    assert len(found) == 1


REFUSED = [
    ("+44 7700", SMS_TEMPLATE_ID, BODY, "ValidationError", "phone_number Not enough digits"),
    ("07700 9001234567", SMS_TEMPLATE_ID, BODY, "ValidationError", "phone_number Too many digits"),
    ("0770o 900123", SMS_TEMPLATE_ID, BODY, "ValidationError", "phone_number Must not contain letters or symbols"),
    ("020 7946 0000", SMS_TEMPLATE_ID, BODY, "ValidationError", "phone_number Not a UK mobile number"),
    (NUMBER, "not-an-id", BODY, "ValidationError", "template_id is not a valid UUID"),
    (NUMBER, str(uuid4()), BODY, "BadRequestError", "Template not found"),
    (NUMBER, SMS_TEMPLATE_ID, {"text": "?"}, "BadRequestError", "Missing personalisation: body"),
    (NUMBER, SMS_TEMPLATE_ID, {"body": " "}, "BadRequestError", "Your message is empty."),
    (NUMBER, EMAIL_TEMPLATE_ID, BODY, "BadRequestError", "email template is not suitable for sms notification"),
]


@pytest.mark.parametrize(("number", "template", "personalisation", "error", "message"), REFUSED)
def test_bad_text_message_is_refused_in_notifys_words(
    client: NotifyClient,
    number: str,
    template: str,
    personalisation: dict[str, str],
    error: str,
    message: str,
) -> None:
    with pytest.raises(HTTPError) as refused:
        client.send_sms_notification(number, template, personalisation)

    assert refused.value.status_code == 400
    assert errors_of(refused) == [{"error": error, "message": message}]


def test_text_message_of_more_than_four_parts_is_refused(client: NotifyClient) -> None:
    with pytest.raises(HTTPError) as refused:
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, {"body": "x" * 919})

    assert refused.value.status_code == 400
    assert "cannot be longer than 918 characters" in errors_of(refused)[0]["message"]


def test_unknown_id_is_not_found_and_a_bad_one_is_refused(client: NotifyClient) -> None:
    with pytest.raises(HTTPError) as unknown:
        client.get_notification_by_id(str(uuid4()))
    with pytest.raises(HTTPError) as bad:
        client.get_notification_by_id("123")

    assert (unknown.value.status_code, errors_of(unknown)[0]["error"]) == (404, "NoResultFound")
    assert (bad.value.status_code, errors_of(bad)[0]["error"]) == (400, "ValidationError")


def test_unknown_status_in_a_look_up_is_refused(client: NotifyClient) -> None:
    with pytest.raises(HTTPError) as refused:
        client.get_all_notifications(status="elephant")

    assert refused.value.status_code == 400
    assert errors_of(refused)[0]["message"].startswith("status elephant is not one of [")


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (f"other-{uuid4()}-{DEMO_API_KEY[-36:]}", "Invalid token: service not found"),
        (f"{DEMO_API_KEY[:-36]}{uuid4()}", "Invalid token: API key not found"),
    ],
)
def test_wrong_key_is_refused(phone: PhoneServer, key: str, message: str) -> None:
    with pytest.raises(HTTPError) as refused:
        notify_client(phone, key=key).get_all_notifications()

    assert refused.value.status_code == 403
    assert errors_of(refused) == [{"error": "AuthError", "message": message}]


@pytest.mark.parametrize("seconds", [-60, 60])
def test_token_from_a_clock_that_is_a_minute_off_is_refused(phone: PhoneServer, seconds: int) -> None:
    key = ApiKey.parse(DEMO_API_KEY)
    token = jwt.encode({"iss": key.service_id, "iat": int(time.time()) + seconds}, key.secret, algorithm="HS256")

    answer = requests.get(f"{phone.url}/v2/notifications", headers={"Authorization": f"Bearer {token}"}, timeout=5)

    assert answer.status_code == 403
    message = "Error: Your system clock must be accurate to within 30 seconds"
    assert answer.json()["errors"] == [{"error": "AuthError", "message": message}]


def test_call_without_a_token_is_refused(phone: PhoneServer) -> None:
    answer = requests.post(f"{phone.url}/v2/notifications/sms", json={}, timeout=5)

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["error"] == "AuthError"


def test_template_is_shown_with_what_it_needs(client: NotifyClient) -> None:
    template = client.get_template(EMAIL_TEMPLATE_ID)

    assert template["type"] == "email"
    assert template["personalisation"] == {"subject": {"required": True}, "body": {"required": True}}
