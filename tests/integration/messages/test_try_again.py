"""What is tried again, asked about, or given up: refusals, doubts and failures."""

from datetime import datetime, timedelta

import pytest

from tests.integration.messages.world import FORCE, NUMBER, FakeProvider, World, carried, message, plan, state
from waypost.base.scope import in_force
from waypost.cases.models import TimelineEvent
from waypost.messages.gates import GATES
from waypost.messages.models import Attempt, Message, Receipt
from waypost.messages.operations import (
    DeliveryReceipt,
    ReceiptEffect,
    deliver,
    take_receipt,
)
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.operations.deliver import DeliverReport
from waypost.messages.operations.record import Recording, record
from waypost.messages.pace import MOST_TRIES_IN_VAIN, Pace
from waypost.messages.providers import Doubtful, RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.values import Channel, DeliveryStatus, MessageState

pytestmark = pytest.mark.django_db


def run(provider: FakeProvider | None, now: datetime) -> DeliverReport:
    return deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def receipt(reference: str, status: DeliveryStatus, now: datetime) -> ReceiptEffect:
    return take_receipt(DeliveryReceipt(reference, "their-id", status, now), now=now)


def took_but_fell_silent(provider: FakeProvider) -> None:
    def answer(request: SendRequest) -> SendAnswer:
        provider.take(request)
        return Doubtful("500")

    provider.script = [answer]


def test_an_accepted_message_whose_answer_was_lost_is_found_by_reference(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    took_but_fell_silent(provider)
    planned = plan(world)
    run(provider, now)
    assert state(planned) == "in_doubt"

    run(provider, now + timedelta(seconds=121))

    assert state(planned) == "handed_over"
    assert len(provider.sent) == 1


def test_nobody_is_asked_before_the_look_up_can_know(world: World, provider: FakeProvider, now: datetime) -> None:
    took_but_fell_silent(provider)
    plan(world)
    run(provider, now)

    run(provider, now + timedelta(seconds=119))

    assert provider.asked == []


def test_a_message_that_never_arrived_goes_again_under_the_same_reference(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Doubtful("ReadTimeout")]
    planned = plan(world)
    run(provider, now)

    run(provider, now + timedelta(seconds=121))

    assert [request.reference for request in provider.sent] == [str(planned.message_id)]
    with in_force(FORCE):
        attempt = Attempt.objects.get(message_id=planned.message_id)
    assert (attempt.number, attempt.tries, state(planned)) == (1, 2, "handed_over")


def test_what_never_arrives_is_tried_later_and_later_and_then_told_another_way(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    calls: list[str] = []

    def in_vain(request: SendRequest) -> SendAnswer:
        calls.append(request.reference)
        return Doubtful("500")

    provider.script = [in_vain] * 20
    planned = plan(world)

    for looks in range(3):
        run(provider, now + timedelta(seconds=121 * looks))
    assert len(calls) == 2, "the third call does not follow at once"
    for minutes in range(10, 300, 20):
        run(provider, now + timedelta(minutes=minutes))
        run(provider, now + timedelta(minutes=minutes + 16))

    assert len(calls) == MOST_TRIES_IN_VAIN
    assert state(planned) == "failed: too_many_failures"


def test_a_doubt_that_the_provider_has_forgotten_goes_to_a_person_and_never_again_by_itself(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    took_but_fell_silent(provider)
    planned = plan(world)
    run(provider, now)

    provider.sent.clear()
    run(provider, now + timedelta(days=8))

    assert (state(planned), message(planned).owner) == ("failed: cannot_ask_provider", "system")
    assert provider.sent == []


def test_a_doubt_that_nobody_can_be_asked_about_any_more_goes_to_a_person(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), now))

    run(None, now + timedelta(days=6))
    assert state(planned) == "in_doubt"

    run(None, now + timedelta(days=8))
    assert state(planned) == "failed: cannot_ask_provider"


def test_a_new_number_is_used_when_a_message_goes_again(world: World, provider: FakeProvider, now: datetime) -> None:
    provider.script = [lambda _: Doubtful("ReadTimeout")]
    plan(world)
    run(provider, now)
    world.change(lambda case: case["people"][0]["contact"].update(mobile="07700 900007"))

    run(provider, now + timedelta(seconds=121))

    assert [request.recipient for request in provider.sent] == ["+447700900007"]


def test_a_permanent_failure_is_named_owned_and_told_to_the_timeline(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)

    receipt(str(planned.message_id), DeliveryStatus.PERMANENT_FAILURE, now)

    assert (state(planned), message(planned).owner) == ("failed: permanent_failure", "oic")
    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="delivery.failed_permanent", person_ref="p1").count() == 1


def test_nothing_goes_to_a_number_that_failed_for_good(world: World, provider: FakeProvider, now: datetime) -> None:
    no_email = world.change(lambda case: case["people"][0]["contact"].pop("email"))
    planned = plan(no_email)
    run(provider, now)
    receipt(str(planned.message_id), DeliveryStatus.PERMANENT_FAILURE, now)

    assert state(plan(no_email, "out_filed_no_suspect")) == "held: contact_unusable"


def test_a_failure_that_may_pass_makes_a_second_attempt_with_a_name_of_its_own(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)
    receipt(str(planned.message_id), DeliveryStatus.TECHNICAL_FAILURE, now)

    run(provider, now + timedelta(minutes=5))

    references = [request.reference for request in provider.sent]
    assert references == [str(planned.message_id), f"{planned.message_id}-2"]


def test_a_failure_told_twice_does_not_keep_the_second_attempt_from_going(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)

    for _ in range(2):
        receipt(str(planned.message_id), DeliveryStatus.TEMPORARY_FAILURE, now)
    assert state(planned) == "queued"

    run(provider, now + timedelta(hours=1))
    assert [request.reference for request in provider.sent] == [
        str(planned.message_id),
        f"{planned.message_id}-2",
    ]


@pytest.mark.parametrize("told", ["of the first attempt", "of the second attempt"])
def test_a_failure_told_during_the_second_attempt_does_not_pass_for_its_answer(
    told: str, world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)
    first = str(planned.message_id)
    receipt(first, DeliveryStatus.TEMPORARY_FAILURE, now)
    later = now + timedelta(hours=1)

    (lease,) = claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), later)).leases
    receipt(first if told == "of the first attempt" else f"{first}-2", DeliveryStatus.TEMPORARY_FAILURE, later)
    record([(lease, provider.send(lease.request))], Recording(FORCE, provider, later))
    run(provider, later + timedelta(hours=1))

    # The second attempt goes once; a third only where the second was given up.
    assert len(provider.sent) == (2 if told == "of the first attempt" else 3)
    assert state(planned) == "handed_over"


def test_a_refusal_counts_though_an_older_failure_is_told_again_meanwhile(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)
    receipt(str(planned.message_id), DeliveryStatus.TEMPORARY_FAILURE, now)
    later = now + timedelta(hours=1)

    (lease,) = claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), later)).leases
    receipt(str(planned.message_id), DeliveryStatus.TEMPORARY_FAILURE, later)
    record([(lease, Refused(RefusalKind.MESSAGE, "400"))], Recording(FORCE, provider, later))

    assert (state(planned), message(planned).owner) == ("failed: provider_refused", "oic")


def test_after_three_attempts_a_person_must_tell_the_victim(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    for number in range(3):
        moment = now + timedelta(minutes=6 * number)
        run(provider, moment)
        receipt(provider.sent[-1].reference, DeliveryStatus.TECHNICAL_FAILURE, moment)

    run(provider, now + timedelta(hours=3))

    assert (len(provider.sent), state(planned)) == (3, "failed: too_many_failures")


def test_receipts_that_come_late_twice_or_in_the_wrong_order_change_nothing_back(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)
    reference = str(planned.message_id)

    effects = [
        receipt(reference, status, now)
        for status in (
            DeliveryStatus.DELIVERED,
            DeliveryStatus.DELIVERED,
            DeliveryStatus.SENDING,
            DeliveryStatus.PERMANENT_FAILURE,
        )
    ]

    assert effects == [ReceiptEffect.NEWS, *[ReceiptEffect.KNOWN] * 3]
    assert state(planned) == "delivered"
    with in_force(FORCE):
        kept = list(Receipt.objects.order_by("id").values_list("status", "was_news"))
    assert kept == [("delivered", True), ("sending", False), ("permanent-failure", False)]


def test_a_receipt_that_overtakes_our_record_ends_the_doubt(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    took_but_fell_silent(provider)
    planned = plan(world)
    run(provider, now)

    receipt(str(planned.message_id), DeliveryStatus.DELIVERED, now)
    run(provider, now + timedelta(seconds=121))

    assert (state(planned), len(provider.sent)) == ("delivered", 1)


def test_a_receipt_for_what_was_taken_back_into_the_queue_keeps_it_from_going_twice(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Refused(RefusalKind.NOT_REACHED, "reset")]
    planned = plan(world)
    run(provider, now)
    assert state(planned) == "queued"

    receipt(str(planned.message_id), DeliveryStatus.DELIVERED, now)
    run(provider, now + timedelta(hours=1))

    assert (state(planned), provider.sent) == ("delivered", [])


def test_a_receipt_about_nothing_of_ours_changes_nothing(world: World, now: datetime) -> None:
    assert receipt("somebody-elses", DeliveryStatus.DELIVERED, now) is ReceiptEffect.UNKNOWN_REFERENCE


def test_a_receipt_that_never_comes_is_asked_for(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world)
    run(provider, now)
    provider.statuses[str(planned.message_id)] = DeliveryStatus.DELIVERED

    run(provider, now + timedelta(hours=6))

    assert state(planned) == "delivered"


def test_what_nobody_hears_of_for_a_week_goes_to_the_officer(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(provider, now)

    for day in range(1, 10):
        run(provider, now + timedelta(days=day))

    assert (state(planned), message(planned).owner) == ("failed: no_receipt", "oic")
    assert len(provider.sent) == 1


def test_a_lease_that_ran_out_is_in_doubt_and_never_simply_sent_again(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    with in_force(FORCE):
        Message.objects.filter(id=planned.message_id).update(state=MessageState.LEASED, lease_token=1, due_at=now)
        Attempt.objects.create(
            reference=str(planned.message_id), force=FORCE, message_id=planned.message_id, number=1,
            provider="notify", recipient=NUMBER, template_version=1, body="x", body_digest="", lease_token=1,
            leased_at=now,
        )  # fmt: skip

    run(provider, now)
    assert (state(planned), provider.sent) == ("in_doubt", [])

    run(provider, now + timedelta(seconds=121))
    assert provider.asked == [str(planned.message_id)]
    assert state(planned) == "handed_over"
