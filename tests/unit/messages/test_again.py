"""What may be sent again or taken back because somebody asks, and what may not."""

import pytest

from waypost.messages.again import WhyNot, Wish, why_no_letter, why_not_again, why_not_back
from waypost.messages.values import UNSENT, MessageState

IN_FLIGHT = (MessageState.LEASED, MessageState.IN_DOUBT, MessageState.HANDED_OVER)


def wish(state: MessageState, *others: MessageState, is_missed: bool = False) -> Wish:
    return Wish(state, others, is_code=False, is_said_missing=is_missed, is_repeated=False)


def test_what_failed_is_sent_again() -> None:
    assert why_not_again(wish(MessageState.FAILED)) is None


def test_what_arrived_is_sent_again_only_to_who_misses_it() -> None:
    assert why_not_again(wish(MessageState.DELIVERED)) is WhyNot.ARRIVED
    assert why_not_again(wish(MessageState.DELIVERED, is_missed=True)) is None


@pytest.mark.parametrize("state", IN_FLIGHT)
def test_nothing_is_sent_again_while_it_or_another_way_of_it_may_be_on_its_way(state: MessageState) -> None:
    assert why_not_again(wish(state, is_missed=True)) is WhyNot.IN_FLIGHT
    assert why_not_again(wish(MessageState.FAILED, state)) is WhyNot.IN_FLIGHT


@pytest.mark.parametrize("state", sorted(UNSENT))
def test_what_waits_is_not_sent_again(state: MessageState) -> None:
    assert why_not_again(wish(state, is_missed=True)) is WhyNot.WAITS
    assert why_not_again(wish(MessageState.FAILED, state)) is WhyNot.WAITS


@pytest.mark.parametrize("state", [MessageState.SUPPRESSED, MessageState.SUPERSEDED, MessageState.EXPIRED])
def test_what_was_not_to_be_sent_is_not_sent_again(state: MessageState) -> None:
    assert why_not_again(wish(state, is_missed=True)) in {WhyNot.NOT_TO_BE_SENT, WhyNot.OVER}


def test_a_code_is_never_sent_again_and_nothing_twice() -> None:
    code = Wish(MessageState.FAILED, (), is_code=True, is_said_missing=True, is_repeated=False)
    again = Wish(MessageState.FAILED, (), is_code=False, is_said_missing=True, is_repeated=True)

    assert why_not_again(code) is WhyNot.A_CODE
    assert why_not_again(again) is WhyNot.SENT_AGAIN


def test_only_what_has_not_left_is_taken_back() -> None:
    assert {state for state in MessageState if why_not_back(state) is None} == UNSENT
    assert all(why_not_back(state) is WhyNot.HAS_LEFT for state in (*IN_FLIGHT, MessageState.DELIVERED))


def test_no_letter_tells_what_was_decided_not_to_be_told_or_is_over_or_leaves_at_this_moment() -> None:
    refused = {state: why_no_letter(state) for state in MessageState if why_no_letter(state) is not None}

    assert refused == {
        MessageState.LEASED: WhyNot.IN_FLIGHT,
        MessageState.IN_DOUBT: WhyNot.IN_FLIGHT,
        MessageState.SUPPRESSED: WhyNot.NOT_TO_BE_SENT,
        MessageState.SUPERSEDED: WhyNot.OVER,
        MessageState.EXPIRED: WhyNot.OVER,
    }
