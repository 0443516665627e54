"""What stops a clock, from a snapshot that is pushed to the proof that somebody was told."""

from datetime import datetime, timedelta

import pytest

from tests.integration.duties.watching import (
    BY_EMAIL,
    HALF_OF_ARREST,
    VICTIM,
    a_case,
    a_fact,
    an_arrest,
    call,
    clocks,
    history,
    hours,
    items,
    look,
    open_page,
    receipts,
    send_all,
    states,
    tell,
    the_person,
    wakes_at,
)
from tests.integration.messages.world import FakeProvider
from waypost.cases.values import SourceFacts
from waypost.duties.values import ToldBy
from waypost.messages.values import Channel, DeliveryStatus
from waypost.worklist.values import CallOutcome

pytestmark = pytest.mark.django_db


def test_a_receipt_for_the_written_confirmation_meets_its_duty(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    tell(source, a_case(), at=now)
    look(now)
    send_all(now, provider)
    before = states("D01")

    receipts(DeliveryStatus.DELIVERED, channel=Channel.EMAIL, at=now + hours(1))
    look(now + hours(1))

    (clock,) = clocks("D01")
    assert (before, clock.state.value) == (["running"], "met")
    assert clock.proof is not None
    assert (clock.proof.by, clock.proof.channel, clock.proof.at) == (ToldBy.DELIVERY, "email", now + hours(1))
    assert history("D01") == ["started", "met"]


def test_a_neutral_alert_that_arrives_meets_nothing(source: SourceFacts, provider: FakeProvider, now: datetime) -> None:
    tell(source, a_case(), at=now)
    send_all(now, provider)

    receipts(DeliveryStatus.DELIVERED, channel=Channel.SMS, at=now + hours(1))
    look(now + hours(1))

    assert states("D01") == ["running"]


def test_a_message_that_came_back_leaves_the_clock_running_and_somebody_must_call(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    tell(source, a_case(), at=now)
    send_all(now, provider)

    receipts(DeliveryStatus.PERMANENT_FAILURE, channel=Channel.EMAIL, at=now + hours(1))
    receipts(DeliveryStatus.PERMANENT_FAILURE, channel=Channel.SMS, at=now + hours(1))
    look(now + hours(6))

    assert states("D01") == ["running"]
    assert {item.kind for item in items("D01")} == {"call"}
    assert len(items("D01")) >= 1


def test_the_page_meets_what_it_holds_when_it_is_opened(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)
    look(now)

    open_page(now + hours(2))
    look(now + hours(2))

    (clock,) = clocks("D01")
    assert clock.proof is not None
    assert (clock.state.value, clock.proof.by, clock.proof.at) == ("met", ToldBy.PAGE, now + hours(2))


def test_a_page_that_somebody_else_opened_meets_nothing(source: SourceFacts, now: datetime) -> None:
    second = {**VICTIM, "id": "p2", "given_name": "Bea"}
    tell(source, a_case(people=[VICTIM, second]), at=now)
    look(now)

    open_page(now + hours(2), person="p2")
    look(now + hours(2))

    assert {clock.key.person_id: clock.state.value for clock in clocks("D01")} == {
        the_person("p1"): "running",
        the_person("p2"): "met",
    }


def test_a_call_in_which_somebody_was_spoken_to_meets_the_duty_that_asked_for_it(
    source: SourceFacts, now: datetime
) -> None:
    tell(source, an_arrest(), at=now)
    look(now + HALF_OF_ARREST)
    (item,) = items("D06")

    call(item, CallOutcome.SPOKEN_TO, at=now + HALF_OF_ARREST + hours(1))
    look(now + HALF_OF_ARREST + hours(1))

    (clock,) = clocks("D06")
    assert clock.proof is not None
    assert (clock.state.value, clock.proof.by, clock.proof.reference) == ("met", ToldBy.OFFICER, str(item.id))


def test_a_call_that_nobody_took_tells_nobody(source: SourceFacts, now: datetime) -> None:
    tell(source, an_arrest(), at=now)
    look(now + HALF_OF_ARREST)
    (item,) = items("D06")

    call(item, CallOutcome.NO_ANSWER, at=now + HALF_OF_ARREST + hours(1))
    look(now + HALF_OF_ARREST + hours(1))

    assert states("D06") == ["running"]
    assert [each.id for each in items("D06")] == [item.id]


@pytest.mark.parametrize("when", [HALF_OF_ARREST, timedelta(days=8)])
def test_after_a_call_that_was_not_safe_nobody_is_asked_to_ring_but_to_find_a_safe_way(
    source: SourceFacts, when: timedelta, now: datetime
) -> None:
    tell(source, an_arrest(), at=now)
    look(now + when)
    (item,) = [one for one in items("D06") if one.kind == "call"]

    call(item, CallOutcome.UNSAFE, at=now + when + hours(1))
    look(now + when + hours(1))
    look(now + timedelta(days=9))

    asked = [one for one in items("D06") if one.reason == "duty_not_met"]
    assert [one.kind for one in asked] == ["mend"]
    assert "Do not call and do not write" in asked[0].text


def test_a_referral_on_the_record_meets_its_duty(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)
    look(now)

    referred = a_fact("referral.sent", "2026-11-20T13:00:00Z", person="p1", service="Victim Support")
    tell(source, a_case(revision=2, facts=[referred]), at=now + hours(2))
    look(now + hours(2))

    (clock,) = clocks("D02")
    assert clock.proof is not None
    assert (clock.state.value, clock.proof.by) == ("met", ToldBy.RECORD)


def test_what_was_taken_for_delivered_and_comes_back_later_runs_again(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    mail = FakeProvider(name="smtp", reconcile_after_s=0.0)
    tell(source, a_case(people=[BY_EMAIL]), at=now)
    send_all(now, mail)
    send_all(now + hours(25), mail)
    look(now + hours(25))
    inferred = [clock.proof is not None and clock.proof.is_inferred for clock in clocks("D01")]

    receipts(DeliveryStatus.PERMANENT_FAILURE, channel=Channel.EMAIL, at=now + hours(30))
    look(now + hours(30))

    assert inferred == [True]
    assert states("D01") == ["breached"]
    assert "reopened" in history("D01")


def test_who_is_owed_nothing_any_more_need_not_be_called(source: SourceFacts, now: datetime) -> None:
    tell(source, an_arrest(), at=now)
    look(now + HALF_OF_ARREST)
    asked = items("D06")

    tell(
        source,
        an_arrest(revision=2, status="transferred", transferred_to={"force": "Othershire"}),
        at=now + HALF_OF_ARREST,
    )
    look(now + HALF_OF_ARREST + hours(1))

    assert len(asked) == 1
    assert (items("D06"), [item.id for item in items("D06", state="withdrawn")]) == ([], [asked[0].id])


def test_opening_a_page_or_a_receipt_wakes_the_clocks_and_nothing_else_is_due(
    source: SourceFacts, now: datetime
) -> None:
    tell(source, a_case(), at=now)
    look(now)
    asleep = wakes_at()

    open_page(now + hours(1))

    assert asleep is not None
    assert asleep > now + hours(1)
    assert wakes_at() == now + hours(1)


def test_what_only_said_that_there_is_news_is_told_by_the_next_channel_at_half_of_the_time(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    no_plan = {key: value for key, value in VICTIM.items() if key != "contact_plan"}
    tell(source, a_case(people=[no_plan]), at=now)
    send_all(now, provider)
    receipts(DeliveryStatus.DELIVERED, channel=Channel.SMS, at=now)
    look(now)
    before = len(provider.sent)

    look(now + hours(6))
    send_all(now + hours(6), provider)
    receipts(DeliveryStatus.DELIVERED, channel=Channel.EMAIL, at=now + hours(6))
    look(now + hours(6))

    assert len(provider.sent) == before + 1
    assert states("D01") == ["met"]


def test_who_has_opened_the_page_gets_no_second_message(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    no_plan = {key: value for key, value in VICTIM.items() if key != "contact_plan"}
    tell(source, a_case(people=[no_plan]), at=now)
    send_all(now, provider)
    receipts(DeliveryStatus.DELIVERED, channel=Channel.SMS, at=now)
    open_page(now + hours(1))
    before = len(provider.sent)

    look(now + hours(6))
    send_all(now + hours(6), provider)

    assert len(provider.sent) == before


def test_a_crime_known_late_is_told_by_one_message_until_there_was_time_to_read_it(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    no_plan = {key: value for key, value in VICTIM.items() if key != "contact_plan"}
    tell(source, a_case(people=[no_plan], recorded_at="2026-11-18T09:05:00+00:00"), at=now)
    send_all(now, provider)
    receipts(DeliveryStatus.DELIVERED, channel=Channel.SMS, at=now)
    look(now)
    at_once = len(provider.sent)
    asleep_until = wakes_at()

    look(now + hours(4))
    send_all(now + hours(4), provider)

    assert asleep_until is not None
    assert asleep_until <= now + hours(4)
    assert (at_once, len(provider.sent)) == (1, 2)


def test_for_a_length_that_is_ours_nobody_is_rung(source: SourceFacts, provider: FakeProvider, now: datetime) -> None:
    by_text = {**VICTIM, "contact_plan": {"agreed_at": "2026-11-20T09:10:00Z", "channels": ["sms"]}}
    tell(source, a_case(people=[by_text]), at=now)
    send_all(now, provider)
    receipts(DeliveryStatus.DELIVERED, channel=Channel.SMS, at=now)

    look(now + hours(6))

    assert states("D01") == ["running"]
    assert items("D01") == []
