"""From an intent to the provider and its receipt."""

from datetime import datetime, timedelta

import pytest

from tests.integration.messages.world import FORCE, NUMBER, FakeProvider, World, an_intent, message, plan, state
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem, TimelineEvent
from waypost.messages.gates import GATES
from waypost.messages.models import Attempt, Message, ProviderPause, Receipt
from waypost.messages.operations import (
    DeliveryReceipt,
    ReceiptEffect,
    deliver,
    plan_messages,
    reconsider_held,
    supersede_messages,
    take_receipt,
)
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.operations.deliver import DeliverReport
from waypost.messages.operations.record import Recording, record
from waypost.messages.pace import Pace
from waypost.messages.providers import Doubtful, RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.values import DeliveryStatus, MessageState

pytestmark = pytest.mark.django_db


def run(provider: FakeProvider | None, now: datetime) -> DeliverReport:
    return deliver(FORCE, now_fn=lambda: now, provider=provider)


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
    broken = world.change(lambda case: case["people"][0]["contact"].update(mobile="unknown"))
    planned = plan(broken)
    assert state(planned) == "held: contact_unusable"

    broken.change(lambda case: case["people"][0]["contact"].update(mobile="07700 900001"))
    reconsider_held([world.case_id], force=FORCE, now=now)
    run(provider, now)

    assert state(planned) == "handed_over"


def test_a_held_message_is_asked_about_again_in_its_own_time(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    broken = world.change(lambda case: case["people"][0]["contact"].update(mobile="unknown"))
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
    claim(Batch(FORCE, provider, GATES, Pace(), now))

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
    planned = plan(world)
    run(provider, now)
    receipt(str(planned.message_id), DeliveryStatus.PERMANENT_FAILURE, now)

    assert state(plan(world, "out_filed_no_suspect")) == "held: contact_unusable"


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

    (lease,) = claim(Batch(FORCE, provider, GATES, Pace(), later)).leases
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

    (lease,) = claim(Batch(FORCE, provider, GATES, Pace(), later)).leases
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
