"""How far each message of a thread has come, as the victim and as staff are told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from waypost.messages.thread_rules import ThreadItem
from waypost.messages.thread_states import GivenState, OwnState, given_state, own_state, with_states
from waypost.messages.values import MessageState

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ID = uuid4()


def own(*, at: datetime = AT, has_arrived: bool = False, message_id: UUID | None = ID) -> ThreadItem:
    return ThreadItem(at, "", is_own=True, text="x", has_arrived=has_arrived, message_id=message_id)


def given(at: datetime = AT) -> ThreadItem:
    return ThreadItem(at, "PC Hall", is_own=False, text="y", has_arrived=True)


def test_what_was_read_says_so_and_what_came_before_an_answer_is_answered() -> None:
    later = own(at=AT + timedelta(hours=2), message_id=uuid4())

    first, _answer, last = with_states([own(), given(AT + timedelta(hours=1)), later], read={ID})

    assert (first.is_read, first.is_answered) == (True, True)
    assert (last.is_read, last.is_answered) == (False, False)
    (alone,) = with_states([own()], read={ID})
    assert (alone.is_read, alone.is_answered) == (True, False)


@pytest.mark.parametrize(
    ("offered", "taken", "arrived", "done", "state"),
    [
        (False, False, False, False, OwnState.KEPT),
        (True, False, False, False, OwnState.SENT),
        (True, True, False, False, OwnState.TAKEN),
        (False, False, True, False, OwnState.TAKEN),
        (True, True, True, True, OwnState.ANSWERED),
    ],
)
def test_a_victims_message_goes_from_kept_to_answered(
    *, offered: bool, taken: bool, arrived: bool, done: bool, state: OwnState
) -> None:
    item = own(has_arrived=arrived)

    assert own_state(item, is_taken=taken, is_offered=offered, is_done=done) is state


@pytest.mark.parametrize(
    ("alerts", "state"),
    [
        ([], GivenState.NO_ALERT),
        ([MessageState.QUEUED], GivenState.WAITING),
        ([MessageState.SUPPRESSED, MessageState.HANDED_OVER], GivenState.SENT),
        ([MessageState.FAILED, MessageState.DELIVERED], GivenState.DELIVERED),
        ([MessageState.EXPIRED], GivenState.STOPPED),
    ],
)
def test_what_staff_wrote_is_as_far_as_its_best_alert(alerts: list[MessageState], state: GivenState) -> None:
    assert given_state(given(), alerts=alerts, last_seen=AT - timedelta(minutes=1)) is state


def test_what_staff_wrote_counts_as_read_once_the_page_was_opened_since() -> None:
    assert given_state(given(), alerts=[MessageState.FAILED], last_seen=AT) is GivenState.READ
