"""What the crime system is given: each task once, and a note for what nobody need do there any more."""

from datetime import datetime, timedelta
from uuid import uuid4, uuid5

import pytest

from tests.integration.worklist.world import OIC, World, a_world, history, item, outbox
from tests.snapshots import FORCE
from waypost.access.values import Actor, ActorKind
from waypost.worklist.operations import answer_item, hand_out, open_items, withdraw_items
from waypost.worklist.queries import has_items_to_hand_out
from waypost.worklist.values import Answer, CallOutcome, Desk, ItemKind, ItemState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: datetime) -> World:
    return a_world(now)


def spoken_to(world: World) -> Answer:
    return Answer(ItemState.DONE, at=world.now, by=OIC, call=CallOutcome.SPOKEN_TO)


def test_a_task_is_handed_out_once_as_the_contract_has_it(world: World) -> None:
    item_id = world.open(script="Hello, this is the police.", due_at=world.now + timedelta(hours=2))
    assert has_items_to_hand_out(FORCE)

    handed = [hand_out(FORCE, now=world.now) for _ in range(2)]

    assert handed == [1, 0]
    assert outbox() == [
        {
            "is": "task",
            "waypost_id": item_id,
            "kind": "call",
            "person": "p1",
            "text": "Call this person.",
            "script": "Hello, this is the police.",
            "due_at": (world.now + timedelta(hours=2)).isoformat(),
            "for": OIC,
        }
    ]
    assert history(item_id) == ["opened", "handed_out"]
    assert not has_items_to_hand_out(FORCE)


def test_a_draft_to_confirm_is_the_text_which_comes_back_as_the_officer_left_it(world: World) -> None:
    world.open(kind=ItemKind.CONFIRM, text="Read this draft.", draft="We will visit you.")

    hand_out(FORCE, now=world.now)

    (task,) = outbox()
    assert (task["text"], task["script"]) == ("We will visit you.", "Read this draft.")


def test_what_concerns_no_case_stays_here(world: World) -> None:
    world.open(case_id=None, person_id=None, person_ref="", kind=ItemKind.MEND, desk=Desk.SYSTEM)

    assert hand_out(FORCE, now=world.now) == 0
    assert outbox() == []


def test_tasks_of_a_case_leave_in_the_order_in_which_they_were_opened(world: World) -> None:
    later = world.wish(matter="b", item_id=uuid4())
    open_items([later], force=FORCE, now=world.now + timedelta(minutes=1))
    first = world.open(matter="a")

    hand_out(FORCE, now=world.now + timedelta(minutes=2))

    assert [task["waypost_id"] for task in outbox()] == [first, later.item_id]


def test_what_is_withdrawn_before_it_was_handed_out_never_is(world: World) -> None:
    item_id = world.open()
    withdraw_items([item_id], force=FORCE, reason="delivered", now=world.now)

    assert hand_out(FORCE, now=world.now) == 0
    assert outbox() == []


def test_the_crime_system_is_told_once_that_a_task_is_no_longer_needed(world: World) -> None:
    item_id = world.open()
    hand_out(FORCE, now=world.now)
    withdraw_items([item_id], force=FORCE, reason="delivered", now=world.now)

    handed = [hand_out(FORCE, now=world.now + timedelta(days=1)) for _ in range(2)]

    note = outbox()[-1]
    assert handed == [1, 0]
    assert (note["is"], note["waypost_id"], note["person"]) == ("note", uuid5(item_id, "not-needed"), "p1")
    assert "20 November 2026 (call) is no longer needed" in note["text"]
    assert history(item_id) == ["opened", "handed_out", "withdrawn", "noted"]


def test_what_was_answered_here_is_said_there_and_what_was_answered_there_is_not(world: World) -> None:
    here, there = world.open(matter="a"), world.open(matter="b")
    hand_out(FORCE, now=world.now)
    answer_item(here, spoken_to(world), force=FORCE, by=Actor(ActorKind.STAFF, OIC), now=world.now)
    answer_item(there, spoken_to(world), force=FORCE, by=Actor(ActorKind.SOURCE, "1"), now=world.now)

    assert hand_out(FORCE, now=world.now) == 1
    assert outbox()[-1]["waypost_id"] == uuid5(here, "not-needed")
    assert "was done in Waypost" in outbox()[-1]["text"]
    assert item(there).is_note_due is False
