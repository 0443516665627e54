"""From an intent to the provider and its receipt."""

from datetime import datetime, timedelta

import pytest

from tests.integration.messages.world import (
    FORCE,
    NUMBER,
    FakeProvider,
    World,
    an_intent,
    carried,
    message,
    plan,
    state,
)
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem, TimelineEvent
from waypost.messages.models import Attempt, Message, ProviderPause
from waypost.messages.operations import (
    DeliveryReceipt,
    ReceiptEffect,
    deliver,
    plan_messages,
    reconsider_held,
    supersede_messages,
    take_receipt,
)
from waypost.messages.operations.deliver import DeliverReport
from waypost.messages.providers import Doubtful, RefusalKind, Refused
from waypost.messages.values import DeliveryStatus

pytestmark = pytest.mark.django_db


def run(provider: FakeProvider | None, now: datetime) -> DeliverReport:
    return deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def receipt(reference: str, status: DeliveryStatus, now: datetime) -> ReceiptEffect:
    return take_receipt(DeliveryReceipt(reference, "their-id", status, now), now=now)


def test_a_planned_message_reaches_the_provider_and_is_delivered(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)

    run(provider, now)
    receipt(str(planned.message_id), DeliveryStatus.DELIVERED, now)

    (request,) = provider.sent
    assert request.recipient == NUMBER
    assert request.reference == str(planned.message_id)
    assert "Anyshire Police" in request.body
    assert world.document["reference"] in request.body
    assert "/i/" in request.body
    assert state(planned) == "delivered"


def test_the_same_intent_twice_is_one_message(world: World, now: datetime) -> None:
    intent = an_intent(world)

    first = plan_messages([intent], force=FORCE, now=now)
    second = plan_messages([intent], force=FORCE, now=now)

    assert first[0].message_id == second[0].message_id
    with in_force(FORCE):
        assert Message.objects.count() == 1


def test_the_exact_words_are_kept_with_what_they_were_made_of(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)

    run(provider, now)

    with in_force(FORCE):
        attempt = Attempt.objects.get(message_id=planned.message_id)
    assert attempt.body == provider.sent[0].body
    assert attempt.values["reference"] == world.document["reference"]
    assert attempt.template_version == 1
    assert {"name": "contact_can_be_used", "answer": "pass"} in attempt.gates


def test_the_crime_systems_log_learns_once_what_was_sent_without_the_address(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)

    run(provider, now)
    receipt(str(planned.message_id), DeliveryStatus.DELIVERED, now)

    with in_force(FORCE):
        (note,) = OutboxItem.objects.filter(kind="note")
    assert note.payload["person"] == "p1"
    assert "has recorded your report" in note.payload["text"]
    assert "/i/" not in note.payload["text"]


def test_the_timeline_says_once_that_the_victim_was_invited(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    plan(world)
    plan(world, "alloc_officer_assigned")

    run(provider, now)

    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="portal.invited", person_ref="p1").count() == 1


def test_a_message_waits_for_its_time(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world, not_before=now + timedelta(hours=2))

    run(provider, now)
    assert (state(planned), provider.sent) == ("planned", [])

    run(provider, now + timedelta(hours=2))
    assert state(planned) == "handed_over"


def test_a_message_whose_time_has_passed_is_not_sent(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world, expires_at=now + timedelta(hours=1))

    run(provider, now + timedelta(hours=1))

    assert (state(planned), provider.sent) == ("expired: too_late", [])


def test_what_a_run_planned_is_taken_back_when_it_ends(world: World, provider: FakeProvider, now: datetime) -> None:
    intent = an_intent(world, not_before=now + timedelta(hours=1))
    (planned,) = plan_messages([intent], force=FORCE, now=now)

    count = supersede_messages([intent.run_id], force=FORCE, reason="case_closed", now=now)
    run(provider, now + timedelta(hours=2))

    assert (count, state(planned), provider.sent) == (1, "superseded: case_closed", [])


def test_what_has_left_is_not_taken_back(world: World, provider: FakeProvider, now: datetime) -> None:
    intent = an_intent(world)
    (planned,) = plan_messages([intent], force=FORCE, now=now)
    run(provider, now)

    assert supersede_messages([intent.run_id], force=FORCE, reason="case_closed", now=now) == 0
    assert state(planned) == "handed_over"


def test_what_may_not_have_left_is_not_tried_again_after_its_run_has_ended(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    intent = an_intent(world)
    provider.script = [lambda _: Doubtful("ReadTimeout")]
    (planned,) = plan_messages([intent], force=FORCE, now=now)
    run(provider, now)
    assert state(planned).startswith("in_doubt")

    supersede_messages([intent.run_id], force=FORCE, reason="crime.cancelled", now=now)
    for minutes in (5, 10, 15):
        run(provider, now + timedelta(minutes=minutes))

    assert provider.asked
    assert (state(planned), provider.sent) == ("expired: too_late", [])


def test_a_held_message_goes_when_the_record_is_mended(world: World, provider: FakeProvider, now: datetime) -> None:
    broken = world.change(lambda case: case["people"][0]["contact"].update(mobile="unknown", email=None))
    planned = plan(broken)
    assert state(planned) == "held: contact_unusable"

    broken.change(lambda case: case["people"][0]["contact"].update(mobile="07700 900001"))
    reconsider_held([world.case_id], force=FORCE, now=now)
    run(provider, now)

    assert state(planned) == "handed_over"


def test_a_held_message_is_asked_about_again_in_its_own_time(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    broken = world.change(lambda case: case["people"][0]["contact"].update(mobile="unknown", email=None))
    planned = plan(broken)
    broken.change(lambda case: case["people"][0]["contact"].update(mobile="07700 900001"))

    run(provider, now + timedelta(minutes=14))
    assert state(planned) == "held: contact_unusable"

    run(provider, now + timedelta(minutes=15))
    assert state(planned) == "handed_over"


def test_without_a_provider_messages_are_held_with_that_reason(world: World, now: datetime) -> None:
    planned = plan(world)

    run(None, now)

    assert state(planned) == "held: no_provider"


def test_a_refusal_for_good_fails_with_an_owner(world: World, provider: FakeProvider, now: datetime) -> None:
    provider.script = [lambda _: Refused(RefusalKind.MESSAGE, "400")]
    planned = plan(world)

    run(provider, now)
    run(provider, now + timedelta(hours=1))

    assert (state(planned), message(planned).owner) == ("failed: provider_refused", "oic")
    assert provider.sent == []


def test_a_refused_key_holds_the_message_for_whoever_runs_the_system(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Refused(RefusalKind.US, "403")]
    planned = plan(world)

    run(provider, now)

    assert (state(planned), message(planned).owner) == ("held: provider_refuses_us", "system")


def test_too_fast_is_tried_again_after_what_was_asked_for_and_not_before(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Refused(RefusalKind.TOO_FAST, "429", retry_after_s=60)]
    planned = plan(world)
    run(provider, now)

    run(provider, now + timedelta(seconds=59))
    assert provider.sent == []

    run(provider, now + timedelta(seconds=70))
    assert [request.reference for request in provider.sent] == [str(planned.message_id)]


def test_a_pause_that_a_provider_asked_for_holds_for_every_message(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Refused(RefusalKind.TOO_FAST, "429", retry_after_s=60)]
    plan(world)
    run(provider, now)
    plan(world, "out_filed_no_suspect")

    run(provider, now + timedelta(seconds=30))
    assert provider.sent == []
    with in_force(FORCE):
        assert ProviderPause.objects.get().until == now + timedelta(seconds=60)

    run(provider, now + timedelta(seconds=70))
    assert len(provider.sent) == 2
