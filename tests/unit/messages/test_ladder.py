"""Which channel comes next, and when: without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from waypost.messages.ladder import channels_left, climbs_at, is_carried, is_stuck
from waypost.messages.values import Channel, MessageClass, MessageState, Reason

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("message_class", [MessageClass.STATUTORY, MessageClass.SERVICE])
def test_a_failure_of_news_climbs(message_class: MessageClass) -> None:
    assert is_stuck(MessageState.FAILED, Reason.PERMANENT_FAILURE, message_class=message_class)


@pytest.mark.parametrize("message_class", [MessageClass.SURVEY, MessageClass.IMMEDIATE])
def test_a_question_or_a_code_is_not_worth_a_second_channel(message_class: MessageClass) -> None:
    assert not is_stuck(MessageState.FAILED, Reason.PERMANENT_FAILURE, message_class=message_class)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.SAME_AS_SUSPECT,
        Reason.SHARED_CONTACT,
        Reason.CONTACT_FROZEN,
        Reason.SAFETY_FLAG,
        Reason.NO_CONTACT,
        Reason.MINOR,
        Reason.CASE_PAUSED,
        Reason.CANNOT_ASK_PROVIDER,
    ],
)
@pytest.mark.parametrize("state", [MessageState.HELD, MessageState.FAILED])
def test_what_may_be_dangerous_or_is_in_doubt_never_climbs(state: MessageState, reason: Reason) -> None:
    assert not is_stuck(state, reason, message_class=MessageClass.STATUTORY)


def test_a_message_on_its_way_carries_what_another_could_not() -> None:
    assert is_carried([MessageState.HANDED_OVER])
    assert not is_carried([MessageState.FAILED, MessageState.HELD])
    assert not is_carried([])


def test_channels_that_were_tried_are_not_left() -> None:
    assert channels_left((Channel.SMS, Channel.EMAIL), tried={Channel.SMS}) == (Channel.EMAIL,)


def test_the_next_channel_is_taken_in_the_last_fifth_of_the_time() -> None:
    assert climbs_at(NOW + timedelta(hours=10), handed_over_at=NOW) == NOW + timedelta(hours=8)


def test_what_was_handed_over_too_late_climbs_when_it_should_have_been_told() -> None:
    assert climbs_at(NOW, handed_over_at=NOW + timedelta(hours=1)) == NOW
