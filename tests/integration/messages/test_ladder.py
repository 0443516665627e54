"""SMS, e-mail, a person: what has not told by one channel is told by the next that the victim may be reached by."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from tests.integration.messages.people import CONFIRMED_FIRST, confirm, items, the_item
from tests.integration.messages.world import FORCE, FakeProvider, World, an_intent, plan
from waypost.base.scope import in_force
from waypost.messages.models import Message
from waypost.messages.operations import DeliveryReceipt, deliver, plan_messages, take_receipt
from waypost.messages.values import Channel, DeliveryStatus, MessageState, Planned
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _providers(settings: Settings) -> None:
    """Set both channels up where nobody listens: the tests carry the messages themselves."""
    settings.NOTIFY_BASE_URL, settings.NOTIFY_TEMPLATE_SMS = "http://127.0.0.1:9", "made-up-template"
    settings.NOTIFY_API_KEY = "demo-6d5c7a3e-0f43-4f0e-9a53-0d9f1f1f8a01-6d5c7a3e-0f43-4f0e-9a53-0d9f1f1f8a02"
    settings.SMTP_URL = "smtp://127.0.0.1:9"


@pytest.fixture
def carriers() -> Mapping[Channel, FakeProvider]:
    return {Channel.SMS: FakeProvider(), Channel.EMAIL: FakeProvider("smtp-with-look-up")}


def run(carriers: Mapping[Channel, FakeProvider], now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carriers)


def told(planned: Planned) -> Mapping[str, str]:
    """Return the state of each channel's message of the same wish."""
    intent = planned.intent
    with in_force(FORCE):
        rows = Message.objects.filter(run_id=intent.run_id, step=intent.step, visit=intent.visit)
        return {row.channel: f"{row.state}: {row.reason}" if row.reason else row.state for row in rows}


def receipt(carrier: FakeProvider, status: DeliveryStatus, now: datetime) -> None:
    take_receipt(DeliveryReceipt(carrier.sent[-1].reference, "their-id", status, now), now=now)


def asked(world: World) -> Sequence[tuple[ItemKind, str]]:
    return [(item.kind, item.reason) for item in items(world)]


def test_a_text_that_cannot_be_delivered_is_followed_by_an_email(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    planned = plan(world)
    run(carriers, now)

    receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)
    run(carriers, now)

    assert told(planned) == {"sms": "failed: permanent_failure", "email": "handed_over"}
    assert len(carriers[Channel.EMAIL].sent) == 1


def test_while_the_email_tells_it_nobody_has_to_call_but_the_number_is_to_be_mended(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    plan(world)
    run(carriers, now)

    receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)

    assert asked(world) == [(ItemKind.MEND, "permanent_failure")]


def test_where_the_email_fails_too_a_person_must_tell_her(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    planned = plan(world)
    run(carriers, now)
    receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)
    run(carriers, now)

    receipt(carriers[Channel.EMAIL], DeliveryStatus.PERMANENT_FAILURE, now)
    run(carriers, now)

    assert told(planned) == {"sms": "failed: permanent_failure", "email": "failed: permanent_failure"}
    assert (ItemKind.CALL, "permanent_failure") in asked(world)
    assert [len(carrier.sent) for carrier in carriers.values()] == [1, 1]


def test_a_channel_that_was_not_agreed_is_no_rung(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    agreed = world.change(lambda case: case["people"][0].update(contact_plan={"channels": ["sms", "portal"]}))
    planned = plan(agreed)
    run(carriers, now)

    receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)

    assert told(planned) == {"sms": "failed: permanent_failure"}
    assert asked(agreed) == [(ItemKind.CALL, "permanent_failure")]


def test_where_both_channels_were_agreed_the_one_that_tells_is_enough(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    agreed = world.change(lambda case: case["people"][0].update(contact_plan={"channels": ["sms", "email", "portal"]}))
    planned = plan_both(agreed)
    run(carriers, now)
    receipt(carriers[Channel.EMAIL], DeliveryStatus.DELIVERED, now)

    receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)

    assert told(planned) == {"sms": "failed: permanent_failure", "email": "delivered"}
    assert asked(agreed) == [(ItemKind.MEND, "permanent_failure")]


def test_a_message_that_waits_when_its_channel_is_refused_goes_by_the_next(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    planned = plan(world, not_before=now + timedelta(hours=1))

    world.change(lambda case: case["people"][0].update(contact_plan={"never": ["sms"]}))
    run(carriers, now + timedelta(hours=1))
    run(carriers, now + timedelta(hours=1))

    assert told(planned) == {"sms": "superseded: next_channel", "email": "handed_over"}
    assert asked(world) == []


def test_what_is_new_for_a_number_that_failed_for_good_goes_by_the_next_channel_at_once(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    plan(world)
    run(carriers, now)
    receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)
    run(carriers, now)

    news = plan_messages([an_intent(world, "alloc_officer_assigned")], force=FORCE, now=now)
    run(carriers, now)

    # Whoever asked for it is told of both, so that the decisions on the case say how it was told.
    assert [one.state for one in news] == [MessageState.SUPERSEDED, MessageState.QUEUED]
    assert told(news[0]) == {"sms": "superseded: next_channel", "email": "handed_over"}
    assert [len(carriers[channel].sent) for channel in (Channel.SMS, Channel.EMAIL)] == [1, 2]


def test_nothing_climbs_to_a_contact_that_is_the_suspects(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    planned = plan(world)
    run(carriers, now)
    suspect = {"id": "p9", "roles": ["suspect"], "kind": "person", "contact": {"email": "amina1@example.org"}}
    world.change(lambda case: case["people"].append(suspect))

    receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)
    run(carriers, now)

    assert told(planned) == {"sms": "failed: permanent_failure"}
    assert carriers[Channel.EMAIL].sent == []


def test_a_text_of_which_nothing_is_heard_is_followed_in_the_last_fifth_of_its_time(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    planned = plan(world, tell_by=now + timedelta(hours=10))
    run(carriers, now)

    run(carriers, now + timedelta(hours=7, minutes=59))
    assert told(planned) == {"sms": "handed_over"}
    run(carriers, now + timedelta(hours=8, minutes=1))
    run(carriers, now + timedelta(hours=8, minutes=1))

    assert told(planned) == {"sms": "handed_over", "email": "handed_over"}


def test_a_next_channel_that_somebody_must_confirm_asks_them_at_once(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    enhanced = world.change(lambda case: case["people"][0].update(enhanced=["vulnerable"]))
    only_phone = enhanced.change(lambda case: case["people"][0]["contact"].update(email=None))
    planned = plan(only_phone, CONFIRMED_FIRST, tell_by=now + timedelta(hours=10))
    confirm(the_item(world), now)
    run(carriers, now)
    only_phone.change(lambda case: case["people"][0]["contact"].update(email="amina1@example.org"))

    for _ in range(2):
        run(carriers, now + timedelta(hours=8, minutes=1))

    assert told(planned)["email"].startswith("awaiting_approval")
    assert asked(world) == [(ItemKind.CONFIRM, "needs_confirmation")]


def test_a_receipt_in_time_ends_the_climb(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    planned = plan(world, tell_by=now + timedelta(hours=10))
    run(carriers, now)
    receipt(carriers[Channel.SMS], DeliveryStatus.DELIVERED, now + timedelta(hours=1))

    run(carriers, now + timedelta(hours=9))

    assert told(planned) == {"sms": "delivered"}


def test_two_failures_reported_twice_climb_once(
    world: World, carriers: Mapping[Channel, FakeProvider], now: datetime
) -> None:
    plan(world)
    run(carriers, now)

    for _ in range(2):
        receipt(carriers[Channel.SMS], DeliveryStatus.PERMANENT_FAILURE, now)
        run(carriers, now)

    assert len(carriers[Channel.EMAIL].sent) == 1


def plan_both(world: World) -> Planned:
    """Plan one wish that goes by both channels; return one of its messages."""
    return plan_messages([an_intent(world)], force=FORCE, now=world.now)[0]
