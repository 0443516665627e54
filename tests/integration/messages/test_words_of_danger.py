"""A victim writes words that sound like danger: the timeline says so, and a person on duty reads them at once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.integration.messages.world import FORCE, World
from waypost.base.scope import in_force
from waypost.cases.models import TimelineEvent
from waypost.messages.models import ThreadMessage
from waypost.messages.operations import write_to_officer
from waypost.messages.sign_models import Sign
from waypost.worklist.queries import items_of_case
from waypost.worklist.values import Desk, ItemFacts, ItemKind

pytestmark = pytest.mark.django_db

DANGER = "Please hurry. He is outside and has a knife."


def write(world: World, text: str, *, once: UUID | None = None) -> UUID:
    return write_to_officer(world.person_id(), text=text, waypost_id=once or uuid4(), force=FORCE, now=world.now)


def alarms(world: World) -> list[ItemFacts]:
    return [item for item in items_of_case(world.case_id, force=FORCE) if item.reason == "message.risk_detected"]


def kinds() -> list[str]:
    with in_force(FORCE):
        found = TimelineEvent.objects.filter(kind__startswith="message.").order_by("id")
        return list(found.values_list("kind", flat=True))


def test_words_of_danger_are_read_by_a_supervisor_within_a_quarter_of_an_hour(world: World) -> None:
    written = write(world, DANGER)

    (alarm,) = alarms(world)
    assert (alarm.kind, alarm.desk, alarm.subject) == (ItemKind.CALL, Desk.SUPERVISOR, str(written))
    assert alarm.due_at == world.now + timedelta(minutes=15)
    assert DANGER not in alarm.text
    assert kinds() == ["message.inbound", "message.risk_detected"]


def test_the_officer_in_the_case_is_asked_for_an_answer_all_the_same(world: World) -> None:
    write(world, DANGER)

    assert {item.kind for item in items_of_case(world.case_id, force=FORCE)} == {ItemKind.CALL, ItemKind.REPLY}
    with in_force(FORCE):
        assert ThreadMessage.objects.get().text == DANGER


def test_the_same_form_sent_twice_alarms_once_and_other_words_not_at_all(world: World) -> None:
    once = uuid4()
    write(world, DANGER, once=once)
    write(world, DANGER, once=once)
    write(world, "Is there news?")

    assert len(alarms(world)) == 1
    assert kinds() == ["message.inbound", "message.risk_detected", "message.inbound"]


def test_contact_by_the_suspect_is_read_by_the_officer_within_hours_and_alarms_nobody_else(world: World) -> None:
    written = write(world, "He keeps texting me.")

    (asked,) = (item for item in items_of_case(world.case_id, force=FORCE) if item.reason == "message.suspect_contact")
    assert (asked.kind, asked.desk, asked.subject) == (ItemKind.CALL, Desk.OIC, str(written))
    assert asked.due_at == world.now + timedelta(hours=4)
    assert not alarms(world)
    assert kinds() == ["message.inbound"]


def test_what_may_be_withdrawal_or_evidence_is_said_where_an_answer_is_asked_for(world: World) -> None:
    write(world, "I want to drop the charges. I have found the CCTV.")

    (asked,) = items_of_case(world.case_id, force=FORCE)
    assert asked.kind is ItemKind.REPLY
    assert "may not want to go on" in asked.text
    assert "could be evidence" in asked.text


def test_danger_and_self_harm_wake_one_person_once_and_the_words_are_kept_with_the_rule(world: World) -> None:
    write(world, "He is outside with a knife and I want to die.")

    assert len(alarms(world)) == 1
    with in_force(FORCE):
        assert {"danger", "self_harm"} <= set(Sign.objects.values_list("label", flat=True))
        assert "want to die" in Sign.objects.get(rule="self_harm.wants_to_die").words
