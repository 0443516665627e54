"""A second provider takes what was never attempted while the first is down; a provider's rate is kept by all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, carried, message, plan, state
from waypost.base.scope import in_force
from waypost.messages.models import Attempt, Message, ProviderPause
from waypost.messages.operations import deliver
from waypost.messages.operations.pausing import carriers, pauses_of, shares
from waypost.messages.operations.rates import give_back, take_allowance
from waypost.messages.providers import Doubtful, Rate, RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.standby import may_take
from waypost.messages.values import Channel

pytestmark = pytest.mark.django_db


@dataclass
class LimitedProvider(FakeProvider):
    rate: Rate | None = None


@pytest.fixture
def second() -> FakeProvider:
    return FakeProvider(name="notify-2")


def run(first: FakeProvider, second: FakeProvider, now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers={Channel.SMS: first}, standby={Channel.SMS: [second]})


def fixed(moment: datetime) -> datetime:
    return moment


def not_reached(_: SendRequest) -> SendAnswer:
    return Refused(RefusalKind.NOT_REACHED, "ConnectionError")


def another(now: datetime, number: int) -> World:
    """Return a world with somebody else in it."""

    def change(case: dict[str, Any]) -> None:
        contact = {"mobile": f"07700 9001{number:02}", "email": f"made-up-{number}@example.org"}
        case["people"][0]["contact"].update(contact)

    return a_world(now, reference=f"4226000010{number}").change(change)


def others(now: datetime, count: int) -> Sequence[World]:
    return [another(now, number) for number in range(count)]


def test_the_second_takes_what_is_new_while_the_first_is_down_and_nothing_that_was_attempted(
    world: World, provider: FakeProvider, second: FakeProvider, now: datetime
) -> None:
    provider.script = [not_reached] * 50
    attempted = plan(world)
    run(provider, second, now)
    # Its pause is of a few seconds; it is tried, and is down again.
    later = now + timedelta(seconds=301)
    run(provider, second, later)

    new = plan(others(now, 1)[0])
    run(provider, second, later + timedelta(seconds=20))

    assert (state(attempted), state(new)) == ("queued", "handed_over")
    assert [request.reference for request in second.sent] == [str(new.message_id)]

    provider.script = []
    run(provider, second, later + timedelta(hours=1))
    assert [request.reference for request in provider.sent] == [str(attempted.message_id)]


def test_a_doubt_is_asked_about_where_it_was_attempted_only(
    world: World, provider: FakeProvider, second: FakeProvider, now: datetime
) -> None:
    def took_but_fell_silent(request: SendRequest) -> SendAnswer:
        provider.take(request)
        return Doubtful("ReadTimeout")

    provider.script = [took_but_fell_silent]
    planned = plan(world)
    run(provider, second, now)

    deliver(FORCE, now_fn=lambda: now + timedelta(minutes=5), providers={Channel.SMS: second})
    assert (state(planned), second.asked, second.sent) == ("in_doubt", [], [])

    run(provider, second, now + timedelta(minutes=10))
    assert (state(planned), provider.asked) == ("handed_over", [str(planned.message_id)])


def test_the_database_takes_what_the_rule_says(world: World, second: FakeProvider, now: datetime) -> None:
    first = FakeProvider()
    worlds = others(now, 3)
    by = dict(zip([plan(one).message_id for one in worlds], [None, "notify", "notify-2"], strict=True))
    with in_force(FORCE):
        for number, (message_id, name) in enumerate(by.items()):
            if name:
                Message.objects.filter(id=message_id).update(lease_token=1)
                Attempt.objects.create(
                    reference=f"r{number}", force=FORCE, message_id=message_id, number=1, provider=name, recipient="x",
                    template_version=1, body="x", body_digest="", lease_token=1, leased_at=now,
                )  # fmt: skip
        ProviderPause.objects.create(
            force=FORCE, provider="notify", until=now + timedelta(minutes=1), since=now - timedelta(hours=1)
        )
        for provider, which in shares([first, second], force=FORCE, now=now):
            taken = set(Message.objects.filter(which).values_list("id", flat=True))
            assert taken == {
                message_id
                for message_id, name in by.items()
                if may_take(provider.name, attempted_by=name, duty="notify-2")
            }


def test_pauses_grow_while_nothing_is_taken_and_one_message_finds_out_when_that_ends(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = [plan(one) for one in [world, *others(now, 4)]]
    provider.script = [not_reached] * 5
    run(provider, FakeProvider(name="other"), now)
    assert [message(one).lease_token for one in planned] == [1] * 5

    provider.script = [not_reached] * 5
    later = now + timedelta(minutes=10)
    run(provider, FakeProvider(name="other"), later)

    assert sum(message(one).lease_token for one in planned) == 6
    pause = pauses_of(FORCE)["notify"]
    assert (pause.since, pause.until) == (now, later + timedelta(seconds=150))

    provider.script = []
    run(provider, FakeProvider(name="other"), later + timedelta(minutes=20))
    assert [state(one) for one in planned] == ["handed_over"] * 5
    assert pauses_of(FORCE)["notify"].since is None


def test_a_provider_that_leaves_all_in_doubt_is_paused(world: World, provider: FakeProvider, now: datetime) -> None:
    for one in [world, *others(now, 4)]:
        plan(one)
    provider.script = [lambda _: Doubtful("ReadTimeout")] * 5

    run(provider, FakeProvider(name="other"), now)

    assert pauses_of(FORCE)["notify"].is_on(now)


def test_what_is_handed_over_at_once_goes_to_who_is_on_duty(second: FakeProvider, now: datetime) -> None:
    first = FakeProvider()
    routes = {Channel.SMS: [first, second], Channel.EMAIL: [first]}
    assert carriers(routes, force=FORCE, now=now) == {Channel.SMS: first, Channel.EMAIL: first}

    with in_force(FORCE):
        ProviderPause.objects.create(
            force=FORCE, provider="notify", until=now + timedelta(minutes=1), since=now - timedelta(hours=1)
        )
    assert carriers(routes, force=FORCE, now=now) == {Channel.SMS: second, Channel.EMAIL: first}


def test_nobody_is_asked_about_a_doubt_while_the_provider_is_paused(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Doubtful("ReadTimeout")]
    plan(world)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    until = now + timedelta(hours=1)
    with in_force(FORCE):
        ProviderPause.objects.create(force=FORCE, provider="notify", until=until)

    deliver(FORCE, now_fn=lambda: until - timedelta(seconds=1), providers=carried(provider))
    assert provider.asked == []

    deliver(FORCE, now_fn=lambda: until, providers=carried(provider))
    assert len(provider.asked) == 1


def test_no_more_is_handed_over_than_the_rate_allows_and_the_rest_a_little_later(world: World, now: datetime) -> None:
    slow = LimitedProvider(rate=Rate("an account", per_minute=18))
    for one in [world, *others(now, 4)]:
        plan(one)

    for seconds, sent in ((0, 3), (1, 3), (4, 4), (60, 5)):
        moment = now + timedelta(seconds=seconds)
        deliver(FORCE, now_fn=partial(fixed, moment), providers={Channel.SMS: slow})
        assert len(slow.sent) == sent


def test_an_account_has_one_rate_for_all_who_use_it_and_what_is_not_needed_goes_back(now: datetime) -> None:
    rate = Rate("an account", per_minute=60)
    one, other = LimitedProvider(rate=rate), LimitedProvider(rate=rate)

    assert take_allowance(one, wanted=7, now=now) == 7
    assert take_allowance(other, wanted=7, now=now) == 3
    give_back(other, unused=2)
    assert take_allowance(one, wanted=7, now=now) == 2
    assert take_allowance(one, wanted=7, now=now + timedelta(seconds=4)) == 4
    # A clock that is behind takes nothing away, and gives nothing twice.
    assert take_allowance(one, wanted=7, now=now) == 0
    assert take_allowance(one, wanted=50, now=now + timedelta(hours=1)) == 10
    assert take_allowance(FakeProvider(), wanted=50, now=now) == 50
