"""What staff write to a victim: kept once, told like an officer's message, taken to the crime system, and proven."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.integration.messages.world import FORCE, World, a_world
from tests.staff import HALL, a_member
from waypost.access.forces import change_force
from waypost.access.models import AuditEvent
from waypost.access.permissions import Action
from waypost.access.values import OPERATOR, Staff
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem
from waypost.cases.queries import timeline
from waypost.cases.values import SourceState
from waypost.messages.ledger.models import LedgerEntry
from waypost.messages.operations import write_to_officer
from waypost.messages.operations.replying import (
    CannotWrite,
    Reply,
    ReplyOutOfBounds,
    why_not_to_write,
    write_to_victim,
)
from waypost.messages.operations.stopping import Target, stop
from waypost.messages.queries import thread
from waypost.messages.reply_rules import NotWritten
from waypost.messages.stops import StopKind
from waypost.messages.thread_models import StaffMessage
from waypost.messages.thread_rules import EmptyText, TooManyMessages
from waypost.worklist.queries import items_of_case
from waypost.worklist.values import ItemState

pytestmark = pytest.mark.django_db
ONCE = UUID("00000000-0000-4000-8000-000000000001")
WORDS = "We have asked the shop for its film. I will write again on Friday."


@pytest.fixture
def hall(world: World) -> Staff:
    """Return PC Jo Hall, who has the case."""
    return a_member(HALL, now=world.now)


def write(world: World, by: Staff, text: str = WORDS, *, once: UUID = ONCE, now: datetime | None = None) -> None:
    write_to_victim(Reply(once, world.person_id(), text), by=by, now=now or world.now)


def test_what_staff_write_is_kept_told_noted_and_proven_once(world: World, hall: Staff) -> None:
    asked = uuid4()
    write_to_officer(world.person_id(), text="Is there news?", waypost_id=asked, force=FORCE, now=world.now)
    later = world.now + timedelta(hours=1)

    write(world, hall, now=later)
    write(world, hall, now=later)

    with in_force(FORCE):
        (kept,) = StaffMessage.objects.all()
        (note,) = OutboxItem.objects.filter(kind="note")
        assert (kept.collar_number, kept.author) == ("4471", "PC Jo Hall")
        assert note.id == ONCE
        assert note.payload["text"].endswith(f"The words:\n\n{WORDS}")
        assert LedgerEntry.objects.filter(kind="staff_wrote").count() == 1
        (audited,) = AuditEvent.objects.filter(action=Action.STAFF_WROTE)
        assert audited.person_id == world.person_id()
    told = [entry for entry in timeline(world.case_id, force=FORCE) if entry.kind == "message.outbound"]
    assert [(entry.person_ref, entry.item) for entry in told] == [("p1", str(ONCE))]
    shown = thread(world.person_id(), force=FORCE)
    assert [(item.text, item.author, item.is_own) for item in shown] == [
        ("Is there news?", "", True),
        (WORDS, "PC Jo Hall", False),
    ]
    (item,) = items_of_case(world.case_id, force=FORCE)
    assert item.state is ItemState.DONE
    assert item.answer is not None
    assert (item.answer.by, item.answer.note) == ("4471", "Answered in Waypost.")


def test_an_entry_that_comes_back_with_our_id_is_shown_once_and_names_the_same_thing(world: World, hall: Staff) -> None:
    write(world, hall)
    back = {
        "id": "e9", "kind": "officer_message", "person": "p1", "at": "2026-11-20T13:00:00+00:00",
        "author": "PC 4471 Hall", "text": WORDS, "waypost_id": str(ONCE),
    }  # fmt: skip

    world.change(lambda case: case.update(entries=[back]))

    assert [item.text for item in thread(world.person_id(), force=FORCE)] == [WORDS]
    told = [entry.item for entry in timeline(world.case_id, force=FORCE) if entry.kind == "message.outbound"]
    # A journey begins once for a thing, so the second tells nobody anything.
    assert set(told) == {str(ONCE)}


def test_nothing_is_kept_of_words_that_cannot_go(world: World, hall: Staff) -> None:
    world = world.change(
        lambda case: case["people"].append(
            {"id": "p7", "kind": "person", "roles": ["suspect"], "given_name": "Corvin", "family_name": "Madeup"}
        )
    )
    for text in ("See www.example.org/film", "Call me on 07700 900123.", "Corvin has been seen.", "Come on [the day]."):
        with pytest.raises(ReplyOutOfBounds):
            write(world, hall, text)
    with pytest.raises(EmptyText):
        write(world, hall, " \n ")

    with in_force(FORCE):
        assert (StaffMessage.objects.count(), OutboxItem.objects.count()) == (0, 0)
    assert "message.outbound" not in [entry.kind for entry in timeline(world.case_id, force=FORCE)]


def test_the_number_of_the_force_and_of_the_case_may_stand_in_it(world: World, hall: Staff) -> None:
    write(world, hall, f"Call 101 and say {world.document['reference']}.")

    assert len(thread(world.person_id(), force=FORCE)) == 1


def test_twenty_a_day_are_taken_and_no_more(world: World, hall: Staff) -> None:
    for _ in range(20):
        write(world, hall, once=uuid4())

    with pytest.raises(TooManyMessages):
        write(world, hall, once=uuid4())

    write(world, hall, once=uuid4(), now=world.now + timedelta(days=1))


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"deceased": True}, NotWritten.DECEASED),
        ({"contact_plan": {"never": ["portal"]}}, NotWritten.REFUSED),
        ({"contact_plan": {"no_contact": True}}, NotWritten.NO_CONTACT),
        ({"date_of_birth": "2015-05-05"}, NotWritten.UNDER_AGE),
        ({"roles": ["witness"]}, NotWritten.NOT_A_VICTIM),
        ({"roles": ["victim", "suspect"]}, NotWritten.ACCUSED),
    ],
)
def test_nothing_is_written_to_somebody_whose_page_is_shut(
    world: World, hall: Staff, person: dict[str, object], why: NotWritten
) -> None:
    world = world.change(lambda case: case["people"][0].update(person))

    with pytest.raises(CannotWrite) as refused:
        write(world, hall)

    assert refused.value.why is why
    assert why_not_to_write(world.person_id(), force=FORCE, now=world.now) is why


def test_nothing_is_written_while_the_case_is_stopped(world: World, hall: Staff) -> None:
    assert why_not_to_write(world.person_id(), force=FORCE, now=world.now) is None
    case = Target(StopKind.CASE, world.document["reference"])
    stop(case, reason="asked by the unit", force=FORCE, by=OPERATOR, now=world.now)

    assert why_not_to_write(world.person_id(), force=FORCE, now=world.now) is NotWritten.STOPPED


def test_nothing_is_written_before_the_force_or_the_source_is_switched_on(hall: Staff, world: World) -> None:
    other = a_world(world.now, state=SourceState.SHADOW, reference="42260000002")
    assert why_not_to_write(other.person_id(), force=FORCE, now=world.now) is NotWritten.SHADOW

    change_force(FORCE, changes={"state": "shadow"}, by=OPERATOR, now=world.now)

    assert why_not_to_write(world.person_id(), force=FORCE, now=world.now) is NotWritten.SHADOW
