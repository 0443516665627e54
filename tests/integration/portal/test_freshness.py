"""The page says when we last had all that the police system has to say, and says it plainly where that is long ago."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.portal.test_case_page import signed_in
from tests.integration.portal.world import a_case
from waypost.base import clock
from waypost.base.pages.dates import say_moment
from waypost.cases.models import Source

pytestmark = pytest.mark.usefixtures("committed_db")

NOT_ABLE = "We have not been able to check with the police system"


@pytest.fixture
def now() -> datetime:
    """Views ask the clock themselves."""
    return clock.now()


def page(now: datetime, **source: Any) -> str:
    client, path = signed_in(a_case(now), now=now)
    Source.objects.update(**source)
    text: str = client.get(path).content.decode()
    return text


def test_a_fresh_page_says_when_it_was_last_checked_and_nothing_else(now: datetime) -> None:
    checked_at = now - timedelta(minutes=29)

    shown = page(now, fresh_within_minutes=30, last_ok_at=checked_at)

    assert "Last checked with the police system on" in shown
    assert say_moment(checked_at) in shown
    assert NOT_ABLE not in shown


def test_a_page_that_could_not_be_checked_says_so_first_and_whom_to_call(now: datetime) -> None:
    checked_at = now - timedelta(days=3)

    shown = page(now, fresh_within_minutes=30, last_ok_at=checked_at)

    before, _, after = shown.partition(NOT_ABLE)
    assert 'id="stage"' in after
    assert 'id="stage"' not in before
    assert say_moment(checked_at) in after
    assert "If you need to know now, call" in after
    assert 'href="tel:101"' in after


def test_a_source_that_people_have_paused_is_not_passed_off_as_fresh(now: datetime) -> None:
    assert NOT_ABLE in page(now, paused_at=now - timedelta(minutes=1), last_ok_at=now - timedelta(minutes=2))


def test_a_source_that_has_promised_nothing_is_shown_with_its_time_alone(now: datetime) -> None:
    assert NOT_ABLE not in page(now, last_ok_at=now - timedelta(days=3))
