"""What must be done is asked for once, and never nobody's."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid5

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.integration.worklist.world import OIC, World, a_world, history, item
from tests.snapshots import FORCE
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.worklist.models import Change, Item
from waypost.worklist.operations import (
    AlreadyAnswered,
    BadAnswer,
    StillOpen,
    UnknownItem,
    answer_item,
    open_items,
    reopen_item,
    withdraw_items,
    withdraw_matters,
)
from waypost.worklist.values import Answer, CallOutcome, Desk, ItemKind, ItemState, Matter

pytestmark = pytest.mark.django_db
OFFICER = Actor(ActorKind.STAFF, OIC)


@pytest.fixture
def world(now: datetime) -> World:
    return a_world(now)


def answered(world: World, call: CallOutcome | None = CallOutcome.SPOKEN_TO) -> Answer:
    return Answer(ItemState.DONE, at=world.now, by=OIC, note="She asked for a letter.", call=call)


def test_the_same_wish_twice_is_one_item(world: World) -> None:
    wish = world.wish()

    first = open_items([wish], force=FORCE, now=world.now)
    second = open_items([wish], force=FORCE, now=world.now + timedelta(hours=1))

    assert first == second == {wish.item_id: wish.item_id}
    assert history(wish.item_id) == ["opened"]


def test_two_wishes_about_one_matter_are_one_item(world: World) -> None:
    one, other = world.wish(), world.wish()

    stands = open_items([one, other], force=FORCE, now=world.now)

    assert set(stands.values()) == {one.item_id}
    assert open_items([other], force=FORCE, now=world.now) == {other.item_id: one.item_id}


def test_what_concerns_no_case_is_one_item_too(world: World) -> None:
    nobody = {"case_id": None, "person_id": None, "person_ref": "", "kind": ItemKind.MEND, "desk": Desk.SYSTEM}

    assert world.open(**nobody) == world.open(**nobody)


def test_who_needs_it_sooner_brings_it_forward(world: World) -> None:
    item_id = world.open()
    before = item(item_id).due_at

    world.open(due_at=before - timedelta(hours=2))
    world.open(due_at=before + timedelta(days=9))

    assert item(item_id).due_at == before - timedelta(hours=2)
    assert item(item_id).look_at == before - timedelta(hours=2)
    assert history(item_id) == ["opened", "due_earlier"]


def test_an_answered_item_is_not_asked_for_again_by_the_same_wish(world: World) -> None:
    wish = world.wish()
    open_items([wish], force=FORCE, now=world.now)
    answer_item(wish.item_id, answered(world), force=FORCE, by=OFFICER, now=world.now)

    assert open_items([wish], force=FORCE, now=world.now) == {wish.item_id: wish.item_id}
    assert item(wish.item_id).state == "done"


def test_what_was_withdrawn_and_is_needed_again_is_a_new_item(world: World) -> None:
    wish = world.wish()
    open_items([wish], force=FORCE, now=world.now)
    withdraw_items([wish.item_id], force=FORCE, reason="delivered", now=world.now)

    again = open_items([wish], force=FORCE, now=world.now)[wish.item_id]

    assert again == uuid5(wish.item_id, "again-1")
    assert (item(wish.item_id).state, item(again).state) == ("withdrawn", "open")
    assert open_items([wish], force=FORCE, now=world.now) == {wish.item_id: again}
    assert withdraw_items([wish.item_id], force=FORCE, reason="delivered", now=world.now) == 1


def test_a_call_is_recorded_with_what_became_of_it(world: World) -> None:
    item_id = world.open()

    facts = answer_item(item_id, answered(world), force=FORCE, by=OFFICER, now=world.now)

    assert (facts.state, facts.answer) == (ItemState.DONE, answered(world))
    assert history(item_id) == ["opened", "answered"]


def test_somebody_who_did_not_answer_is_called_again(world: World) -> None:
    item_id = world.open()
    later = world.now + timedelta(days=1)

    facts = answer_item(item_id, answered(world, CallOutcome.NO_ANSWER), force=FORCE, by=OFFICER, now=later)

    assert (facts.state, facts.answer, facts.due_at) == (ItemState.OPEN, None, later + timedelta(hours=4))
    assert history(item_id) == ["opened", "not_reached"]


def test_a_second_call_is_not_put_off_past_the_limit(world: World) -> None:
    limit = world.now + timedelta(hours=1)
    item_id = world.open(due_at=limit)

    facts = answer_item(item_id, answered(world, CallOutcome.NO_ANSWER), force=FORCE, by=OFFICER, now=world.now)

    assert facts.due_at == limit


def test_an_item_is_answered_once(world: World) -> None:
    item_id = world.open()
    answer_item(item_id, answered(world), force=FORCE, by=OFFICER, now=world.now)

    with pytest.raises(AlreadyAnswered):
        answer_item(item_id, answered(world), force=FORCE, by=OFFICER, now=world.now)
    with pytest.raises(UnknownItem):
        answer_item(world.wish().item_id, answered(world), force=FORCE, by=OFFICER, now=world.now)


def test_an_answer_that_does_not_fit_changes_nothing(world: World) -> None:
    item_id = world.open()

    with pytest.raises(BadAnswer):
        answer_item(item_id, answered(world, None), force=FORCE, by=OFFICER, now=world.now)

    assert item(item_id).state == "open"


def test_a_draft_that_came_back_wrong_is_asked_for_anew_with_the_reason(world: World) -> None:
    item_id = world.open(kind=ItemKind.CONFIRM, draft="We will visit you.", due_at=world.now + timedelta(days=1))
    with pytest.raises(StillOpen):
        reopen_item(item_id, text="Too long.", force=FORCE, by=OFFICER, now=world.now)
    answer = Answer(ItemState.DONE, at=world.now, by=OIC, text="We will " + "visit " * 90)
    answer_item(item_id, answer, force=FORCE, by=OFFICER, now=world.now)

    again = reopen_item(item_id, text="Too long.", force=FORCE, by=OFFICER, now=world.now)

    row = item(again)
    assert (again, row.text, row.draft) == (uuid5(item_id, "again-1"), "Too long.", "We will visit you.")
    assert (row.matter, row.latest_at) == (item(item_id).matter, world.now + timedelta(days=1))


def test_a_matter_is_withdrawn_whoever_asked_for_it(world: World) -> None:
    item_id = world.open()
    matter = Matter(world.case_id, world.person_id, ItemKind.CALL, "1 call 1")

    assert withdraw_matters([replace(matter, matter="another")], force=FORCE, reason="told", now=world.now) == 0
    assert withdraw_matters([matter], force=FORCE, reason="told", now=world.now) == 1
    assert (item(item_id).state, history(item_id)) == ("withdrawn", ["opened", "withdrawn"])


def test_another_force_sees_no_item(world: World) -> None:
    world.open()

    with in_force(ForceName("elsewhere")):
        assert (Item.objects.count(), Change.objects.count()) == (0, 0)
    assert Item.objects.count() == 0


def test_the_database_keeps_no_item_that_is_nobodys(world: World) -> None:
    item_id = world.open()

    with pytest.raises(IntegrityError, match="worklist_item_is_somebodys"), in_force(FORCE):
        Item.objects.filter(id=item_id).update(owner="")


def test_the_database_opens_no_closed_item(world: World) -> None:
    item_id = world.open()
    withdraw_items([item_id], force=FORCE, reason="told", now=world.now)

    with pytest.raises(IntegrityError, match="closed item"), in_force(FORCE):
        Item.objects.filter(id=item_id).update(state="open", closed_at=None)


def test_history_is_not_rewritten(world: World) -> None:
    item_id = world.open()

    for rewrite in (
        lambda: Change.objects.filter(item_id=item_id).update(what="answered"),
        lambda: Change.objects.filter(item_id=item_id).delete(),
        lambda: Item.objects.filter(id=item_id)._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), in_force(FORCE), transaction.atomic():
            rewrite()
