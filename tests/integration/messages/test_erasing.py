"""A case full of words that must go, and what of it stays."""

import gzip
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.integration.messages.world import FORCE, FakeProvider, World, an_intent, carried, plan, state
from tests.staff import HALL, a_member
from waypost.access.models import Account, AuditEvent, Grant, Invitation
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.cases.erasing import daily
from waypost.cases.erasing.holds import hold, release
from waypost.cases.erasing.operations import MustBeKept, erase
from waypost.cases.erasing.owner import erase_as_owner
from waypost.cases.erasing.values import Kept, Order
from waypost.cases.erasing_models import Erasure
from waypost.cases.models import Case, OutboxItem, TimelineEvent
from waypost.cases.queries import cases_by_id, delivery_facts
from waypost.cases.values import CaseKind
from waypost.duties.models import ClockChange, ClockRow
from waypost.journeys.explain.account import account
from waypost.journeys.explain.reading import read_material
from waypost.journeys.models import Pass
from waypost.messages.ledger.models import LedgerContents
from waypost.messages.ledger.sealing import seal
from waypost.messages.ledger.verifying import Check, verify
from waypost.messages.models import Attempt, Message
from waypost.messages.operations import deliver, plan_messages, write_to_officer
from waypost.messages.operations.replying import Reply, write_to_victim
from waypost.worklist.models import Change, Item
from waypost.worklist.operations.opening_cases import open_for_a_reason

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "7001")
CANARY = "Kanarienvogel"
NUMBERS = ("7700900777", "07700 900777")
A_YEAR = timedelta(days=366)


def full(world: World, provider: FakeProvider) -> World:
    """Fill a case with canaries in every place where words of it can stand, and let all of it come to an end."""
    world = world.change(_with_canaries)
    plan(world)
    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))
    hall = a_member(HALL, now=world.now)
    write_to_victim(Reply(uuid4(), world.person_id(), f"About the {CANARY}."), by=hall, now=world.now)
    write_to_officer(world.person_id(), text=CANARY, waypost_id=uuid4(), force=FORCE, now=world.now)
    open_for_a_reason(world.case_id, reason=f"A call from {CANARY}", is_glass=False, by=hall, now=world.now)
    with in_force(FORCE):
        _people_wrote(world)
        _rooms_above(world)
        account = Account.objects.create(force=FORCE, created_at=world.now)
        Invitation.objects.update(account=account)
        Grant.objects.create(
            account=account, force=FORCE, case_id=world.case_id, person_id=world.person_id(), created_at=world.now
        )
    return world.change(lambda document: document.update(status="closed"))


def at_rest(world: World, *, but: Kept | None = None) -> None:
    """Let the crime system take everything, and every message and item come to its end, but one of these."""
    with in_force(FORCE):
        if but is not Kept.OUTBOX:
            OutboxItem.objects.update(state="taken", taken_at=world.now)
        if but is not Kept.MESSAGE:
            Message.objects.update(state="delivered", delivered_at=world.now)
        if but is not Kept.WORK:
            Item.objects.update(state="done", answered_at=world.now, closed_at=world.now)


def _with_canaries(document: dict[str, Any]) -> None:
    (person,) = document["people"]
    person.update(given_name=f"{CANARY}a", family_name=f"{CANARY}b")
    person["contact"] = {"mobile": NUMBERS[1], "email": f"{CANARY.lower()}@example.org"}
    document.update(summary=f"{CANARY} was at home.", incident_reference=None)
    document["offence"]["title"] = f"{CANARY} offence"
    document["entries"] = [
        {"id": "e1", "at": "2026-11-20T11:00:00+00:00", "kind": "officer_message", "person": "p1", "text": CANARY}
    ]


def _people_wrote(world: World) -> None:
    Item.objects.update(draft=CANARY, script=CANARY, answer_note=CANARY, answer_text=CANARY, text=CANARY)
    for item in Item.objects.order_by("id"):
        Change.objects.create(
            force=FORCE, item=item, at=world.now, what="noted", actor_kind="staff", actor_id="7001", note=CANARY
        )


def _rooms_above(world: World) -> None:
    clock = ClockRow.objects.create(
        force=FORCE,
        case_id=world.case_id,
        person_id=world.person_id(),
        person_ref="p1",
        duty="D05",
        event_number=1,
        event_at=world.now,
        received_at=world.now,
        starts_at=world.now,
        enhanced=False,
        state="stopped",
        month=world.now.date().replace(day=1),
    )
    ClockChange.objects.create(force=FORCE, clock=clock, at=world.now, what="stopped", words=CANARY)
    said: Mapping[str, Any] = {"name": CANARY}
    Pass.objects.create(
        force=FORCE, case_id=world.case_id, at=world.now, place=1, has_more=False, facts=said, runs=[], events=[],
        versions=[], settings={},
    )  # fmt: skip


def where_it_stands(*words: str) -> set[str]:
    """Return the tables that hold one of these words, whatever its case, in any column, packed or not."""
    found = set()
    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"
            " AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND has_table_privilege(c.oid, 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows = "\n".join(row for (row,) in cursor.fetchall()).lower()
            found |= {table for word in words if word.lower() in rows}
        cursor.execute("SELECT body FROM cases_envelope")
        sent = b"\n".join(gzip.decompress(bytes(body)) for (body,) in cursor.fetchall()).decode().lower()
    return found | {"cases_envelope" for word in words if word.lower() in sent}


def order(now: datetime) -> Order:
    return Order(FORCE, "The court has ordered it.", CLERK, now)


def test_nothing_is_left_of_a_case_but_that_it_was_there(world: World, provider: FakeProvider) -> None:
    world = full(world, provider)
    at_rest(world)
    held = where_it_stands(CANARY, *NUMBERS)
    later = world.now + timedelta(days=1)
    with in_force(FORCE):
        before = (TimelineEvent.objects.count(), Message.objects.count(), Attempt.objects.count())
    seal(FORCE, now=later)

    assert erase("42260000001", order(later)) == 1

    assert held >= {
        "access_case_reason", "cases_case", "cases_person", "cases_outbox", "cases_envelope", "messages_attempt",
        "messages_message", "messages_thread_message", "messages_staff_message", "messages_ledger_contents",
        "worklist_item",
        "worklist_history", "duties_clock_change", "journeys_pass",
    }  # fmt: skip
    assert where_it_stands(CANARY, *NUMBERS) == set()
    seal(FORCE, now=later)
    assert verify(Check(FORCE, (), later, progress=lambda _: None)).breaks == ()
    with in_force(FORCE):
        assert (TimelineEvent.objects.count(), Message.objects.count(), Attempt.objects.count()) == before
        assert [one.kind for one in map(_entry, LedgerContents.objects.select_related("entry"))] == ["erased"]
        assert Erasure.objects.get().why == "The court has ordered it."
        assert AuditEvent.objects.filter(action="case.erased", case_id=world.case_id).count() == 1
        assert not Account.objects.filter(force=FORCE).exists()
        assert not Invitation.objects.filter(case_id=world.case_id).exists()
    assert "42260000001" in account(read_material("42260000001", kind=CaseKind.CRIME, force=FORCE), person=None)


def _entry(row: LedgerContents) -> Any:
    return row.entry


def test_a_case_that_comes_back_is_known_already_and_an_old_state_of_it_does_not(
    world: World, provider: FakeProvider
) -> None:
    world = full(world, provider)
    at_rest(world)
    person_id = world.person_id()
    erase("42260000001", order(world.now))
    with in_force(FORCE):
        count = TimelineEvent.objects.count()

    assert delivery_facts([person_id], force=FORCE) == {}
    assert cases_by_id([world.case_id], force=FORCE) == {}
    back = world.change(lambda document: document.update(summary="Opened again."))

    with in_force(FORCE):
        kinds = TimelineEvent.objects.order_by("number").values_list("kind", flat=True)[count:]
        assert list(kinds) == ["case.backlog"]
        assert Case.objects.get().applied is not None
    assert delivery_facts([person_id], force=FORCE)[person_id].person.given_name == f"{CANARY}a"
    assert back.case_id == world.case_id


def test_nothing_goes_to_anybody_of_an_erased_case(world: World, provider: FakeProvider) -> None:
    world = full(world, provider)
    at_rest(world)
    wish, sent = an_intent(world), len(provider.sent)
    erase("42260000001", order(world.now))

    (planned,) = plan_messages([wish], force=FORCE, now=world.now)
    with in_force(FORCE):
        # As if it had been waiting to be handed over when the case was erased.
        Message.objects.filter(id=planned.message_id).update(state="queued", reason="", owner="", due_at=world.now)
    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))

    assert (state(planned), len(provider.sent)) == ("held: not_in_case", sent)


@pytest.mark.parametrize("why", [Kept.OPEN, Kept.MESSAGE, Kept.OUTBOX, Kept.WORK, Kept.DUTY])
def test_a_case_in_which_something_is_to_be_done_is_kept(world: World, provider: FakeProvider, why: Kept) -> None:
    world = full(world, provider)
    at_rest(world, but=why)
    if why is Kept.OPEN:
        world = world.change(lambda document: document.update(status="allocated"))
    if why is Kept.DUTY:
        with in_force(FORCE):
            ClockRow.objects.update(state="breached")

    with pytest.raises(MustBeKept, match=why.value.split(":")[0]):
        erase("42260000001", order(world.now))

    assert daily.run(FORCE, by=CLERK, now=world.now + A_YEAR) == 0
    assert where_it_stands(CANARY) != set()


def test_a_held_case_is_not_erased_by_anybody_until_it_is_released(world: World, provider: FakeProvider) -> None:
    world = full(world, provider)
    at_rest(world)
    late = world.now + A_YEAR
    hold("42260000001", reason="Appeal.", force=FORCE, by=CLERK, now=world.now)

    with pytest.raises(MustBeKept, match="legal hold"):
        erase("42260000001", order(world.now))
    assert daily.run(FORCE, by=CLERK, now=late) == 0
    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_erasure (force, case_id, at, why, erased_by, transaction)"
            " VALUES (%s, %s, now(), 'x', 'x', pg_current_xact_id()::text::bigint)",
            [FORCE, world.case_id],
        )
        with pytest.raises(ProgrammingError, match="legal hold"), transaction.atomic():
            erase_as_owner("messages", [world.case_id])

    release("42260000001", reason="Appeal dismissed.", force=FORCE, by=CLERK, now=late)
    assert [one.kept for batch in daily.due_cases(FORCE, now=world.now + timedelta(days=100)) for one in batch] == []
    assert daily.run(FORCE, by=CLERK, now=late) == 1


@pytest.mark.parametrize("room", ["cases", "messages", "worklist", "duties", "journeys"])
def test_nobody_can_erase_without_having_said_why(world: World, room: str) -> None:
    with in_force(FORCE), pytest.raises(ProgrammingError, match="nobody has said why"), transaction.atomic():
        erase_as_owner(room, [world.case_id])


def test_a_table_that_somebody_makes_for_the_moment_does_not_lift_a_hold(world: World) -> None:
    hold("42260000001", reason="Appeal.", force=FORCE, by=CLERK, now=world.now)

    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE cases_hold (LIKE public.cases_hold) ON COMMIT DROP")
        cursor.execute("GRANT SELECT ON pg_temp.cases_hold TO PUBLIC")
        cursor.execute(
            "INSERT INTO cases_erasure (force, case_id, at, why, erased_by, transaction)"
            " VALUES (%s, %s, now(), 'x', 'x', pg_current_xact_id()::text::bigint)",
            [FORCE, world.case_id],
        )
        with pytest.raises(ProgrammingError, match="legal hold"), transaction.atomic():
            erase_as_owner("messages", [world.case_id])
        cursor.execute("DROP TABLE pg_temp.cases_hold")
