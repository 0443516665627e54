"""A survey does not come on top of hard news: what counts is read for all at once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.messages.world import FORCE, World, a_world, message, plan
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.messages.hard_news import read_hard_news
from waypost.messages.models import Message
from waypost.worklist.models import Item

pytestmark = pytest.mark.django_db


def hard(world: World, **row: Any) -> Message:
    """Plan a message, make it one of hard news, and let this have become of it."""
    planned = plan(world, "alloc_officer_assigned", trigger="oic.assigned", now=world.now)
    with in_force(FORCE):
        Message.objects.filter(id=planned.message_id).update(**{"mode": "C", **row})
    return message(planned)


def called(world: World, at: datetime) -> None:
    """Write down a call of a clock in which the victim was spoken to."""
    with in_force(FORCE):
        call_id = uuid4()
        Item.objects.create(
            id=call_id, asked_as=call_id, force=FORCE, case_id=world.case_id, person_id=world.person_id(), kind="call",
            desk="oic", owner="4471", matter="clock", reason="clock", text="Call.", state="done", call="spoken_to",
            opened_at=at, due_at=at, answered_at=at, closed_at=at, answered_by="4471",
        )  # fmt: skip


def last(world: World, now: datetime) -> datetime | None:
    people = {world.person_id(): world.case_id}
    with in_force(FORCE):
        return read_hard_news(people, force=FORCE, now=now).get(world.person_id())


def test_hard_news_counts_from_when_it_was_told_and_while_it_waits_it_counts_as_now(world: World) -> None:
    later = world.now + timedelta(days=3)
    assert last(world, later) is None

    row = hard(world)
    assert last(world, later) == later

    ended = {"state": "suppressed", "owner": "nobody", "state_at": world.now}
    with in_force(FORCE):
        Message.objects.filter(id=row.id).update(reason="told_by_officer", **ended)
    assert last(world, later) == world.now


@pytest.mark.parametrize(
    "row",
    [
        {"mode": "A"},
        {"state": "superseded"},
        {"state": "suppressed", "reason": "opted_out", "owner": "nobody"},
    ],
    ids=["no hard news", "void", "never to be told"],
)
def test_what_is_not_hard_or_was_never_told_does_not_count(row: dict[str, str], world: World) -> None:
    hard(world, **row)

    assert last(world, world.now) is None


def test_a_call_counts_too(world: World) -> None:
    called(world, world.now - timedelta(days=2))

    assert last(world, world.now) == world.now - timedelta(days=2)


def test_it_is_read_for_all_in_as_many_queries_as_for_one(world: World, django_assert_num_queries: Any) -> None:
    worlds = [world, *(a_world(world.now, reference=f"4226000003{number}") for number in range(3))]
    people: dict[PersonId, CaseId] = {}
    for one in worlds:
        hard(one, called_at=world.now, call_outcome="spoken_to")
        people[one.person_id()] = one.case_id

    with in_force(FORCE), django_assert_num_queries(2):
        found = read_hard_news(people, force=FORCE, now=world.now)

    assert found == dict.fromkeys(people, world.now)
