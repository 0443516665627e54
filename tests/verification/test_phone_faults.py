"""The phone fails as tests order it to, and sends its receipts until they are taken."""

import pytest
import requests
from notifications_python_client.errors import HTTPError

from demo.phone.config import SMS_TEMPLATE_ID
from demo.phone.server import PhoneServer
from tests.verification.clients import NotifyClient, errors_of, notify_client
from tests.verification.receipts import CALLBACK_TOKEN, CallbackServer

NUMBER = "07700 900123"
BODY = {"body": "There is news about the report you made."}


def order(phone: PhoneServer, **wish: object) -> None:
    """Order faults of the phone."""
    requests.post(f"{phone.url}/_faults", json=wish, timeout=5).raise_for_status()


def kept(phone: PhoneServer) -> list[str]:
    """Return the references of all messages that the phone has."""
    messages = requests.get(f"{phone.url}/_messages", timeout=5).json()["messages"]
    return [message["reference"] for message in messages]


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("503", 503), ("429", 429)])
def test_refused_call_keeps_nothing_and_the_next_one_passes(
    client: NotifyClient, phone: PhoneServer, kind: str, status: int
) -> None:
    order(phone, next=[{"kind": kind}])

    with pytest.raises(HTTPError) as refused:
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="first")
    client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="second")

    assert refused.value.status_code == status
    assert kept(phone) == ["second"]


def test_too_many_requests_says_when_to_come_back(client: NotifyClient, phone: PhoneServer) -> None:
    order(phone, next=[{"kind": "429", "retry_after": 7}])

    with pytest.raises(HTTPError) as refused:
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY)

    assert refused.value.response is not None
    assert refused.value.response.headers["Retry-After"] == "7"
    assert errors_of(refused)[0]["error"] == "RateLimitError"


@pytest.mark.parametrize("kind", ["accepted_500", "accepted_reset", "accepted_hang"])
def test_call_that_fails_after_acceptance_has_kept_the_message(phone: PhoneServer, kind: str) -> None:
    client = notify_client(phone, timeout_s=1)
    order(phone, next=[{"kind": kind, "seconds": 3}])

    with pytest.raises(HTTPError):
        client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="in doubt")

    assert kept(phone) == ["in doubt"]
    assert len(client.get_all_notifications(reference="in doubt")["notifications"]) == 1


def test_cut_connection_and_hang_keep_nothing(phone: PhoneServer) -> None:
    client = notify_client(phone, timeout_s=1)
    order(phone, next=[{"kind": "reset"}, {"kind": "hang", "seconds": 3}])

    for _ in range(2):
        with pytest.raises(HTTPError) as failed:
            client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY)
        # The client has no answer to show and says so with a status of its own.
        assert failed.value.response is None

    assert kept(phone) == []


def test_fault_for_look_ups_leaves_sending_alone(client: NotifyClient, phone: PhoneServer) -> None:
    order(phone, next=[{"kind": "500", "on": "lookup"}])

    client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="sent")
    with pytest.raises(HTTPError):
        client.get_all_notifications(reference="sent")

    assert kept(phone) == ["sent"]


def test_message_is_not_found_before_the_look_up_lag_has_passed(client: NotifyClient, phone: PhoneServer) -> None:
    order(phone, lookup_lag_s=3600)

    sent = client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="late")

    assert client.get_all_notifications(reference="late")["notifications"] == []
    with pytest.raises(HTTPError) as unknown:
        client.get_notification_by_id(sent["id"])
    assert unknown.value.status_code == 404


def test_order_with_an_unknown_word_is_refused_whole(phone: PhoneServer) -> None:
    answer = requests.post(f"{phone.url}/_faults", json={"lookup_lag_s": 9, "next": [{"kind": "flood"}]}, timeout=5)

    assert answer.status_code == 400
    assert requests.get(f"{phone.url}/_faults", timeout=5).json()["lookup_lag_s"] == 0


def test_cleared_faults_are_met_no_more(client: NotifyClient, phone: PhoneServer) -> None:
    order(phone, next=[{"kind": "500", "count": 5}])

    requests.delete(f"{phone.url}/_faults", timeout=5).raise_for_status()

    client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="passes")
    assert kept(phone) == ["passes"]


def test_receipt_has_notifys_shape_and_the_bearer_token(client: NotifyClient, callbacks: CallbackServer) -> None:
    sent = client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="told")

    (authorisation, receipt), *_ = callbacks.wait_for(1)

    assert authorisation == f"Bearer {CALLBACK_TOKEN}"
    assert set(receipt) == {
        "id", "reference", "to", "status", "created_at", "completed_at", "sent_at",
        "notification_type", "template_id", "template_version",
    }  # fmt: skip
    assert (receipt["id"], receipt["reference"], receipt["to"]) == (sent["id"], "told", NUMBER)
    assert (receipt["status"], receipt["notification_type"]) == ("delivered", "sms")
    assert client.get_notification_by_id(sent["id"])["status"] == "delivered"


def test_receipt_is_repeated_after_a_server_error_and_not_after_it_was_taken(
    client: NotifyClient, callbacks: CallbackServer
) -> None:
    callbacks.answers += [503, 429]

    client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="first")
    first = callbacks.wait_for(3)
    client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="second")
    received = callbacks.wait_for(4)

    assert [receipt["reference"] for _, receipt in first] == ["first"] * 3
    assert received[3][1]["reference"] == "second"
    assert len({receipt["completed_at"] for _, receipt in first}) == 1


def test_number_that_tests_name_fails_for_good(
    client: NotifyClient, phone: PhoneServer, callbacks: CallbackServer
) -> None:
    order(phone, receipts={"statuses": {"+447700900123": "permanent-failure"}})

    client.send_sms_notification("+44 (0)7700 900-123", SMS_TEMPLATE_ID, BODY)
    client.send_sms_notification("07700 900456", SMS_TEMPLATE_ID, BODY)

    statuses = [receipt["status"] for _, receipt in callbacks.wait_for(2)]
    assert statuses == ["permanent-failure", "delivered"]


def test_no_receipt_comes_while_they_are_off(
    client: NotifyClient, phone: PhoneServer, callbacks: CallbackServer
) -> None:
    order(phone, receipts={"enabled": False})
    silent = client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="silent")
    order(phone, receipts={"enabled": True})

    client.send_sms_notification(NUMBER, SMS_TEMPLATE_ID, BODY, reference="heard")

    assert [receipt["reference"] for _, receipt in callbacks.wait_for(1)] == ["heard"]
    assert client.get_notification_by_id(silent["id"])["status"] == "sending"
