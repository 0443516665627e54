"""E-mail services and WhatsApp: who may be reached by them, what their receipts do, and what is presumed without."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.integration.messages.people import items
from tests.integration.messages.world import FORCE, NUMBER, FakeProvider, World, an_intent, message, plan, state
from tests.verification.postmark import basic_auth, bounce, delivery
from tests.verification.whatsapp import SECRET, receipt, signed
from waypost.access.forces import change_force
from waypost.access.provider_keys import keep_provider_keys
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.cases.queries import delivery_facts
from waypost.messages.models import Attempt
from waypost.messages.operations import deliver, plan_messages, take_waiting
from waypost.messages.providers import Doubtful, rate_of
from waypost.messages.providers.set_up import routes_set_up
from waypost.messages.values import Channel, Planned
from waypost.worklist.values import Desk

pytestmark = pytest.mark.django_db
PASSWORD = "postmark:a password for tests"
AGREED_AT = "2026-11-20T09:00:00+00:00"


@pytest.fixture(autouse=True)
def services(settings: Settings) -> None:
    settings.EMAIL_SERVICE, settings.EMAIL_SERVICE_WEBHOOK = "postmark", PASSWORD
    settings.EMAIL_SERVICE_KEYS, settings.EMAIL_SERVICE_FROM = "server_token=a", "no-reply@updates.example.org"
    settings.WHATSAPP_BASE_URL, settings.WHATSAPP_PHONE_NUMBER_ID = "http://127.0.0.1:9/v23.0", "106540352242922"
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_TEMPLATE = "a token", "pass_through"
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = SECRET, "agreed"


@pytest.fixture
def whatsapp() -> FakeProvider:
    return FakeProvider(name="whatsapp", reconcile_after_s=0.0)


@pytest.fixture
def email_service() -> FakeProvider:
    return FakeProvider(name="anymail-receipts", reconcile_after_s=0.0)


def switch_on(world: World) -> None:
    change_force(FORCE, changes={"channels": "whatsapp"}, by=OPERATOR, now=world.now)


def agreed(world: World, *channels: str, **changes: Any) -> World:
    contact = {"mobile": "07700 900001", "email": "amina@example.org", "postcode": "TS5 6AB"}
    contact_plan = {"agreed_at": AGREED_AT, "channels": list(channels), **changes}
    return world.change(lambda case: case["people"][0].update(contact=contact, contact_plan=contact_plan))


def run(now: datetime, **providers: FakeProvider) -> None:
    deliver(FORCE, now_fn=lambda: now, providers={Channel(name): one for name, one in providers.items()})
    take_waiting(FORCE, now=now)


def post(path: str, body: Any, headers: Any) -> int:
    answer = Client().post(f"/api/receipts/{path}", body, content_type="application/json", headers=headers)
    return answer.status_code


def test_whatsapp_is_unknown_until_the_force_has_switched_it_on(world: World) -> None:
    agreed(world, "whatsapp", "sms")

    with in_force(FORCE):
        (facts,) = delivery_facts([world.person_id()], force=FORCE).values()

    assert facts.case.held_items > 0
    assert [message(one).channel for one in plan_messages([an_intent(world)], force=FORCE, now=world.now)] == ["sms"]


def test_a_plan_that_names_it_is_told_by_whatsapp_in_the_words_of_the_text(
    world: World, whatsapp: FakeProvider, provider: FakeProvider, now: datetime
) -> None:
    switch_on(world)
    planned = plan_messages([an_intent(agreed(world, "whatsapp", "sms"))], force=FORCE, now=now)

    run(now, whatsapp=whatsapp, sms=provider)

    assert [(message(one).channel, state(one)) for one in planned] == [
        ("sms", "handed_over"),
        ("whatsapp", "handed_over"),
    ]
    (by_whatsapp,), (by_text,) = whatsapp.sent, provider.sent
    assert (by_whatsapp.recipient, by_whatsapp.body) == (NUMBER, by_text.body)
    assert by_whatsapp.sender == "Anyshire Police"


@pytest.mark.parametrize(("channels", "never"), [(["sms", "email"], []), (["whatsapp"], ["sms"])])
def test_it_is_never_a_default_and_goes_to_no_phone_that_must_not_be_texted(
    channels: list[str], never: list[str], world: World, whatsapp: FakeProvider, now: datetime
) -> None:
    switch_on(world)
    plan_messages([an_intent(agreed(world, *channels, never=never))], force=FORCE, now=now)

    run(now, whatsapp=whatsapp)

    assert whatsapp.sent == []


def test_what_was_planned_is_held_when_the_force_switches_it_off(
    world: World, whatsapp: FakeProvider, now: datetime
) -> None:
    switch_on(world)
    planned = plan(agreed(world, "whatsapp"))
    change_force(FORCE, changes={"channels": ""}, by=OPERATOR, now=now)

    run(now, whatsapp=whatsapp)

    assert (state(planned), whatsapp.sent) == ("held: channel_not_agreed", [])


def test_a_doubt_about_whatsapp_goes_to_a_person_and_never_again(
    world: World, whatsapp: FakeProvider, now: datetime
) -> None:
    switch_on(world)
    whatsapp.script = [lambda _: Doubtful("ReadTimeoutError")]
    planned = plan(agreed(world, "whatsapp"))

    for hours in (0, 1, 24, 24 * 8):
        run(now + timedelta(hours=hours), whatsapp=whatsapp)

    assert state(planned) == "failed: cannot_ask_provider"
    assert (whatsapp.sent, whatsapp.asked) == ([], [])


def test_a_number_without_whatsapp_still_takes_texts(
    world: World, whatsapp: FakeProvider, provider: FakeProvider, now: datetime
) -> None:
    switch_on(world)
    planned = plan(agreed(world, "whatsapp"))
    run(now, whatsapp=whatsapp)
    failed = {"status": "failed", "id": "wamid.1", "timestamp": "1795176000", "errors": [{"code": 131026}]}
    body, signature = signed(receipt({**failed, "biz_opaque_callback_data": str(planned.message_id)}))

    assert post("whatsapp", body, {"X-Hub-Signature-256": signature}) == 200
    run(now, whatsapp=whatsapp)
    text = plan(agreed(world, "sms"), "alloc_officer_assigned")
    run(now, sms=provider)

    assert state(planned) == "failed: permanent_failure"
    assert state(text) == "handed_over"


def test_whatsapp_is_known_by_its_signature_and_asks_who_we_are() -> None:
    body, _ = signed(receipt())
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    door = "/api/receipts/whatsapp"

    answer = Client().get(door, {**asked, "hub.verify_token": "agreed"})

    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert Client().get(door, {**asked, "hub.verify_token": "guessed"}).status_code == 403
    assert post("whatsapp", body, {"X-Hub-Signature-256": "sha256=0"}) == 401
    garbage, signature = b"{", signed(receipt())[1]
    assert post("whatsapp", garbage, {"X-Hub-Signature-256": signature}) == 401


def told(world: World, email_service: FakeProvider, now: datetime, *events: dict[str, Any]) -> Planned:
    """Return a message that the e-mail service has carried, and told of."""
    planned = plan(agreed(world, "email"))
    run(now, email=email_service)
    for event in events:
        event["Metadata"] = {"waypost_reference": str(planned.message_id)}
        assert post("anymail/postmark/", event, basic_auth(PASSWORD)) == 200
    run(now, email=email_service)
    return planned


def test_what_the_service_delivers_is_delivered_and_nothing_is_inferred(
    world: World, email_service: FakeProvider, now: datetime
) -> None:
    planned = told(world, email_service, now, delivery(""))

    assert (state(planned), message(planned).is_inferred) == ("delivered", False)


def test_what_comes_back_for_good_fails(world: World, email_service: FakeProvider, now: datetime) -> None:
    assert state(told(world, email_service, now, bounce(""))) == "failed: permanent_failure"


def test_a_complaint_asks_the_officer_and_changes_nothing_else(
    world: World, email_service: FakeProvider, now: datetime
) -> None:
    planned = told(world, email_service, now, delivery(""), bounce("", "SpamComplaint"), bounce("", "SpamComplaint"))

    (item,) = items(world)
    assert (item.desk, item.reason, item.person_ref) == (Desk.OIC, "email_complaint", "p1")
    assert state(planned) == "delivered"
    with in_force(FORCE):
        (facts,) = delivery_facts([world.person_id()], force=FORCE).values()
    assert facts.opt_outs == ()


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("anymail/postmark/", delivery("not-ours"), basic_auth(PASSWORD), 200),
        ("anymail/postmark/", delivery("x" * 46), basic_auth(PASSWORD), 200),
        ("anymail/postmark/", delivery("not-ours"), basic_auth("postmark:guessed"), 401),
        ("anymail/postmark/", delivery("not-ours"), {}, 401),
        ("anymail/mailgun/", delivery("not-ours"), basic_auth(PASSWORD), 404),
        ("anymail/postmark/", "{", basic_auth(PASSWORD), 400),
        ("anymail/postmark/", "[]", basic_auth(PASSWORD), 400),
    ],
)
def test_only_the_service_that_is_set_up_is_listened_to(path: str, body: Any, headers: Any, status: int) -> None:
    assert post(path, body, headers) == status


def test_without_a_password_nobody_is_the_service(settings: Settings) -> None:
    settings.EMAIL_SERVICE_WEBHOOK = ""

    assert post("anymail/postmark/", delivery("x"), {}) == 404


def test_where_receipts_come_none_means_that_a_person_must_look(
    world: World, email_service: FakeProvider, now: datetime
) -> None:
    planned = plan(agreed(world, "email"))
    run(now, email=email_service)

    run(now + timedelta(hours=25), email=email_service)
    after_a_day = state(planned)
    run(now + timedelta(days=8), email=email_service)

    assert (after_a_day, state(planned)) == ("handed_over", "failed: no_receipt")


def test_where_none_come_a_day_without_word_counts_as_delivered(world: World, now: datetime) -> None:
    mute = FakeProvider(name="anymail", reconcile_after_s=0.0)
    planned = plan(agreed(world, "email"))
    run(now, email=mute)

    run(now + timedelta(hours=25), email=mute)

    assert (state(planned), message(planned).is_inferred) == ("delivered", True)


def test_who_carries_email_is_the_forces_choice(settings: Settings) -> None:
    settings.NOTIFY_TEMPLATE_EMAIL = "5f0c9d56-1d52-4a6b-8c3d-0d9f0a7f1a02"
    assert names() == ["smtp"]

    keep_provider_keys(FORCE, keys={"providers_email": "notify,anymail"})
    assert names() == ["notify-email", "anymail-receipts"]
    by_notify, texts = routes_set_up(FORCE)[Channel.EMAIL][0], routes_set_up(FORCE)[Channel.SMS][0]
    # Notify counts the calls of all channels together.
    assert rate_of(by_notify) == rate_of(texts) is not None

    keep_provider_keys(
        FORCE, keys={"providers_email": "", "email_service": "mailgun", "email_service_keys": "api_key=k"}
    )
    settings.SMTP_URL = settings.NOTIFY_TEMPLATE_EMAIL = ""
    # Of a service of the force's own no receipts are taken.
    assert names() == ["anymail"]


def names() -> list[str]:
    return [one.name for one in routes_set_up(FORCE).get(Channel.EMAIL, ())]


def test_attempts_keep_who_carried_them(world: World, email_service: FakeProvider, now: datetime) -> None:
    told(world, email_service, now)

    with in_force(FORCE):
        assert [one.provider for one in Attempt.objects.all()] == ["anymail-receipts"]
