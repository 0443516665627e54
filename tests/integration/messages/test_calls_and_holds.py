"""What a person must do where no message may go: call, or put something right."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.integration.messages.late import not_me
from tests.integration.messages.people import (
    CALLED_FIRST,
    call,
    confirm,
    filed,
    items,
    items_of_nobody,
    owed_more,
    refuse,
    run,
    the_item,
)
from tests.integration.messages.world import FORCE, FakeProvider, World, message, plan, state
from waypost.messages.operations import DeliveryReceipt, reconsider_held, supersede_messages, take_receipt
from waypost.messages.providers import Doubtful, RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.values import DeliveryStatus
from waypost.worklist.operations import open_items, withdraw_items
from waypost.worklist.values import CallOutcome, Desk, ItemKind, ItemState, NewItem

pytestmark = pytest.mark.django_db
FLAGGED = {"flags": ["domestic_abuse"]}
FOR_OUTCOME = {"trigger": "outcome.assigned"}
DAY = timedelta(days=1)
WITHOUT_DUTY = "portal_update_available"


def refused(_: SendRequest) -> SendAnswer:
    return Refused(RefusalKind.RECIPIENT, code="no_such_number")


def by_text_alone(world: World) -> World:
    """Return the world in which there is no other way to the victim than a text message."""
    return world.change(lambda case: case["people"][0]["contact"].pop("email", None))


def test_a_call_comes_first_with_what_to_say_and_the_message_follows_it(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(filed(world), CALLED_FIRST, **FOR_OUTCOME)
    item = the_item(world)
    assert state(planned) == "awaiting_approval: needs_call"
    assert (item.kind, item.duty, item.desk) == (ItemKind.CALL, "D10", Desk.OIC)
    assert "nobody was found who did it" in (item.script or "")

    call(item, now, CallOutcome.SPOKEN_TO)
    run(now, provider)

    assert (len(provider.sent), items(world)) == (1, [])


def test_a_call_that_nobody_takes_leaves_the_item_open_and_nothing_written(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(filed(world), CALLED_FIRST, **FOR_OUTCOME)
    item = the_item(world)

    call(item, now, CallOutcome.NO_ANSWER)
    run(now + DAY, provider)

    assert the_item(world).item_id == item.item_id
    assert (state(planned), provider.sent) == ("awaiting_approval: needs_call", [])


def test_after_an_unsafe_call_nothing_at_all_goes_to_this_person(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(filed(world), CALLED_FIRST, **FOR_OUTCOME)
    harmless = plan(world, "alloc_officer_assigned", trigger="oic.assigned")

    call(the_item(world), now, CallOutcome.UNSAFE)
    run(now, provider)

    assert (state(planned), state(harmless)) == ("held: call_unsafe", "held: call_unsafe")
    assert provider.sent == []
    assert [(item.kind, item.matter) for item in items(world)] == [(ItemKind.MEND, "call_unsafe")]


def test_an_unsafe_call_counts_too_where_no_message_waited_for_it(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    wanted = NewItem(
        item_id=uuid4(),
        case_id=world.case_id,
        person_id=world.person_id(),
        person_ref="p1",
        kind=ItemKind.CALL,
        desk=Desk.OIC,
        matter="portal.locked",
        reason="portal.locked",
        text="Call this person.",
    )
    open_items([wanted], force=FORCE, now=now)

    call(the_item(world), now, CallOutcome.UNSAFE)
    run(now, provider)

    assert (state(planned), provider.sent) == ("held: call_unsafe", [])


def test_when_contact_is_safe_again_she_is_called_again_before_anything_is_written(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    flagged = filed(world)
    planned = plan(flagged, CALLED_FIRST, **FOR_OUTCOME)
    call(the_item(world), now - DAY, CallOutcome.UNSAFE)
    safe = {"agreed_at": now.isoformat(), "channels": ["sms"], "safe_confirmed_at": now.isoformat()}

    flagged.change(lambda case: case["people"][0].update(contact_plan=safe))
    reconsider_held([world.case_id], force=FORCE, now=now)
    run(now, provider)

    assert state(planned) == "awaiting_approval: needs_call"
    assert (the_item(world).kind, provider.sent) == (ItemKind.CALL, [])


def test_a_call_is_asked_for_all_the_more_where_nothing_may_be_written(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    flagged = filed(world).change(lambda case: case.update(FLAGGED))
    planned = plan(flagged, CALLED_FIRST, **FOR_OUTCOME)
    item = the_item(world)
    assert (state(planned), item.kind) == ("held: safety_flag", ItemKind.CALL)
    assert "Nothing may be written to them for now: The case is flagged" in item.text

    call(item, now, CallOutcome.SPOKEN_TO)
    run(now, provider)

    after = the_item(world)
    assert (state(planned), provider.sent) == ("held: safety_flag", [])
    assert (after.kind, after.reason) == (ItemKind.MEND, "safety_flag")


def test_a_refused_call_ends_the_message(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(filed(world), CALLED_FIRST, **FOR_OUTCOME)

    refuse(the_item(world), now)
    run(now + DAY, provider)

    assert (state(planned), provider.sent) == ("suppressed: refused_by_officer", [])


def test_a_duty_without_a_message_is_a_call_and_one_who_was_told_needs_no_message(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    flagged = world.change(lambda case: case.update(FLAGGED))
    planned = plan(flagged)
    item = the_item(world)
    assert (item.kind, item.reason, item.duty) == (ItemKind.CALL, "safety_flag", "D01")

    call(item, now, CallOutcome.SPOKEN_TO)
    flagged.change(lambda case: case.update(flags=[]))
    run(now + DAY, provider)

    assert (state(planned), provider.sent, items(world)) == ("suppressed: told_by_officer", [], [])


@pytest.mark.parametrize(
    ("change", "reason", "desk"),
    [
        ({"contact": {"mobile": "07700 900001"}, "roles": ["suspect"]}, "same_as_suspect", Desk.OIC),
        ({"contact": {"phone": "07700 900001"}, "roles": ["witness"]}, "shared_contact", Desk.OIC),
    ],
)
def test_nobody_is_asked_to_ring_a_number_that_may_be_somebody_elses(
    change: dict[str, object], reason: str, desk: Desk, world: World
) -> None:
    planned = plan(world.change(lambda case: case["people"].append({"id": "x1", **change})))

    item = the_item(world)
    assert state(planned) == f"held: {reason}"
    assert (item.kind, item.desk, item.matter) == (ItemKind.MEND, desk, reason)


@pytest.mark.parametrize("template", ["crime_recorded_adult", CALLED_FIRST])
def test_what_is_held_for_a_flag_too_is_no_ground_to_ring_the_suspects_number(template: str, world: World) -> None:
    suspect = {"id": "x1", "roles": ["suspect"], "contact": {"mobile": "07700 900001"}}
    flagged = filed(world).change(lambda case: (case.update(FLAGGED), case["people"].append(suspect)))
    planned = plan(flagged, template, **FOR_OUTCOME)

    item = the_item(world)
    assert state(planned) == "held: safety_flag"
    assert (item.kind, item.matter) == (ItemKind.MEND, "same_as_suspect")
    assert "also that of a suspect" in item.text


def test_a_number_that_was_disowned_is_not_rung_either(world: World) -> None:
    not_me(world)
    planned = plan(world)

    assert state(planned) == "held: contact_frozen"
    assert (the_item(world).kind, the_item(world).desk) == (ItemKind.MEND, Desk.RECORDS)


def test_one_thing_to_mend_is_asked_once_however_many_messages_wait_for_it(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    flagged = world.change(lambda case: case.update(FLAGGED))
    rows = [plan(flagged, WITHOUT_DUTY, trigger="message.outbound") for _ in range(3)]

    item = the_item(world)
    assert (item.kind, item.matter) == (ItemKind.MEND, "safety_flag")

    flagged.change(lambda case: case.update(flags=[]))
    reconsider_held([world.case_id], force=FORCE, now=now)
    run(now, provider)
    assert items(world) == []
    assert {message(row).work_item for row in rows} == {None}


def test_what_is_asked_for_several_messages_is_withdrawn_with_the_last_of_them(world: World, now: datetime) -> None:
    flagged = world.change(lambda case: case.update(FLAGGED))
    for run_id in (9201, 9202):
        plan(flagged, WITHOUT_DUTY, trigger="message.outbound", run_id=run_id)

    supersede_messages([9201], force=FORCE, reason="run_ended", now=now)
    assert len(items(world)) == 1

    supersede_messages([9202], force=FORCE, reason="run_ended", now=now)
    assert items(world) == []


def test_what_was_not_mended_after_all_is_asked_again(world: World, provider: FakeProvider, now: datetime) -> None:
    flagged = world.change(lambda case: case.update(FLAGGED))
    planned = plan(flagged, WITHOUT_DUTY, trigger="message.outbound")
    first = the_item(world)

    confirm(first, now)
    run(now, provider)
    assert (state(planned), items(world)) == ("held: safety_flag", [])

    run(now + timedelta(minutes=15), provider)
    assert the_item(world).item_id != first.item_id
    assert provider.sent == []


def test_who_stands_with_an_item_that_was_withdrawn_at_that_moment_is_asked_about_anew(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    flagged = world.change(lambda case: case.update(FLAGGED))
    planned = plan(flagged, WITHOUT_DUTY, trigger="message.outbound")
    before = the_item(world)
    # As another worker leaves it that lets its own last message go just now.
    withdraw_items([before.item_id], force=FORCE, reason="no_longer_needed", now=now)

    run(now + timedelta(hours=1), provider)

    assert state(planned) == "held: safety_flag"
    assert the_item(world).item_id != before.item_id


def test_what_a_late_word_of_the_provider_delivers_is_no_longer_asked_about(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Doubtful("ReadTimeout")]
    planned = plan(world, WITHOUT_DUTY, trigger="message.outbound")
    run(now, provider)
    world.change(lambda case: case.update(FLAGGED))
    run(now + timedelta(seconds=121), provider)
    assert (state(planned), len(items(world))) == ("held: safety_flag", 1)

    said = DeliveryReceipt(str(planned.message_id), "their-id", DeliveryStatus.DELIVERED, now)
    take_receipt(said, now=now + timedelta(minutes=5))

    assert (state(planned), items(world)) == ("delivered", [])


def test_what_should_not_go_at_all_ends_with_the_word_of_who_was_to_mend_it(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    flagged = world.change(lambda case: case.update(FLAGGED))
    planned = plan(flagged, WITHOUT_DUTY, trigger="message.outbound")

    refuse(the_item(world), now)

    assert (state(planned), items(world)) == ("suppressed: refused_by_officer", [])


def test_a_duty_whose_message_failed_becomes_a_call(world: World, provider: FakeProvider, now: datetime) -> None:
    provider.script = [refused]
    planned = plan(by_text_alone(world))
    run(now, provider)

    item = the_item(world)
    assert state(planned) == "failed: permanent_failure"
    assert (item.kind, item.reason, item.duty) == (ItemKind.CALL, "permanent_failure", "D01")

    call(item, now, CallOutcome.SPOKEN_TO)
    run(now + DAY, provider)
    assert (state(planned), items(world)) == ("failed: permanent_failure", [])


def test_a_message_without_a_duty_that_failed_is_something_to_mend(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [refused]
    plan(by_text_alone(world), WITHOUT_DUTY, trigger="message.outbound")
    run(now, provider)

    item = the_item(world)
    assert (item.kind, item.matter) == (ItemKind.MEND, "permanent_failure")


def test_what_hinders_all_messages_of_a_channel_is_one_item_of_no_case(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    provider.script = [lambda _: Refused(RefusalKind.US, code="bad_key")] * 2
    planned = plan(world, WITHOUT_DUTY, trigger="message.outbound")
    run(now, provider)

    (item,) = items_of_nobody(now)
    assert state(planned) == "held: provider_refuses_us"
    assert (item.desk, item.matter, item.person_ref) == (Desk.SYSTEM, "provider_refuses_us sms", "")
    assert items(world) == []

    provider.script = []
    run(now + timedelta(minutes=20), provider)
    assert (len(provider.sent), items_of_nobody(now)) == (1, [])


def test_every_message_that_stands_still_has_an_open_item(world: World, provider: FakeProvider, now: datetime) -> None:
    flagged = owed_more(world).change(lambda case: case.update(FLAGGED))
    rows = [plan(flagged), plan(flagged, WITHOUT_DUTY, trigger="message.outbound")]

    run(now + timedelta(minutes=20), provider)

    assert {message(row).work_item for row in rows} == {item.item_id for item in items(world)}
    assert len(items(world, None)) == 2
    assert items(world, ItemState.WITHDRAWN) == []
