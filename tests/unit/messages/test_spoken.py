"""Days, times and bands as people say them."""

from datetime import UTC, datetime, time

import pytest

from waypost.messages import spoken

WINTER, SUMMER = datetime(2026, 11, 26, 10, tzinfo=UTC), datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


def test_appointments_are_said_as_people_say_them() -> None:
    assert spoken.day(WINTER, language="en") == "Thursday 26 November"
    assert spoken.day(SUMMER, language="en") == "Thursday 2 July"
    assert spoken.full_date(WINTER, language="en") == "26 November 2026"
    assert spoken.window(WINTER, WINTER.replace(hour=12), language="en") == "10am to midday"
    assert spoken.window(WINTER, WINTER.replace(hour=13, minute=30), language="en") == "10am to 1:30pm"
    assert spoken.window(WINTER, None, language="en") == "at 10am"
    assert spoken.window(WINTER, WINTER, language="en") == "at 10am"
    assert spoken.hours(time(9), time(17, 30), language="en") == "9am to 5:30pm"


def test_the_same_in_welsh() -> None:
    assert spoken.day(WINTER, language="cy") == "dydd Iau 26 Tachwedd"
    assert spoken.window(WINTER, WINTER.replace(hour=12), language="cy") == "10am i hanner dydd"
    assert spoken.arrival(WINTER, now=WINTER, language="cy") == "rhwng 10am a 11am"
    assert spoken.channels(("sms", "email"), language="cy") == "neges destun, e-bost"


@pytest.mark.parametrize(
    ("expected", "now", "told"),
    [
        ("14:10", "14:00", "between 2pm and 3pm"),
        ("14:40", "14:00", "between 2:30pm and 3:30pm"),
        ("11:59:59", "11:00", "between 11:30am and 12:30pm"),
        ("23:40", "23:00", "between 11:30pm and 12:30am"),
    ],
)
def test_an_arrival_is_a_band_never_to_the_minute(expected: str, now: str, told: str) -> None:
    moments = [datetime.fromisoformat(f"2026-11-26T{text}+00:00") for text in (expected, now)]

    assert spoken.arrival(moments[0], now=moments[1], language="en") == told


def test_another_day_is_said() -> None:
    tomorrow, later = WINTER.replace(day=27), WINTER.replace(day=30)

    assert spoken.arrival(tomorrow, now=WINTER, language="en") == "between 10am and 11am tomorrow"
    assert spoken.arrival(later, now=WINTER, language="en") == "between 10am and 11am on Monday 30 November"
    # Half past eleven in Greenwich is half past midnight in London.
    assert spoken.promise(SUMMER, now=SUMMER.replace(hour=12), language="en") == "by 12:30am tomorrow"


@pytest.mark.parametrize(("minute", "told"), [(0, "by 10am"), (1, "by 10:30am"), (30, "by 10:30am"), (31, "by 11am")])
def test_a_promise_is_never_told_earlier_than_it_was_given(minute: int, told: str) -> None:
    assert spoken.promise(WINTER.replace(minute=minute), now=WINTER, language="en") == told


def test_what_was_agreed_is_said_in_words() -> None:
    assert spoken.interval(14, language="en") == "every 14 days"
    assert spoken.interval(1, language="en") == "every day"
    assert spoken.channels(("sms", "email", "letter"), language="en") == "text message, e-mail and letter"
    assert spoken.channels(("sms", "pigeon"), language="en") == "text message"
    assert spoken.channels((), language="en") == ""
