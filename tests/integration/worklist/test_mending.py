"""What is wrong in a record becomes work for its owner, and closes by itself when the record is put right."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.worklist.world import World, a_world, history, item, outbox
from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.choices import ContactKind, WhyFrozen
from waypost.cases.defects import Skipped
from waypost.cases.frozen_contacts import Frozen, freeze_contact
from waypost.cases.models import Case, Person
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import delivery_facts, source_by_id
from waypost.cases.values import CaseKind, SourceState
from waypost.worklist.models import Item, Look
from waypost.worklist.operations import (
    answer_item,
    hand_out,
    look_later,
    mend,
    mend_due,
    open_items,
    sweep,
    withdraw_items,
)
from waypost.worklist.operations.mending import AT_REST, BATCH
from waypost.worklist.rules.mending import REASON
from waypost.worklist.values import Answer, Desk, ItemKind, ItemState

pytestmark = pytest.mark.django_db
OFFICER = Actor(ActorKind.STAFF, "4471")
IN_NAME = {"family_name": "Sample 07700 900123", "contact": {}}


@pytest.fixture
def world(now: datetime) -> World:
    return a_world(now)


def victim(world: World, **fields: Any) -> None:
    """Send a revision in which the victim's entry has other fields."""
    world.change(appointments=[], people=[{**RECORDED["people"][0], "id": "p1", **fields}])


def records(*states: str) -> Sequence[Item]:
    with in_force(FORCE):
        rows = Item.objects.filter(reason=REASON).order_by("opened_at", "case_id", "desk", "id")
        return [row for row in rows if not states or row.state in states]


def look(world: World, now: datetime | None = None) -> Sequence[Item]:
    """Look at the case, and return what is open about its record."""
    mend([world.case_id], force=FORCE, now=now or world.now)
    return records("open")


def answered(item_id: UUID, state: ItemState, *, at: datetime, note: str | None = None) -> None:
    answer_item(item_id, Answer(state, at, by="4471", note=note), force=FORCE, by=OFFICER, now=at)


def mobile(world: World) -> str | None:
    facts = delivery_facts([world.person_id], force=FORCE)[world.person_id]
    return facts.person.contact.mobile


def stopping(world: World) -> set[str]:
    facts = delivery_facts([world.person_id], force=FORCE)[world.person_id]
    return {one.code for one in facts.findings if one.stops}


DIRTY: Mapping[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = {
    "D01": ({}, {"family_name": "Unknown"}, [("records", "p1")]),
    "D02": ({}, {"family_name": "Sample Ltd"}, [("records", "p1")]),
    "D03": ({}, IN_NAME, [("oic", "p1")]),
    "D04": ({}, {"contact": {"mobile": "07700 900124 or 07700 900125"}}, [("oic", "p1")]),
    "D05": ({}, {"contact": {"phone": "amina@example.org"}}, [("oic", "p1")]),
    "D06": ({}, {"contact": {"mobile": "refused"}}, [("oic", "p1")]),
    "D07": ({"summary": "My ex-partner took it."}, {}, [("oic", "")]),
    "D08": (
        {},
        {"given_name": "PC Amina", "family_name": "Sample (informant)"},
        [("records", "p1"), ("supervisor", "p1")],
    ),
    "D09": ({"status": "closed"}, {"family_name": "Unknown"}, []),
    "D10": ({}, {"language": None, "date_of_birth": None}, []),
    "D11": ({}, {"family_name": "Unknown", "roles": ["witness"]}, []),
    "D12": ({}, {}, []),
    "D13": ({}, {"date_of_birth": "2015-03-02"}, [("oic", "p1")]),
    # A way to write to this person is left: the other one waits for the report.
    "D14": ({}, {"contact": {"mobile": "07700 900126", "email": "jo@gmial.com"}}, []),
}  # fmt: skip


def a_crime(reference: str, of_case: dict[str, Any], of_person: dict[str, Any], revision: int) -> dict[str, Any]:
    contact = {"mobile": f"07700 9002{reference[1:]}"}
    person = {**RECORDED["people"][0], "given_name": f"Amina{reference}", "family_name": "Sample", "contact": contact}
    case = {"reference": reference, "incident_reference": None, "revision": revision, **of_case}
    return changed(RECORDED, people=[{**person, **of_person}], **case)


def test_a_corpus_of_dirty_records_leads_to_work_for_their_owners_and_all_of_it_closes(now: datetime) -> None:
    source = a_source("rms", now=now)
    take(
        source,
        *(event(a_crime(name, of_case, of_person, 1), name) for name, (of_case, of_person, _) in DIRTY.items()),
        now=now,
    )

    sweep(FORCE, now=now)

    with in_force(FORCE):
        references = dict(Case.objects.values_list("id", "reference"))
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in DIRTY}
    for row in records("open"):
        found[references[row.case_id or 0]].append((row.desk, row.person_ref))
    assert {name: sorted(whose) for name, whose in found.items()} == {
        name: sorted(expected) for name, (_, _, expected) in DIRTY.items()
    }

    take(source, *(event(a_crime(name, {}, {}, 2), f"{name}-2") for name in DIRTY), now=now)
    sweep(FORCE, now=now)
    assert {row.state for row in records()} == {"withdrawn"}


def test_a_second_look_at_the_same_record_changes_nothing(world: World) -> None:
    victim(world, family_name="Unknown")
    (first,) = look(world)

    (again,) = look(world, world.now + timedelta(days=9))

    assert (again.id, history(first.id)) == (first.id, ["opened"])


def test_where_something_else_is_found_the_task_is_another_one(world: World) -> None:
    victim(world, family_name="Unknown")
    (first,) = look(world)
    victim(world, family_name="Sample (informant)")

    (second,) = look(world)

    assert second.id != first.id
    assert (item(first.id).state, history(first.id)[-1]) == ("withdrawn", "withdrawn")


def test_the_crime_system_gets_a_task_and_a_note_once_the_record_is_put_right(world: World) -> None:
    victim(world, family_name="Unknown")
    (first,) = look(world)
    while hand_out(FORCE, now=world.now):
        pass
    victim(world)
    look(world)
    while hand_out(FORCE, now=world.now):
        pass

    task, note = outbox()
    assert (task["is"], task["kind"], task["person"], task["waypost_id"]) == ("task", "mend", "p1", first.id)
    assert "This stands for having no name." in task["text"]
    assert note["is"] == "note"


def test_what_was_refused_is_not_asked_again(world: World) -> None:
    victim(world, family_name="Unknown")
    (first,) = look(world)
    answered(first.id, ItemState.REFUSED, at=world.now)

    assert look(world, world.now + timedelta(days=90)) == []


def test_what_was_done_and_still_stands_is_asked_again(world: World) -> None:
    victim(world, family_name="Unknown")
    (first,) = look(world)
    answered(first.id, ItemState.DONE, at=world.now)

    assert look(world, world.now + timedelta(days=1)) == []
    (again,) = look(world, world.now + timedelta(days=6))
    assert again.text.startswith("This was answered as done on 20 November 2026")
    answered(again.id, ItemState.DONE, at=world.now + timedelta(days=6))
    (third,) = look(world, world.now + timedelta(days=12))
    assert len({first.id, again.id, third.id}) == 3


def test_a_message_that_asks_for_the_same_stands_with_the_task_that_is_there(world: World) -> None:
    victim(world, family_name="Unknown")
    (first,) = look(world)

    wish = world.wish(kind=ItemKind.MEND, desk=Desk.RECORDS, matter="placeholder_name", reason="placeholder_name")
    stands = open_items([wish], force=FORCE, now=world.now)

    assert stands == {wish.item_id: first.id}
    # The message needs it no more; the record still does.
    assert withdraw_items([first.id], force=FORCE, reason="no_longer_needed", now=world.now) == 0
    assert item(first.id).state == "open"


def test_a_message_that_asks_for_something_else_has_a_task_of_its_own(world: World) -> None:
    victim(world, family_name="Unknown")
    (first,) = look(world)

    other = world.open(kind=ItemKind.MEND, desk=Desk.OIC, matter="contact_frozen", reason="contact_frozen")

    assert other != first.id


def test_what_a_message_asks_already_is_no_second_task_until_the_message_asks_no_more(world: World) -> None:
    victim(world, family_name="Unknown")
    asked = world.open(kind=ItemKind.MEND, desk=Desk.RECORDS, matter="placeholder_name", reason="placeholder_name")

    assert look(world) == []
    withdraw_items([asked], force=FORCE, reason="no_longer_needed", now=world.now)
    assert len(look(world)) == 1


def test_a_plain_done_opens_no_way_to_anybody(world: World) -> None:
    victim(world, **IN_NAME)
    (first,) = look(world)
    assert "1. +447700900123, as their mobile number" in first.text

    answered(first.id, ItemState.DONE, at=world.now, note="Yes, done.")

    assert (mobile(world), stopping(world)) == (None, {"number_in_name"})


def test_the_crime_system_is_told_that_other_words_have_confirmed_nothing(world: World) -> None:
    victim(world, **IN_NAME)
    (first,) = look(world)
    hand_out(FORCE, now=world.now)
    given = Answer(ItemState.DONE, world.now, by="4471", note="Yes, it is hers.")

    answer_item(first.id, given, force=FORCE, by=Actor(ActorKind.SOURCE, "tasks"), now=world.now)
    hand_out(FORCE, now=world.now)

    (note,) = [each["text"] for each in outbox() if each["is"] == "note"]
    assert "No contact was confirmed by it" in note


def test_a_number_in_the_name_is_used_once_a_person_has_confirmed_it(world: World) -> None:
    victim(world, **IN_NAME)
    (first,) = look(world)

    answered(first.id, ItemState.DONE, at=world.now, note="use 1")

    assert (mobile(world), stopping(world)) == ("+447700900123", set())
    assert look(world, world.now + timedelta(days=9)) == []
    victim(world, family_name="Sample 07700 900124", contact={})
    assert (mobile(world), stopping(world)) == (None, {"number_in_name"})
    (again,) = look(world, world.now + timedelta(days=9))
    assert "+447700900124" in again.text


def test_a_confirmed_number_that_somebody_accused_has_is_still_the_suspects(world: World) -> None:
    victim(world, **IN_NAME)
    (first,) = look(world)
    answered(first.id, ItemState.DONE, at=world.now, note="use 1")
    people = [
        {**RECORDED["people"][0], "id": "p1", **IN_NAME},
        {
            "id": "s1",
            "roles": ["suspect"],
            "kind": "person",
            "family_name": "Other",
            "contact": {"phone": "07700900123"},
        },
    ]
    world.change(appointments=[], people=people)

    facts = delivery_facts([world.person_id], force=FORCE)[world.person_id]

    (accused,) = facts.others
    assert (accused.phone_key, facts.person.contact.mobile) == ("+447700900123", "+447700900123")


def test_a_number_that_somebody_else_near_the_case_has_is_not_offered(world: World) -> None:
    people = [
        {**RECORDED["people"][0], "id": "p1", **IN_NAME},
        {
            "id": "w1",
            "roles": ["witness"],
            "kind": "person",
            "family_name": "Other",
            "contact": {"phone": "07700900123"},
        },
    ]
    world.change(appointments=[], people=people)

    (asked,) = look(world)

    assert ("900123" in asked.text, asked.mends.get("offers")) == (False, None)


def test_a_number_that_is_frozen_is_not_offered(world: World) -> None:
    freeze_contact(Frozen(ContactKind.PHONE, "+447700900123", WhyFrozen.NOT_ME), force=FORCE, by=OFFICER, now=world.now)
    victim(world, **IN_NAME)

    (asked,) = look(world)

    assert "900123" not in asked.text


def test_who_has_a_confirmed_number_counts_among_those_who_share_it(world: World, now: datetime) -> None:
    victim(world, **IN_NAME)
    (first,) = look(world)
    answered(first.id, ItemState.DONE, at=now, note="use 1")
    other = a_crime("D50", {}, {"contact": {"mobile": "07700 900123"}}, 1)
    take(world.source, event(other, "D50"), now=now)

    with in_force(FORCE):
        other_id = PersonId(Person.objects.values_list("id", flat=True).get(case__reference="D50"))
    assert delivery_facts([other_id], force=FORCE)[other_id].shared_by == {"+447700900123": 1}
    assert delivery_facts([world.person_id], force=FORCE)[world.person_id].shared_by == {"+447700900123": 1}


def test_an_offer_that_was_refused_is_not_made_again(world: World) -> None:
    victim(world, **IN_NAME)
    (first,) = look(world)
    answered(first.id, ItemState.REFUSED, at=world.now, note="use 1")

    assert (mobile(world), look(world, world.now + timedelta(days=90))) == (None, [])


@pytest.mark.parametrize("state", [SourceState.SHADOW, SourceState.LIVE])
def test_a_source_in_shadow_asks_nobody(now: datetime, state: SourceState) -> None:
    source = source_by_id(add_source(NewSource(FORCE, "rms", "push", state), now=now).id)
    take(source, event(a_crime("D60", {}, {"family_name": "Unknown"}, 1), "D60"), now=now)

    done = sweep(FORCE, now=now)

    is_shadow = state is SourceState.SHADOW
    assert (done.opened, done.skipped[Skipped.SOURCE_IN_SHADOW]) == ((0, 1) if is_shadow else (1, 0))


def test_the_backlog_of_a_first_load_asks_nobody_until_something_happens(now: datetime) -> None:
    source = a_source("rms", now=now)
    later = now + timedelta(days=60)
    old = a_crime("D61", {}, {"family_name": "Unknown"}, 1)
    take(source, event(old, "D61"), now=later)

    assert sweep(FORCE, now=later).skipped == {Skipped.IS_BACKLOG: 1}
    take(source, event({**old, "revision": 2, "status": "closed"}, "D61-2"), now=later)
    take(source, event({**old, "revision": 3, "status": "under_investigation"}, "D61-3"), now=later)
    assert sweep(FORCE, now=later).opened == 1


def test_ten_changes_of_a_morning_are_one_look_once_the_case_is_at_rest(world: World) -> None:
    victim(world, family_name="Unknown")
    for minutes in range(0, 10, 2):
        look_later([world.case_id], force=FORCE, now=world.now + timedelta(minutes=minutes))

    assert mend_due(FORCE, now=world.now + timedelta(minutes=9)) == 0
    assert mend_due(FORCE, now=world.now + timedelta(minutes=8) + AT_REST) == 1
    assert len(records("open")) == 1
    assert mend_due(FORCE, now=world.now + timedelta(days=1)) == 0


def test_a_case_that_never_rests_is_looked_at_within_the_hour(world: World) -> None:
    for minutes in range(0, 120, 3):
        look_later([world.case_id], force=FORCE, now=world.now + timedelta(minutes=minutes))

    with in_force(FORCE):
        assert Look.objects.get().look_at == world.now + timedelta(hours=1)


def test_a_look_costs_the_same_for_one_case_and_for_many(now: datetime) -> None:
    source = a_source("rms", now=now)
    dirty = [a_crime(f"D{number}", {}, {"family_name": "Unknown"}, 1) for number in range(70, 90)]
    take(source, *(event(one, one["reference"]) for one in dirty), now=now)
    with in_force(FORCE):
        case_ids = [CaseId(each) for each in Case.objects.filter(kind=CaseKind.CRIME).values_list("id", flat=True)]
    assert len(case_ids) < BATCH

    with CaptureQueriesContext(
        connection,
    ) as one:
        mend(case_ids[:1], force=FORCE, now=now)
    with CaptureQueriesContext(connection) as many:
        mend(case_ids[1:], force=FORCE, now=now)

    assert len(records("open")) == len(dirty)
    assert len(many) <= len(one)
