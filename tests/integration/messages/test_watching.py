"""A provider that falls silent or takes nothing is somebody's, until it is well again."""

import logging
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests.integration.messages.test_standby import not_reached, others
from tests.integration.messages.world import FORCE, FakeProvider, World, carried, plan, state
from waypost.messages.alarms import Alarm, AlarmKind
from waypost.messages.operations import DeliveryReceipt, deliver, take_receipt
from waypost.messages.operations.watching import give_up_strangers, watch_providers
from waypost.messages.values import Channel, DeliveryStatus
from waypost.worklist.queries import Filter, Page, items_of_force
from waypost.worklist.values import Desk, ItemFacts, ItemState

pytestmark = pytest.mark.django_db
STOPPED = Alarm("notify", AlarmKind.RECEIPTS_STOPPED)
STUCK = Alarm("notify", AlarmKind.PAUSED_TOO_LONG)


def items(now: datetime) -> list[ItemFacts]:
    found = items_of_force(force=FORCE, wanted=Filter(), page=Page(50), now=now)
    return [item for item in found.items if item.desk is Desk.SYSTEM]


def figures() -> str:
    return Client().get("/metrics").content.decode()


@pytest.fixture
def silent(world: World, provider: FakeProvider, now: datetime, settings: Settings) -> list[str]:
    """Return the references of what a provider took and has said nothing of; three are enough to be missed."""
    settings.RECEIPT_ALARM_MESSAGES = 3
    planned = [plan(one) for one in [world, *others(now, 2)]]
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    return [str(one.message_id) for one in planned]


def test_receipts_that_stop_are_somebodys_until_one_comes(
    silent: list[str], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    assert watch_providers(FORCE, now=now + timedelta(minutes=7)) == frozenset()

    at = now + timedelta(minutes=9)
    with caplog.at_level(logging.ERROR):
        assert watch_providers(FORCE, now=at) == watch_providers(FORCE, now=at) == {STOPPED}

    (item,) = items(at)
    assert (item.reason, item.state) == ("receipts_stopped", ItemState.OPEN)
    assert len([record for record in caplog.records if "receipts_stopped" in record.message]) == 1
    gauge = 'waypost_provider_alarm{force="anyshire",kind="receipts_stopped",provider="notify"} 1.0'
    assert gauge in figures()

    take_receipt(DeliveryReceipt(silent[0], "their-id", DeliveryStatus.DELIVERED, None), now=at)
    assert watch_providers(FORCE, now=at) == frozenset()
    assert items(at) == []
    assert gauge not in figures()


def test_a_provider_that_never_told_of_anything_is_missed_only_where_it_knows_where_to(
    silent: list[str], now: datetime, settings: Settings
) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = ""

    assert watch_providers(FORCE, now=now + timedelta(minutes=9)) == frozenset()


def test_a_provider_that_takes_nothing_for_long_is_somebodys_until_it_does(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    plan(world)
    provider.script = [not_reached]
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    at = now + timedelta(minutes=9)

    assert watch_providers(FORCE, now=at) == {STUCK}
    assert [item.reason for item in items(at)] == ["paused_too_long"]

    deliver(FORCE, now_fn=lambda: at, providers=carried(provider))
    assert watch_providers(FORCE, now=at) == frozenset()
    assert items(at) == []


def test_what_a_provider_attempted_that_is_set_up_no_more_goes_to_a_person(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    provider.script = [not_reached]
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    later, other = now + timedelta(minutes=1), FakeProvider(name="another")

    assert give_up_strangers(FORCE, routes={Channel.SMS: [provider, other]}, limit=10, now=later) == 0
    deliver(FORCE, now_fn=lambda: later, providers=carried(other))
    assert (state(planned), other.sent) == ("queued", [])

    assert give_up_strangers(FORCE, routes={Channel.SMS: [other]}, limit=10, now=later) == 1
    assert state(planned) == "failed: cannot_ask_provider"
