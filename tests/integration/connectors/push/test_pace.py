"""The pace of a source holds for all processes together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from waypost.connectors.push.pace import Allowance, keep_pace
from waypost.connectors.push.values import TooFast

pytestmark = pytest.mark.usefixtures("committed_db")

TEN_A_SECOND = Allowance(events_per_s=10, burst_s=2)


def test_many_at_once_get_no_more_than_one_allowance(now: datetime) -> None:
    def send(_: int) -> bool:
        try:
            keep_pace(1, events=10, allowance=TEN_A_SECOND, now=now)
        except TooFast:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        let_in = sum(pool.map(send, range(40)))

    # A second's worth each: at once, after one second's debt, and after two.
    assert let_in == 3


def test_a_refusal_says_when_the_same_is_let_in(now: datetime) -> None:
    keep_pace(1, events=500, allowance=TEN_A_SECOND, now=now)

    with pytest.raises(TooFast) as refused:
        keep_pace(1, events=1, allowance=TEN_A_SECOND, now=now)

    assert refused.value.retry_after_s == 48
    keep_pace(1, events=1, allowance=TEN_A_SECOND, now=now + timedelta(seconds=48))


def test_sources_do_not_wait_for_one_another(now: datetime) -> None:
    keep_pace(1, events=500, allowance=TEN_A_SECOND, now=now)
    keep_pace(2, events=500, allowance=TEN_A_SECOND, now=now)
