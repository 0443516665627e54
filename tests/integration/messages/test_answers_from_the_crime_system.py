"""What officers answer in the crime system: it comes back in the snapshot, and does what an answer on our page does."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.messages.people import CALLED_FIRST, filed, items, owed_more, refuse, run, the_item
from tests.integration.messages.test_calls_and_holds import FLAGGED, FOR_OUTCOME, WITHOUT_DUTY
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, an_intent, plan, state
from waypost.messages.operations import plan_messages, take_answers
from waypost.worklist.operations import open_items
from waypost.worklist.values import CallOutcome, Desk, ItemKind, ItemState, NewItem

pytestmark = pytest.mark.django_db
HALL = {"collar_number": "4471", "name": "Jo Hall"}
SHAW = {"collar_number": "2210", "name": "Sam Shaw"}


def answered(world: World, **task: Any) -> World:
    """Return the world in which an officer has answered a task in the crime system; it is taken in."""
    item = task.pop("waypost_id", None) or str(the_item(world).item_id)
    told = {"waypost_id": item, "status": "done", "by": HALL, "at": world.now.isoformat(), **task}
    changed = world.change(lambda case: case.update(tasks=[*case.get("tasks", []), told]))
    take_answers(FORCE, now=world.now)
    return changed


def test_a_draft_marked_as_done_goes(world: World, provider: FakeProvider, now: datetime) -> None:
    owed = owed_more(world)
    planned = plan(owed)

    answered(owed)
    run(now, provider)

    (item,) = items(world, ItemState.DONE)
    assert (state(planned), len(provider.sent)) == ("handed_over", 1)
    assert item.answer is not None
    assert (item.answer.by, item.answer.at) == ("4471", now)


def test_a_refused_draft_is_never_sent(world: World, provider: FakeProvider, now: datetime) -> None:
    owed = owed_more(world)
    planned = plan(owed)

    answered(owed, status="refused", note="She has asked me to wait.")
    run(now, provider)

    (item,) = items(world, ItemState.REFUSED)
    assert (state(planned), provider.sent) == ("suppressed: refused_by_officer", [])
    assert item.answer is not None
    assert item.answer.note == "She has asked me to wait."


def test_a_changed_text_goes_as_the_officer_left_it(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    owed = owed_more(world, channels=["email"])
    plan_messages([an_intent(owed)], force=FORCE, now=now)
    draft = the_item(world).draft or ""

    answered(owed, text=draft.replace("We have recorded this crime.", "Thank you for telling us."))
    run(now, provider, mail)

    assert mail.sent[0].body.startswith("Thank you for telling us.")


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_what_the_task_asks_of_the_officer_is_never_sent_where_the_crime_system_gives_it_back(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime, channel: str
) -> None:
    owed = owed_more(world, channels=[channel])
    plan_messages([an_intent(owed)], force=FORCE, now=now)
    asked = the_item(world).text

    answered(owed, text=f"{asked}\r\n")
    run(now, provider, mail)

    (sent,) = [*provider.sent, *mail.sent]
    assert asked not in sent.body
    assert "record" in sent.body


def test_a_text_that_goes_too_far_is_not_sent_and_asked_for_again_with_the_reason(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    owed = owed_more(world, channels=["email"])
    (planned,) = plan_messages([an_intent(owed)], force=FORCE, now=now)
    first = the_item(world)

    changed = answered(owed, text=f"{first.draft}\n\nCall 07700 900999.")
    run(now, provider, mail)

    again = the_item(world)
    assert (state(planned), mail.sent) == ("awaiting_approval: needs_confirmation", [])
    assert again.item_id != first.item_id
    assert again.text.startswith("Nothing was sent: the changed text cannot go as it is. It holds a phone number")
    assert again.draft == first.draft

    answered(changed)
    run(now, provider, mail)
    assert (len(mail.sent), "07700 900999" in mail.sent[0].body) == (1, False)


def test_the_same_answer_in_the_next_revision_changes_nothing(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    owed = owed_more(world)
    plan(owed)
    once = answered(owed)
    run(now, provider)

    once.change(lambda case: case["tasks"][0].update(status="refused", note="No, not after all."))
    take_answers(FORCE, now=now)
    run(now, provider)

    assert len(provider.sent) == 1
    assert [item.state for item in items(world, None)] == [ItemState.DONE]


def test_an_answer_in_the_crime_system_to_what_was_answered_on_our_page_changes_nothing(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    owed = owed_more(world)
    planned = plan(owed)
    item = the_item(world)
    refuse(item, now)

    answered(owed, waypost_id=str(item.item_id))
    run(now, provider)

    assert (state(planned), provider.sent) == ("suppressed: refused_by_officer", [])


def test_a_call_marked_as_done_was_made(world: World, provider: FakeProvider, now: datetime) -> None:
    closed = filed(world)
    plan(closed, CALLED_FIRST, **FOR_OUTCOME)

    answered(closed)
    run(now, provider)

    (item,) = items(world, ItemState.DONE)
    assert len(provider.sent) == 1
    assert item.answer is not None
    assert item.answer.call is CallOutcome.SPOKEN_TO


def test_a_text_on_what_is_no_draft_is_left_aside(world: World, now: datetime) -> None:
    flagged = world.change(lambda case: case.update(FLAGGED))
    plan(flagged, WITHOUT_DUTY, trigger="message.outbound")
    assert the_item(world).kind is ItemKind.MEND

    answered(flagged, text="done it")

    assert items(world) == []


def test_an_answer_to_what_we_never_asked_does_nothing(world: World, provider: FakeProvider, now: datetime) -> None:
    owed = owed_more(world)
    planned = plan(owed)

    answered(owed, waypost_id=str(uuid4()))

    assert state(planned) == "awaiting_approval: needs_confirmation"
    assert len(items(world)) == 1


def test_an_answer_in_one_case_reaches_no_item_of_another(world: World, now: datetime) -> None:
    owed = owed_more(world)
    planned = plan(owed)
    other = a_world(now, reference="42260000009")

    answered(other, waypost_id=str(the_item(world).item_id))

    assert state(planned) == "awaiting_approval: needs_confirmation"


def test_what_is_open_goes_to_the_new_officer_in_the_case(world: World, now: datetime) -> None:
    owed = owed_more(world)
    plan(owed)
    assert the_item(world).owner == "4471"

    owed.change(lambda case: case.update(officer={"collar_number": "5502", "name": "Kit Moss", "rank": "PC"}))
    take_answers(FORCE, now=now)

    assert the_item(world).owner == "5502"


def test_what_is_open_goes_to_the_supervisor_when_the_case_is_left_without_an_officer(
    world: World, now: datetime
) -> None:
    owed = owed_more(world)
    plan(owed)

    owed = owed.change(lambda case: case.update(officer=None, supervisor=SHAW))
    take_answers(FORCE, now=now)
    first = the_item(world).owner
    owed.change(lambda case: case.update(supervisor={**SHAW, "collar_number": "2299"}))
    take_answers(FORCE, now=now)

    assert (first, the_item(world).owner) == ("2210", "2299")


def test_when_a_case_is_sealed_what_its_desk_had_goes_to_the_supervisor(world: World, now: datetime) -> None:
    mend = NewItem(uuid4(), world.case_id, None, "", ItemKind.MEND, Desk.RECORDS, "a", "role_conflict", "Look at it.")
    open_items([mend], force=FORCE, now=now)
    take_answers(FORCE, now=now)

    world.change(lambda case: case.update(flags=["sealed"], supervisor=SHAW))
    take_answers(FORCE, now=now)

    assert (the_item(world).owner, the_item(world).at_desk) == ("2210", None)


def test_every_case_is_read_once(world: World, now: datetime) -> None:
    owed_more(world)

    assert take_answers(FORCE, now=now) == 1
    assert take_answers(FORCE, now=now + timedelta(minutes=1)) == 0
