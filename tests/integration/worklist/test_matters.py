"""A complaint is recorded once, has its clock, asks the supervisor, is decided, and its words go with the case."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.worklist.world import World, a_world
from tests.snapshots import ALLOCATED, FORCE
from tests.staff import SHAW, a_member
from waypost.access.models import AuditEvent
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import ForceName, PersonId
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.models import TimelineEvent
from waypost.messages.operations.answering import answer
from waypost.worklist.matters.models import Matter
from waypost.worklist.matters.operations import acknowledge_matter, close_matter, decide_matter, record_matter
from waypost.worklist.matters.queries import case_of_matter, matter_of_case, matters_of_case, open_matters
from waypost.worklist.matters.values import (
    BadMatter,
    CameBy,
    Ending,
    Finding,
    MatterFacts,
    MatterKind,
    MatterState,
    NewMatter,
    NoSuchMatter,
    NotPossible,
)
from waypost.worklist.operations import BadAnswer
from waypost.worklist.queries import items_of_case
from waypost.worklist.rows import waiting_to_be_handed_out
from waypost.worklist.values import MATTER, Answer, Desk, ItemFacts, ItemState

pytestmark = pytest.mark.django_db
WORDS = "Nobody has called me back, and I am made up."


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return a_world(now)


@pytest.fixture
def shaw(world: World) -> Staff:
    return a_member(SHAW, now=world.now)


def a_matter(world: World, **fields: Any) -> NewMatter:
    new = NewMatter(
        uuid4(), world.case_id, world.person_id, MatterKind.COMPLAINT, CameBy.PHONE, world.now.date(), WORDS
    )
    return replace(new, **fields)


def of(world: World, new: NewMatter) -> MatterFacts:
    found = matter_of_case(new.matter_id, world.case_id, force=FORCE)
    assert found is not None
    return found


def asked(world: World) -> list[ItemFacts]:
    return [one for one in items_of_case(world.case_id, force=FORCE) if one.reason == MATTER]


def events(kind: str) -> list[TimelineEvent]:
    with in_force(FORCE):
        return list(TimelineEvent.objects.filter(force=FORCE, kind=kind))


def audited() -> list[AuditEvent]:
    with in_force(FORCE):
        return list(AuditEvent.objects.filter(action__startswith="matter.").order_by("id"))


def test_a_complaint_is_recorded_once_and_asks_the_supervisor(world: World, shaw: Staff) -> None:
    new = a_matter(world)

    assert record_matter(new, by=shaw, now=world.now)
    assert not record_matter(new, by=shaw, now=world.now)

    (event,) = events("complaint.received")
    assert (event.person_ref, event.item, event.details) == ("p1", str(new.matter_id), {})
    (item,) = asked(world)
    assert (item.desk, item.state) == (Desk.SUPERVISOR, ItemState.OPEN)
    assert "Complaint, came in on" in item.text
    (line,) = audited()
    assert (line.action, line.fields) == ("matter.recorded", [str(new.matter_id), "complaint"])
    found = of(world, new)
    assert (found.state, found.text, found.recorded_by) == (MatterState.RECEIVED, WORDS, "2210")
    assert item.due_at.date() == found.acknowledge_by == found.next_due


def test_what_somebody_wrote_stands_in_no_item_event_or_audit_line(world: World, shaw: Staff) -> None:
    new = a_matter(world)
    record_matter(new, by=shaw, now=world.now)
    acknowledge_matter(new.matter_id, case_id=world.case_id, by=shaw, now=world.now)
    decide_matter(
        new.matter_id, Finding.UPHELD, found="We were too slow.", case_id=world.case_id, by=shaw, now=world.now
    )

    said = (
        f"{asked(world)!r} {[one.fields for one in audited()]} {[one.details for one in events('complaint.decided')]}"
    )

    assert "called me back" not in said
    assert "too slow" not in said
    assert "called me back" not in repr(new) + repr(of(world, new))


def test_it_is_never_handed_to_the_crime_system_nor_answered_anywhere_else(world: World, shaw: Staff) -> None:
    record_matter(a_matter(world), by=shaw, now=world.now)
    (item,) = asked(world)

    with in_force(FORCE):
        assert item.item_id not in waiting_to_be_handed_out(FORCE).values_list("id", flat=True)
    with pytest.raises(BadAnswer):
        answer(item.item_id, Answer(ItemState.DONE, world.now), force=FORCE, by=shaw.actor, now=world.now)


def test_each_step_closes_what_asked_for_it_and_the_answer_is_told_once(world: World, shaw: Staff) -> None:
    new = a_matter(world)
    record_matter(new, by=shaw, now=world.now)

    for _ in range(2):
        acknowledge_matter(new.matter_id, case_id=world.case_id, by=shaw, now=world.now)
    waits = [one.state for one in asked(world)]
    for _ in range(2):
        decide_matter(new.matter_id, Finding.PARTLY, found="It was.", case_id=world.case_id, by=shaw, now=world.now)

    assert sorted(waits) == [ItemState.DONE, ItemState.OPEN]
    assert [one.state for one in asked(world)] == [ItemState.DONE, ItemState.DONE]
    (event,) = events("complaint.decided")
    assert (event.person_ref, event.item) == ("p1", str(new.matter_id))
    close_matter(new.matter_id, Ending.TOLD, case_id=world.case_id, by=shaw, now=world.now)
    assert (of(world, new).state, open_matters(FORCE)) == (MatterState.CLOSED, [])
    assert [one.action for one in audited()] == [
        "matter.recorded",
        "matter.acknowledged",
        "matter.decided",
        "matter.closed",
    ]


@pytest.mark.parametrize(
    ("kind", "event"),
    [(MatterKind.REVIEW, "vrr.received"), (MatterKind.DATA_PROTECTION, "dp_complaint.received")],
)
def test_a_decision_on_anything_else_tells_nobody_by_itself(
    world: World, shaw: Staff, kind: MatterKind, event: str
) -> None:
    new = a_matter(world, kind=kind)
    record_matter(new, by=shaw, now=world.now)

    decide_matter(new.matter_id, Finding.NOT_UPHELD, found="No.", case_id=world.case_id, by=shaw, now=world.now)

    assert len(events(event)) == 1
    assert events("complaint.decided") == events("vrr.decided") == []
    assert [one.state for one in asked(world)] == [ItemState.DONE]


@pytest.mark.parametrize(
    "fields",
    [{"text": " "}, {"text": "x" * 4001}, {"received_on": date(2030, 1, 1)}, {"person_id": PersonId(404)}],
)
def test_what_cannot_be_recorded_leaves_nothing_behind(world: World, shaw: Staff, fields: dict[str, Any]) -> None:
    with pytest.raises(BadMatter):
        record_matter(a_matter(world, **fields), by=shaw, now=world.now)

    assert (len(events("complaint.received")), len(asked(world)), len(audited())) == (0, 0, 0)
    assert matters_of_case(world.case_id, force=FORCE) == []


def test_the_accused_is_nobody_who_can_have_complained_as_a_victim(world: World, shaw: Staff) -> None:
    people = [{**ALLOCATED["people"][0], "roles": ["suspect"]}, *ALLOCATED["people"][1:]]
    world.change(people=people)

    with pytest.raises(BadMatter):
        record_matter(a_matter(world), by=shaw, now=world.now)


def test_steps_out_of_order_are_refused_and_change_nothing(world: World, shaw: Staff) -> None:
    new, where = a_matter(world), {"case_id": world.case_id, "by": shaw, "now": world.now}
    record_matter(new, by=shaw, now=world.now)

    with pytest.raises(NotPossible):
        close_matter(new.matter_id, Ending.TOLD, **where)  # type: ignore[arg-type]
    with pytest.raises(NotPossible):
        decide_matter(new.matter_id, Finding.NOT_COVERED, found="No.", **where)  # type: ignore[arg-type]
    close_matter(new.matter_id, Ending.MISTAKE, **where)  # type: ignore[arg-type]
    with pytest.raises(NotPossible):
        acknowledge_matter(new.matter_id, **where)  # type: ignore[arg-type]
    with pytest.raises(NoSuchMatter):
        acknowledge_matter(uuid4(), **where)  # type: ignore[arg-type]

    assert of(world, new).ending is Ending.MISTAKE


def test_another_force_sees_none_of_it(world: World, shaw: Staff) -> None:
    new = a_matter(world)
    record_matter(new, by=shaw, now=world.now)
    other = ForceName("otherforce")

    assert open_matters(other) == matters_of_case(world.case_id, force=other) == []
    assert matter_of_case(new.matter_id, world.case_id, force=other) is None
    assert case_of_matter(new.matter_id, force=other) is None
    assert case_of_matter(new.matter_id, force=FORCE) == world.case_id


def test_its_words_and_whose_they_are_go_with_the_case(world: World, shaw: Staff) -> None:
    new = a_matter(world)
    record_matter(new, by=shaw, now=world.now)
    decide_matter(new.matter_id, Finding.UPHELD, found="Yes.", case_id=world.case_id, by=shaw, now=world.now)
    world.change(status="closed")

    erase(ALLOCATED["reference"], Order(FORCE, "asked for", shaw.actor, world.now))

    with in_force(FORCE):
        row = Matter.objects.get(id=new.matter_id)
    assert (row.text, row.found, row.person_id, row.state) == ("", "", None, "decided")
