"""A call is logged with its reason, taken back within ten minutes, counted by day, and its note goes with the case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.integration.worklist.world import World, a_world
from tests.snapshots import ALLOCATED, FORCE
from waypost.access.models import AuditEvent
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.worklist.inbound_calls.models import InboundCall
from waypost.worklist.inbound_calls.operations import log_call, undo_call
from waypost.worklist.inbound_calls.queries import MOST_DAYS, call_to_undo, calls_about, calls_by_day
from waypost.worklist.inbound_calls.values import BadCall, CallCount, CannotUndo, NewCall

pytestmark = pytest.mark.django_db
ME, OTHER = Actor(ActorKind.STAFF, "one"), Actor(ActorKind.STAFF, "two")


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return a_world(now)


def a_call(world: World | None = None, reason: str = "progress", *, note: str = "") -> NewCall:
    if world is None:
        return NewCall(uuid4(), reason, is_avoidable=True)
    return NewCall(uuid4(), reason, is_avoidable=True, case_id=world.case_id, person_id=world.person_id, note=note)


def lines(action: str) -> int:
    with in_force(FORCE):
        return AuditEvent.objects.filter(action=action).count()


def test_a_call_is_kept_once_however_often_it_is_sent(world: World) -> None:
    call = a_call(world, note="Wants to know about the ring.")

    first = log_call(call, force=FORCE, by=ME, now=world.now)
    second = log_call(call, force=FORCE, by=ME, now=world.now)

    assert (first, second, lines("staff.call_logged")) == (True, False, 1)
    (kept,) = calls_about(world.case_id, force=FORCE, limit=5)
    assert (kept.words, kept.note) == ("Asks what is happening in the case", "Wants to know about the ring.")
    assert calls_about(world.case_id, force=ForceName("otherforce"), limit=5) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": "made_up"},
        {"case_id": CaseId(404)},
        {"person_id": PersonId(404)},
        {"note": "x" * 1001},
        {"case_id": None},
        {"case_id": None, "person_id": None, "note": "Her number is new."},
    ],
)
def test_what_is_not_known_is_not_logged(world: World, fields: dict[str, object]) -> None:
    with pytest.raises(BadCall):
        log_call(replace(a_call(world), **fields), force=FORCE, by=ME, now=world.now)  # type: ignore[arg-type]

    assert lines("staff.call_logged") == 0


def test_who_logged_a_call_takes_it_back_within_ten_minutes_and_nobody_else(world: World) -> None:
    call = a_call(world, note="Said too much.")
    log_call(call, force=FORCE, by=ME, now=world.now)
    in_time, too_late = world.now + timedelta(minutes=9), world.now + timedelta(minutes=10)

    assert call_to_undo(call.call_id, force=FORCE, by=OTHER, now=in_time) is None
    for by, at in ((OTHER, in_time), (ME, too_late)):
        with pytest.raises(CannotUndo):
            undo_call(call.call_id, force=FORCE, by=by, now=at)
    assert call_to_undo(call.call_id, force=FORCE, by=ME, now=in_time) is not None
    undo_call(call.call_id, force=FORCE, by=ME, now=in_time)

    with pytest.raises(CannotUndo):
        undo_call(call.call_id, force=FORCE, by=ME, now=in_time)
    assert calls_about(world.case_id, force=FORCE, limit=5) == []
    assert lines("staff.call_undone") == 1
    with in_force(FORCE):
        assert InboundCall.objects.get().note == ""


def test_calls_are_counted_by_their_day_in_london_and_those_taken_back_are_not(world: World) -> None:
    before_midnight = datetime(2026, 7, 1, 22, 59, tzinfo=UTC)
    after_midnight = before_midnight + timedelta(minutes=1)
    undone = a_call()
    for call, at in (
        (a_call(), before_midnight),
        (a_call(), after_midnight),
        (a_call(reason="court"), after_midnight),
        (undone, after_midnight),
    ):
        log_call(call, force=FORCE, by=ME, now=at)
    undo_call(undone.call_id, force=FORCE, by=ME, now=after_midnight)

    assert calls_by_day(date(2026, 7, 1), date(2026, 7, 2), force=FORCE) == [
        CallCount(date(2026, 7, 1), "progress", True, 1),
        CallCount(date(2026, 7, 2), "court", True, 1),
        CallCount(date(2026, 7, 2), "progress", True, 1),
    ]
    with pytest.raises(ValueError, match="92 days"):
        calls_by_day(date(2026, 7, 1), date(2026, 7, 1) + timedelta(days=MOST_DAYS), force=FORCE)


def test_what_was_noted_and_of_whom_goes_with_the_case_and_the_count_stays(world: World) -> None:
    log_call(a_call(world, note="Her sister answered."), force=FORCE, by=ME, now=world.now)
    world.change(status="closed")

    erase(ALLOCATED["reference"], Order(FORCE, "asked for", ME, world.now))

    with in_force(FORCE):
        row = InboundCall.objects.get()

    assert (row.note, row.person_id, row.reason) == ("", None, "progress")
