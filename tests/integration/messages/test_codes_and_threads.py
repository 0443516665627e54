"""Sign-in codes that are written nowhere, and what a victim writes."""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.integration.messages.people import items
from tests.integration.messages.world import FORCE, NUMBER, FakeProvider, World, carried
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.cases.models import Case, OutboxItem, TimelineEvent
from waypost.cases.queries import UnknownPerson
from waypost.messages.gates import GATES
from waypost.messages.models import Attempt, Message, ThreadMessage
from waypost.messages.operations import NoSuchRecipient, deliver, write_to_officer
from waypost.messages.operations.codes import CodeToSend, Courier, carry_code
from waypost.messages.providers import Doubtful, RefusalKind, Refused
from waypost.messages.queries import thread
from waypost.messages.thread_rules import EmptyText, TooManyMessages
from waypost.messages.values import MessageState
from waypost.worklist.operations import hand_out

pytestmark = pytest.mark.django_db

# Letters beside digits, so that no id and no digest in the database can hold it by chance.
CODE = "Q48Z15"


def send(world: World, provider: FakeProvider | None, *, now: datetime | None = None) -> MessageState:
    courier = Courier(providers=carried(provider), gates=GATES)
    return carry_code(CodeToSend(world.person_id(), CODE), courier=courier, force=FORCE, now=now or world.now)


def everything_in_the_database() -> str:
    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_code_reaches_the_number_on_record_at_once(world: World, provider: FakeProvider) -> None:
    assert send(world, provider) is MessageState.HANDED_OVER

    (request,) = provider.sent
    assert request.recipient == NUMBER
    assert CODE in request.body


def test_a_code_is_written_nowhere_and_logged_nowhere(
    world: World, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    send(world, provider)

    assert CODE not in everything_in_the_database()
    assert CODE not in caplog.text
    assert CODE not in repr(provider.sent) + repr(CodeToSend(PersonId(1), CODE))


def test_the_log_learns_that_a_code_was_sent_and_not_which(world: World, provider: FakeProvider) -> None:
    send(world, provider)

    with in_force(FORCE):
        (note,) = OutboxItem.objects.filter(kind="note")
    assert note.payload["text"] == "Waypost sent a sign-in code by text message."


def test_a_code_goes_at_night(world: World, provider: FakeProvider) -> None:
    assert send(world, provider, now=world.now + timedelta(hours=12)) is MessageState.HANDED_OVER


def test_no_code_goes_where_it_is_not_safe(world: World, provider: FakeProvider) -> None:
    flagged = world.change(lambda case: case.update(flags=["domestic_abuse"]))

    assert send(flagged, provider) is MessageState.SUPPRESSED
    assert provider.sent == []
    with in_force(FORCE):
        assert Message.objects.get().reason == "safety_flag"


def test_a_discreet_plan_gets_a_code_that_names_nobody(world: World, provider: FakeProvider) -> None:
    plan = {"agreed_at": "2026-11-20T09:00:00+00:00", "discreet": True}
    send(world.change(lambda case: case["people"][0].update(contact_plan=plan)), provider)

    assert "Police" not in provider.sent[0].body


def test_a_code_in_doubt_is_found_or_given_up_and_never_sent_again(world: World, provider: FakeProvider) -> None:
    provider.script = [lambda _: Doubtful("500")]
    assert send(world, provider) is MessageState.IN_DOUBT

    deliver(FORCE, now_fn=lambda: world.now + timedelta(seconds=121), providers=carried(provider))

    assert provider.sent == []
    with in_force(FORCE):
        assert (Message.objects.get().state, Message.objects.get().reason) == ("failed", "too_late")


@pytest.mark.parametrize("kind", list(RefusalKind))
def test_a_code_that_is_refused_is_over(kind: RefusalKind, world: World, provider: FakeProvider) -> None:
    provider.script = [lambda _: Refused(kind, "x")]

    assert send(world, provider) is MessageState.FAILED

    deliver(FORCE, now_fn=lambda: world.now + timedelta(hours=1), providers=carried(provider))
    assert provider.sent == []


def test_without_a_provider_no_code_goes(world: World) -> None:
    assert send(world, None) is MessageState.SUPPRESSED


def test_nobody_gets_no_code(world: World, provider: FakeProvider) -> None:
    courier = Courier(providers=carried(provider), gates=GATES)

    with pytest.raises(NoSuchRecipient):
        carry_code(CodeToSend(PersonId(999_999), CODE), courier=courier, force=FORCE, now=world.now)


def write(world: World, text: str = "Is there news?", *, once: UUID | None = None, now: datetime | None = None) -> UUID:
    return write_to_officer(world.person_id(), text=text, waypost_id=once or uuid4(), force=FORCE, now=now or world.now)


def test_what_a_victim_writes_goes_out_as_an_entry_and_a_task(world: World) -> None:
    waypost_id = write(world)
    hand_out(FORCE, now=world.now)

    with in_force(FORCE):
        entry, task = OutboxItem.objects.order_by("number")
        event = TimelineEvent.objects.get(kind="message.inbound")
    assert (entry.id, entry.kind, entry.payload["text"], entry.payload["person"]) == (
        waypost_id,
        "victim_message",
        "Is there news?",
        "p1",
    )
    assert (task.kind, task.payload["kind"], task.payload["for"]) == ("task", "reply", "4471")
    assert (event.person_ref, event.item) == ("p1", str(waypost_id))


def test_the_same_form_sent_twice_is_one_message(world: World) -> None:
    once = uuid4()

    write(world, once=once)
    write(world, once=once)
    hand_out(FORCE, now=world.now)

    with in_force(FORCE):
        assert (ThreadMessage.objects.count(), OutboxItem.objects.count()) == (1, 2)


def test_nothing_is_kept_of_a_message_that_cannot_be_taken(world: World) -> None:
    with pytest.raises(EmptyText):
        write(world, " \n ")

    with in_force(FORCE):
        assert (ThreadMessage.objects.count(), OutboxItem.objects.count()) == (0, 0)


@pytest.mark.parametrize("text", ["He is here with a knife. Help me", "He has " + "\ufb03" * 1900 + " a knife"])
def test_what_sounds_like_danger_is_taken_however_much_was_written_and_however_it_is_typed(
    world: World, text: str
) -> None:
    for _ in range(20):
        write_to_officer(world.person_id(), text="Hello", waypost_id=uuid4(), force=FORCE, now=world.now)

    write_to_officer(world.person_id(), text=text, waypost_id=uuid4(), force=FORCE, now=world.now)

    assert text in {item.text for item in thread(world.person_id(), force=FORCE)}
    assert "message.risk_detected" in {item.reason for item in items(world)}


def test_twenty_messages_a_day_are_taken_and_no_more(world: World) -> None:
    for _ in range(20):
        write(world)
    with in_force(FORCE):
        events = Case.objects.get().events

    with pytest.raises(TooManyMessages):
        write(world)

    with in_force(FORCE):
        assert (ThreadMessage.objects.count(), Case.objects.get().events) == (20, events)
    write(world, now=world.now + timedelta(days=1))


def test_somebody_unknown_writes_nothing(world: World) -> None:
    with pytest.raises(UnknownPerson):
        write_to_officer(PersonId(999_999), text="x", waypost_id=uuid4(), force=FORCE, now=world.now)


def test_what_came_back_from_the_crime_system_is_shown_once_with_the_answer(world: World) -> None:
    waypost_id = write(world)
    world.change(
        lambda case: case.update(
            entries=[
                {
                    "id": "e1", "kind": "victim_message", "person": "p1", "at": "2026-11-20T12:00:00+00:00",
                    "text": "Is there news?", "waypost_id": str(waypost_id),
                },
                {
                    "id": "e2", "kind": "officer_message", "person": "p1", "at": "2026-11-20T13:00:00+00:00",
                    "author": "PC 4471 Hall", "text": "Not yet.",
                },
            ]
        )
    )  # fmt: skip

    shown = thread(world.person_id(), force=FORCE)

    assert [(item.text, item.author, item.has_arrived) for item in shown] == [
        ("Is there news?", "", True),
        ("Not yet.", "PC 4471 Hall", True),
    ]


def test_attempts_of_codes_hold_no_words(world: World, provider: FakeProvider) -> None:
    send(world, provider)

    with in_force(FORCE):
        attempt = Attempt.objects.get()
    assert (attempt.body, attempt.values) == ("", {})
