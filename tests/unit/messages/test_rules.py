"""States, statuses, pauses, leases, threads: the small rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.cases.values import ThreadEntry
from waypost.messages.pace import (
    Pace,
    ask_again_in,
    ask_for_receipt_in,
    lease_s,
    pause_s,
)
from waypost.messages.thread_rules import EmptyText, TextTooLong, Written, merge_thread, tidy_text
from waypost.messages.values import FIRST_STATES, LEGAL_MOVES, UNSENT, DeliveryStatus, MessageState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OURS = UUID("0190a1b2-1111-7000-8000-000000000001")


def test_every_state_has_its_moves_and_none_moves_to_itself() -> None:
    assert set(LEGAL_MOVES) == set(MessageState)
    assert all(state not in moves for state, moves in LEGAL_MOVES.items())


def test_every_state_can_be_reached() -> None:
    reached = set(FIRST_STATES).union(*LEGAL_MOVES.values())

    assert reached == set(MessageState)


def test_from_every_state_an_end_can_be_reached() -> None:
    for state in MessageState:
        seen, ahead = {state}, {state}
        while ahead:
            ahead = {after for before in ahead for after in LEGAL_MOVES[before]} - seen
            seen |= ahead
        assert any(one.is_final for one in seen)


def test_only_a_queued_message_is_leased() -> None:
    assert [state for state, moves in LEGAL_MOVES.items() if MessageState.LEASED in moves] == [MessageState.QUEUED]


def test_only_what_has_not_left_can_be_superseded_or_expire() -> None:
    for end in (MessageState.SUPERSEDED, MessageState.EXPIRED, MessageState.SUPPRESSED):
        assert {state for state, moves in LEGAL_MOVES.items() if end in moves} == UNSENT


def test_final_statuses_stand_above_all_others() -> None:
    final = {status for status in DeliveryStatus if status.is_final}

    assert final == {
        DeliveryStatus.DELIVERED,
        DeliveryStatus.PERMANENT_FAILURE,
        DeliveryStatus.TEMPORARY_FAILURE,
        DeliveryStatus.TECHNICAL_FAILURE,
    }
    assert all(one.rank < other.rank for one in set(DeliveryStatus) - final for other in final)
    assert {status for status in final if status.is_failure} == final - {DeliveryStatus.DELIVERED}


@given(st.integers(1, 1000), st.floats(0, 1))
def test_a_pause_grows_has_a_limit_and_is_never_shorter_than_asked_for(tries: int, spread: float) -> None:
    assert pause_s(tries, asked_s=None, spread=spread) <= pause_s(tries + 1, asked_s=None, spread=spread)
    assert 2.5 <= pause_s(tries, asked_s=None, spread=spread) <= 1350
    assert pause_s(tries, asked_s=3000, spread=spread) >= 3000


@given(st.integers(1, 200), st.integers(1, 32), st.floats(0.1, 60))
def test_a_lease_outlasts_every_call_that_is_begun_under_it(calls: int, threads: int, timeout_s: float) -> None:
    longest = -(-calls // threads) * timeout_s

    assert lease_s(timeout_s, calls=calls, threads=threads) >= longest + timeout_s * 0.999


@given(st.integers(1, 1000), st.integers(1, 64))
def test_a_large_batch_does_not_keep_a_dead_workers_messages_waiting(batch: int, threads: int) -> None:
    most = Pace(batch=batch, threads=threads).calls_under_a_lease

    assert lease_s(10, calls=min(batch, most), threads=threads) <= 80


def test_what_has_long_been_held_is_asked_about_less_often() -> None:
    assert ask_again_in(timedelta(0)) == timedelta(minutes=15)
    assert ask_again_in(timedelta(hours=4)) == timedelta(hours=1)
    assert ask_again_in(timedelta(days=30)) == timedelta(hours=6)


def test_a_receipt_is_not_asked_for_once_the_provider_has_forgotten() -> None:
    assert ask_for_receipt_in(timedelta(days=1)) == timedelta(hours=6)
    assert ask_for_receipt_in(timedelta(days=8)) > timedelta(days=365)


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        (" Is there news? ", "Is there news?"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\x00b\x07c\ud800d", "abcd"),
        ("x" * 2000, "x" * 2000),
        ("\u0100\U0001f600", "\u0100\U0001f600"),
    ],
)
def test_what_a_victim_writes_is_kept_as_written(text: str, tidy: str) -> None:
    assert tidy_text(text) == tidy


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_nothing_is_no_message(text: str) -> None:
    with pytest.raises(EmptyText):
        tidy_text(text)


def test_more_than_two_thousand_characters_are_too_many() -> None:
    with pytest.raises(TextTooLong):
        tidy_text("x" * 2001)


def entry(kind: str, *, waypost_id: str | None = None, minutes: int = 0, author: str | None = None) -> ThreadEntry:
    return ThreadEntry(f"e{minutes}", kind, "p1", author, NOW + timedelta(minutes=minutes), kind, waypost_id)


def test_a_thread_is_in_order_and_what_came_back_is_shown_once() -> None:
    thread = merge_thread(
        [Written(OURS, "Is there news?", NOW)],
        [
            entry("officer_message", minutes=5, author="PC 4471 Hall"),
            entry("victim_message", waypost_id=str(OURS), minutes=1),
        ],
        replied=[],
    )

    assert [(item.text, item.is_own, item.author) for item in thread] == [
        ("Is there news?", True, ""),
        ("officer_message", False, "PC 4471 Hall"),
    ]
    assert thread[0].has_arrived


def test_what_has_not_come_back_yet_is_shown_as_not_arrived() -> None:
    (item,) = merge_thread([Written(OURS, "Is there news?", NOW)], [], replied=[])

    assert not item.has_arrived


def test_notes_of_the_system_are_no_part_of_a_thread() -> None:
    assert merge_thread([], [entry("system_note"), entry("never_heard_of")], replied=[]) == []


def test_a_message_that_the_victim_left_elsewhere_is_hers_too() -> None:
    (item,) = merge_thread([], [entry("victim_message")], replied=[])

    assert item.is_own
