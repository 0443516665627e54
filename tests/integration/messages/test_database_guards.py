"""What the database itself refuses, whoever asks."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tests.integration.messages.world import FORCE, NUMBER, World, plan
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.models import Attempt, Message, Receipt, ThreadMessage
from waypost.messages.values import FIRST_STATES, LEGAL_MOVES, DeliveryStatus, MessageState

pytestmark = pytest.mark.django_db


def fields(now: datetime, **changes: object) -> dict[str, object]:
    return {
        "force": FORCE, "case_id": 1, "person_id": 1, "channel": "sms", "template": "t", "template_version": 1,
        "trigger": "crime.recorded", "mode": "A", "message_class": "service", "due_at": now, "planned_at": now,
        "state_at": now, "handed_over_at": now, "reason": "too_late", "owner": "oic", **changes,
    }  # fmt: skip


def is_allowed(statement: object) -> bool:
    try:
        with transaction.atomic():
            statement()  # type: ignore[operator]
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize("before", list(MessageState))
def test_the_database_allows_the_legal_moves_and_no_other(before: MessageState, db: None, now: datetime) -> None:
    allowed = set()
    with in_force(FORCE):
        for after in set(MessageState) - {before}:
            message = Message.objects.create(**fields(now, state=next(iter(_path_to(before)))))
            for step in _path_to(before)[1:]:
                Message.objects.filter(pk=message.pk).update(state=step)
            if is_allowed(lambda m=message, a=after: Message.objects.filter(pk=m.pk).update(state=a)):
                allowed.add(after)

    assert allowed == LEGAL_MOVES[before]


def test_a_message_begins_in_a_first_state_only(db: None, now: datetime) -> None:
    with in_force(FORCE):
        begun = {
            state
            for state in MessageState
            if is_allowed(lambda s=state: Message.objects.create(**fields(now, state=s)))
        }

    assert begun == FIRST_STATES


@pytest.mark.parametrize("before", list(DeliveryStatus))
def test_a_status_only_rises(before: DeliveryStatus, db: None, now: datetime) -> None:
    with in_force(FORCE):
        message = Message.objects.create(**fields(now, state=MessageState.QUEUED))
        for after in set(DeliveryStatus) - {before}:
            attempt = _attempt(message, now, status=before, reference=f"{before}>{after}")
            moved = is_allowed(lambda a=attempt, s=after: Attempt.objects.filter(pk=a.pk).update(status=s))
            assert moved is (after.rank > before.rank), after


@pytest.mark.parametrize(
    "changes",
    [
        {"state": MessageState.HELD, "reason": ""},
        {"state": MessageState.HELD, "owner": ""},
        {"state": "lost"},
        {"channel": "pigeon"},
        {"mode": "Z"},
        {"message_class": "urgent"},
    ],
)
def test_a_message_that_makes_no_sense_is_not_kept(changes: dict[str, object], db: None, now: datetime) -> None:
    with in_force(FORCE):
        assert not is_allowed(lambda: Message.objects.create(**fields(now, **{"state": "queued", **changes})))


def test_one_run_step_visit_person_and_channel_is_one_message(db: None, now: datetime) -> None:
    same = {"state": MessageState.QUEUED, "run_id": 1, "step": "tell", "visit": 1}

    with in_force(FORCE):
        assert is_allowed(lambda: Message.objects.create(**fields(now, **same)))
        assert not is_allowed(lambda: Message.objects.create(**fields(now, **same)))
        assert is_allowed(lambda: Message.objects.create(**fields(now, **{**same, "visit": 2})))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM messages_message",
        "DELETE FROM messages_attempt",
        "UPDATE messages_receipt SET status = 'delivered'",
        "DELETE FROM messages_receipt",
        "UPDATE messages_thread_message SET text = 'x'",
        "DELETE FROM messages_thread_message",
        "UPDATE messages_staff_message SET text = 'x'",
        "DELETE FROM messages_staff_message",
        "UPDATE messages_reference SET force = 'other'",
        "UPDATE messages_receipt_waiting SET status = 'delivered'",
        "TRUNCATE messages_message CASCADE",
        "ALTER TABLE messages_message DISABLE TRIGGER messages_legal_moves",
    ],
)
def test_the_app_cannot_rewrite_what_was_said(statement: str, db: None) -> None:
    with in_force(FORCE), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_force_sees_nothing_of_a_message(world: World, now: datetime) -> None:
    planned = plan(world)
    with in_force(FORCE):
        message = Message.objects.get(id=planned.message_id)
        attempt = _attempt(message, now, status="", reference="r1")
        Receipt.objects.create(force=FORCE, attempt=attempt, status="delivered", received_at=now, was_news=True)
        ThreadMessage.objects.create(force=FORCE, case_id=1, person_id=1, text="x", written_at=now)

    with in_force(ForceName("borsetshire")):
        assert [model.objects.count() for model in (Message, Attempt, Receipt, ThreadMessage)] == [0, 0, 0, 0]
    assert Message.objects.count() == 0


def _attempt(message: Message, now: datetime, *, status: str, reference: str) -> Attempt:
    return Attempt.objects.create(
        reference=reference, force=FORCE, message=message, number=message.attempts.count() + 1, provider="notify",
        recipient=NUMBER, template_version=1, body="", body_digest="", lease_token=1, leased_at=now, status=status,
    )  # fmt: skip


def _path_to(state: MessageState) -> list[MessageState]:
    """Return the shortest legal way from a first state."""
    paths = [[first] for first in sorted(FIRST_STATES)]
    while paths:
        path = paths.pop(0)
        if path[-1] is state:
            return path
        paths += [[*path, after] for after in sorted(LEGAL_MOVES[path[-1]]) if after not in path]
    raise AssertionError(state)
