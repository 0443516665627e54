"""E-mail beside texts: by what was agreed, once, and never again where nobody knows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, an_intent, message, plan, state
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem, TimelineEvent
from waypost.messages.gates import GATES
from waypost.messages.library import live_library
from waypost.messages.models import Attempt, ProviderPause
from waypost.messages.operations import DeliveryReceipt, deliver, plan_messages, take_receipt
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.operations.codes import CodeToSend, Courier, carry_code
from waypost.messages.operations.deliver import DeliverReport
from waypost.messages.pace import Pace
from waypost.messages.providers import Doubtful, Provider, RefusalKind, Refused
from waypost.messages.values import Channel, DeliveryStatus, MessageState

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"
AGREED_AT = "2026-11-20T09:00:00+00:00"


def run(now: datetime, *, sms: FakeProvider | None = None, mail: FakeProvider | None = None) -> DeliverReport:
    providers: Mapping[Channel, Provider | None] = {Channel.SMS: sms, Channel.EMAIL: mail}
    carried = {channel: provider for channel, provider in providers.items() if provider is not None}
    return deliver(FORCE, now_fn=lambda: now, providers=carried)


def agreed(world: World, *channels: str, **changes: Any) -> World:
    contact = {"mobile": "07700 900001", "email": EMAIL, "postcode": "TS5 6AB"}
    contact_plan = {"agreed_at": AGREED_AT, "channels": list(channels), **changes}
    return world.change(lambda case: case["people"][0].update(contact=contact, contact_plan=contact_plan))


def only_email(world: World, **changes: Any) -> World:
    return agreed(world, "email", **changes)


def test_both_were_agreed_so_both_are_sent_and_each_once(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    intent = an_intent(agreed(world, "sms", "email"))

    planned = plan_messages([intent], force=FORCE, now=now)
    again = plan_messages([intent], force=FORCE, now=now)
    run(now, sms=provider, mail=mail)
    run(now, sms=provider, mail=mail)

    assert [message(one).channel for one in planned] == ["sms", "email"]
    assert [one.message_id for one in again] == [one.message_id for one in planned]
    assert [len(one.sent) for one in (provider, mail)] == [1, 1]
    assert mail.sent[0].recipient == EMAIL


def test_what_leaves_by_email_has_a_subject_both_forms_and_a_sender(
    world: World, mail: FakeProvider, now: datetime
) -> None:
    planned = plan(only_email(world))

    run(now, mail=mail)

    (request,) = mail.sent
    assert request.subject == f"Your reference is {world.document['reference']}"
    assert (request.sender, request.reference) == ("Anyshire Police", str(planned.message_id))
    assert "/i/" in request.body
    assert "<h2" in request.html
    with in_force(FORCE):
        attempt = Attempt.objects.get()
    assert (attempt.subject, attempt.body, attempt.text_key) == (
        request.subject,
        request.body,
        "en/crime_recorded_adult",
    )
    assert state(planned) == "handed_over"


def test_a_discreet_email_shows_nowhere_who_sent_it(world: World, mail: FakeProvider, now: datetime) -> None:
    plan(only_email(world, discreet=True))

    run(now, mail=mail)

    (request,) = mail.sent
    assert request.sender == ""
    assert "police" not in (request.subject + request.body + request.html).lower()


def test_a_channel_that_is_agreed_later_does_not_make_old_news_new(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    intent = an_intent(agreed(world, "sms"))
    plan_messages([intent], force=FORCE, now=now)
    run(now, sms=provider, mail=mail)
    agreed(world, "email", "sms")

    planned = plan_messages([intent], force=FORCE, now=now)
    run(now, sms=provider, mail=mail)

    assert [message(one).channel for one in planned] == ["sms"]
    assert (len(provider.sent), len(mail.sent)) == (1, 0)


def test_what_was_planned_for_both_is_not_sent_twice_when_one_is_refused_since(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    intent = an_intent(agreed(world, "sms", "email"))
    planned = plan_messages([intent], force=FORCE, now=now)
    agreed(world, "sms")

    plan_messages([intent], force=FORCE, now=now)
    run(now, sms=provider, mail=mail)

    assert [state(one) for one in planned] == ["handed_over", "superseded: next_channel"]
    assert (len(provider.sent), len(mail.sent)) == (1, 0)


def test_a_channel_without_a_provider_holds_its_own_messages_only(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan_messages([an_intent(agreed(world, "sms", "email"))], force=FORCE, now=now)

    run(now, sms=provider)

    assert [state(one) for one in planned] == ["handed_over", "held: no_provider"]


def test_a_mail_server_that_asks_for_a_pause_keeps_no_text_waiting(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    mail.script = [lambda _: Refused(RefusalKind.NOT_REACHED, "ConnectionRefusedError")]
    plan_messages([an_intent(only_email(world))], force=FORCE, now=now)
    run(now, sms=provider, mail=mail)
    plan_messages([an_intent(agreed(world, "sms", "email"))], force=FORCE, now=now)

    run(now, sms=provider, mail=mail)

    assert (len(provider.sent), len(mail.sent)) == (1, 0)
    with in_force(FORCE):
        assert ProviderPause.objects.get().provider == "smtp"


def test_what_is_not_taken_now_waits_alone(world: World, mail: FakeProvider, now: datetime) -> None:
    mail.script = [lambda _: Refused(RefusalKind.LATER, "450 4.2.1")]
    planned = plan(only_email(world))

    run(now, mail=mail)
    assert state(planned) == "queued"
    with in_force(FORCE):
        assert not ProviderPause.objects.exists()

    run(now + timedelta(minutes=1), mail=mail)
    assert [request.reference for request in mail.sent] == [str(planned.message_id)]


def test_an_address_that_does_not_exist_fails_for_good_and_is_not_used_again(
    world: World, mail: FakeProvider, now: datetime
) -> None:
    mail.script = [lambda _: Refused(RefusalKind.RECIPIENT, "550 5.1.1")]
    planned = plan(only_email(world))
    run(now, mail=mail)

    after = plan(world, "alloc_officer_assigned")

    assert (state(planned), message(planned).owner) == ("failed: permanent_failure", "oic")
    assert state(after) == "held: contact_unusable"
    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="delivery.failed_permanent", person_ref="p1").count() == 1


def test_a_password_that_is_refused_holds_the_message_for_whoever_runs_the_system(
    world: World, mail: FakeProvider, now: datetime
) -> None:
    mail.script = [lambda _: Refused(RefusalKind.US, "535 5.7.8")]
    planned = plan(only_email(world))

    run(now, mail=mail)

    assert (state(planned), message(planned).owner) == ("held: provider_refuses_us", "system")


def test_a_doubt_goes_to_a_person_and_the_email_never_again(world: World, mail: FakeProvider, now: datetime) -> None:
    mail.script = [lambda _: Doubtful("SMTPServerDisconnected")]
    planned = plan(only_email(world))

    run(now, mail=mail)
    assert state(planned) == "failed: cannot_ask_provider"
    for hours in (1, 24, 24 * 8):
        run(now + timedelta(hours=hours), mail=mail)

    assert (state(planned), message(planned).owner) == ("failed: cannot_ask_provider", "system")
    assert (mail.sent, mail.asked) == ([], [])


def test_a_lease_that_ran_out_goes_to_a_person_and_the_email_never_again(
    world: World, mail: FakeProvider, now: datetime
) -> None:
    planned = plan(only_email(world))
    (lease,) = claim(Batch(FORCE, Channel.EMAIL, mail, GATES, Pace(), now)).leases
    assert lease.request.channel is Channel.EMAIL

    # Its worker was killed; whether it had called, nobody knows.
    for minutes in (1, 10, 60, 60 * 24):
        run(now + timedelta(minutes=minutes), mail=mail)

    assert state(planned) == "failed: cannot_ask_provider"
    assert (mail.sent, mail.asked) == ([], [])


def test_delivered_is_inferred_when_nothing_has_come_back_in_a_day(
    world: World, mail: FakeProvider, now: datetime
) -> None:
    planned = plan(only_email(world))
    run(now, mail=mail)

    run(now + timedelta(hours=24) - timedelta(seconds=1), mail=mail)
    assert (state(planned), message(planned).is_inferred) == ("handed_over", False)

    report = run(now + timedelta(hours=24), mail=mail)
    row = message(planned)
    assert (row.state, row.is_inferred, row.delivered_at) == ("delivered", True, now + timedelta(hours=24))
    assert (report.counts["presumed"], mail.asked) == (1, [])


def test_an_email_that_went_again_has_a_day_of_its_own_to_come_back(
    world: World, mail: FakeProvider, now: datetime
) -> None:
    planned = plan(only_email(world))
    run(now, mail=mail)
    full = DeliveryReceipt(str(planned.message_id), "", DeliveryStatus.TEMPORARY_FAILURE, now)
    take_receipt(full, now=now + timedelta(hours=20))
    run(now + timedelta(hours=21), mail=mail)
    assert len(mail.sent) == 2

    run(now + timedelta(hours=44), mail=mail)
    assert (state(planned), message(planned).is_inferred) == ("handed_over", False)

    run(now + timedelta(hours=45), mail=mail)
    assert (state(planned), message(planned).is_inferred) == ("delivered", True)


def test_a_receipt_is_no_inference(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(agreed(world, "sms"))
    run(now, sms=provider)

    take_receipt(DeliveryReceipt(str(planned.message_id), "x", DeliveryStatus.DELIVERED, now), now=now)

    assert (state(planned), message(planned).is_inferred) == ("delivered", False)


@pytest.mark.parametrize(("hours", "ended"), [(2, "failed: permanent_failure"), (30, "delivered")])
def test_what_comes_back_is_told_however_late(
    hours: int, ended: str, world: World, mail: FakeProvider, now: datetime
) -> None:
    planned = plan(only_email(world))
    run(now, mail=mail)
    later = now + timedelta(hours=hours)
    run(later, mail=mail)

    take_receipt(DeliveryReceipt(str(planned.message_id), "", DeliveryStatus.PERMANENT_FAILURE, later), now=later)

    assert state(planned) == ended
    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="delivery.failed_permanent").count() == 1
        assert Attempt.objects.get().status == "permanent-failure"


def test_the_crime_systems_log_learns_subject_and_words_without_the_address(
    world: World, mail: FakeProvider, now: datetime
) -> None:
    plan(only_email(world))

    run(now, mail=mail)

    with in_force(FORCE):
        (note,) = OutboxItem.objects.filter(kind="note")
    text = note.payload["text"]
    assert text.startswith(
        f"Waypost sent an e-mail: Your reference is {world.document['reference']}\n\nWe have recorded"
    )
    assert "/i/" not in text
    assert "(address of the portal)" in text


def test_a_code_goes_by_email_to_whom_agreed_to_that_alone(world: World, mail: FakeProvider, now: datetime) -> None:
    person_id = only_email(world).person_id()
    courier = Courier(providers={Channel.EMAIL: mail}, gates=GATES)

    sent = carry_code(CodeToSend(person_id, "481516"), courier=courier, force=FORCE, now=now)

    assert sent is MessageState.HANDED_OVER
    assert "481516" in mail.sent[0].body
    with in_force(FORCE):
        attempt, note = Attempt.objects.get(), OutboxItem.objects.get(kind="note")
    assert (attempt.body, attempt.subject, attempt.values) == ("", "", {})
    assert note.payload["text"] == "Waypost sent a sign-in code by e-mail."


def test_the_number_of_queries_does_not_grow_with_the_messages(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    few, many = (counted(number, provider, mail, now) for number in (2, 12))

    assert few == many


def counted(people: int, provider: FakeProvider, mail: FakeProvider, now: datetime) -> tuple[int, int]:
    """Return how many queries it takes to plan, and to deliver, to so many people who agreed to both channels."""
    worlds = [
        agreed(a_world(now, reference=f"422600{people:02}{number:03}"), "sms", "email") for number in range(people)
    ]
    # Without the portal's address, whose invitation is each recipient's own.
    intents = [an_intent(each, "attend_appointment_cancelled", trigger="x", item="none") for each in worlds]
    # What stands in the texts in force is read once, not once a batch.
    live_library()
    with CaptureQueriesContext(connection) as planning:
        # What the law does not ask for goes by one of the ways.
        assert len(plan_messages(intents, force=FORCE, now=now)) == people
    with CaptureQueriesContext(connection) as asking:
        claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), now))
    return len(planning), len(asking)
