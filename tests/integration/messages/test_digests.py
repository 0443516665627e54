"""Digests and what replaces something: void only when nothing is left, true about what has left."""

from datetime import datetime, timedelta

import pytest

from tests.integration.messages.late import in_text
from tests.integration.messages.world import (
    FORCE,
    FakeProvider,
    World,
    an_intent,
    carried,
    message,
    plan,
    state,
)
from waypost.base.scope import in_force
from waypost.messages.circumstances import left_runs
from waypost.messages.gates import GATES
from waypost.messages.models import Message
from waypost.messages.operations import deliver, plan_messages, supersede_messages
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.pace import Pace
from waypost.messages.providers import Doubtful
from waypost.messages.queries import messages_of_case, script_of
from waypost.messages.values import Channel, Part, Planned

pytestmark = pytest.mark.django_db
ASSIGNED = Part(9001, "alloc_officer_assigned", "oic.assigned", None)
BOOKED = Part(9002, "attend_scheduled_confirmed", "appointment.booked", "ap1")


def digest(world: World, *parts: Part, **changes: object) -> Planned:
    return plan(world, "updates_joined", run_id=parts[0].run_id, parts=parts, trigger=parts[0].trigger, **changes)


def end(*runs: int, now: datetime) -> int:
    return supersede_messages(runs, force=FORCE, reason="run_ended", now=now)


def run(provider: FakeProvider, now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def part_runs(planned: Planned) -> list[int]:
    return list(message(planned).part_runs)


def test_a_digest_loses_the_part_whose_run_has_ended_and_still_goes(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = digest(world, ASSIGNED, BOOKED)

    assert end(ASSIGNED.run_id, now=now) == 0
    run(provider, now)

    assert (state(planned), part_runs(planned)) == ("handed_over", [BOOKED.run_id])


@pytest.mark.parametrize("at_once", [True, False])
def test_a_digest_is_void_when_all_its_runs_have_ended(
    at_once: bool, world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = digest(world, ASSIGNED, BOOKED)

    ends = [(ASSIGNED.run_id, BOOKED.run_id)] if at_once else [(ASSIGNED.run_id,), (BOOKED.run_id,)]
    counts = [end(*runs, now=now) for runs in ends]
    run(provider, now)

    assert sum(counts) == 1
    assert (state(planned), provider.sent) == ("superseded: run_ended", [])


def test_a_digest_is_found_by_a_part_that_is_not_its_own_run(world: World, now: datetime) -> None:
    planned = digest(world, ASSIGNED, BOOKED)

    end(BOOKED.run_id, now=now)

    assert part_runs(planned) == [ASSIGNED.run_id]


def test_a_digest_of_which_nothing_is_so_any_more_is_not_sent(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    merged = Part(9003, "crime_duplicate_merged", "crime.merged", None)
    one, both = digest(world, BOOKED), digest(world, merged, ASSIGNED)
    nothing = digest(world, Part(9004, BOOKED.template, BOOKED.trigger, "ap1"), merged)
    world.change(lambda case: case["appointments"][0].update(status="cancelled"))

    for _ in range(3):
        run(provider, now)

    assert [state(each) for each in (one, nothing)] == ["suppressed: no_longer_true"] * 2
    # That there is an officer is still so.
    assert state(both) == "handed_over"


def test_what_is_of_use_counts_from_when_it_was_known(world: World, provider: FakeProvider, now: datetime) -> None:
    stale = plan(world, "attend_scheduled_confirmed", item="ap1", known_at=now - timedelta(days=14))
    fresh = plan(world, "attend_scheduled_confirmed", item="ap1", known_at=now - timedelta(hours=1))
    later = plan(world, "attend_scheduled_confirmed", item="ap1", not_before=now + timedelta(days=1))

    run(provider, now)

    assert state(stale) == "expired: too_late"
    assert state(fresh) == "handed_over"
    expiries = [message(each).expires_at for each in (fresh, later)]
    assert expiries == [now + timedelta(hours=335), now + timedelta(hours=24 + 336)]


@pytest.mark.parametrize(("has_left", "words"), [(True, "This replaces"), (False, "has recorded")])
def test_a_text_says_that_it_replaces_one_only_where_that_one_has_left(
    has_left: bool, words: str, world: World, provider: FakeProvider, now: datetime
) -> None:
    in_text("has recorded your report.", "((replaces??This replaces our last text.)) has recorded your report.")(world)
    before = an_intent(world, "alloc_officer_assigned")
    plan_messages([before], force=FORCE, now=now)
    if has_left:
        run(provider, now)
    end(before.run_id, now=now)
    provider.sent.clear()

    plan(world, replaces=(before.run_id,))
    run(provider, now)

    (request,) = provider.sent
    assert words in request.body
    assert ("replaces" in request.body) is has_left


def test_what_may_have_left_counts_as_left(world: World, provider: FakeProvider, now: datetime) -> None:
    intents = [an_intent(world, template) for template in ("crime_recorded_adult", "alloc_officer_assigned")]
    doubtful, leased, unsent = [each.run_id for each in (*intents, an_intent(world))]
    plan_messages(intents[:1], force=FORCE, now=now)
    provider.script = [lambda _: Doubtful("500")]
    run(provider, now)
    plan_messages(intents[1:], force=FORCE, now=now)
    assert claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), now)).leases

    with in_force(FORCE):
        assert left_runs({doubtful, leased, unsent}, force=FORCE) == {doubtful, leased}


def test_staff_see_what_became_of_each_message_and_none_of_its_words(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    plan(world, journey="crime-recorded")
    held = plan(world, "msg_officer_vanished")
    run(provider, now)

    found = {one.template: one for one in messages_of_case(world.case_id, force=FORCE)}

    sent = found["crime_recorded_adult"]
    assert (sent.state, sent.journey, sent.channel, sent.text_key) == (
        "handed_over", "crime-recorded", "sms", "en/crime_recorded_adult",
    )  # fmt: skip
    assert [(one.provider, one.status, one.accepted_at) for one in sent.attempts] == [("notify", "created", now)]
    assert found["msg_officer_vanished"].sentence == "There is no live text for this message in this channel."
    assert held.outcome.reason == "no_template"
    assert "Anyshire" not in repr(found)
    assert "07700" not in repr(found)


def test_an_officer_is_told_what_to_say(world: World, now: datetime) -> None:
    with in_force(FORCE):
        assert Message.objects.count() == 0
    assert script_of("crime_recorded_adult", world.person_id(), force=FORCE, now=now) == ""
