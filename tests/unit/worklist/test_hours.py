"""When something is due: in the hours of a desk, over weekends, holidays and nights in which the clocks change."""

from datetime import UTC, date, datetime, time

import pytest

from waypost.base.clock import LONDON
from waypost.worklist.library import terms_in_force
from waypost.worklist.rules import DeskHours, Limits, Span, due_after, due_again_at, due_at, look_at
from waypost.worklist.values import Desk, ItemKind

OFFICE = DeskHours(time(8), time(18), frozenset(range(5)), works_on_bank_holidays=False)
DAILY = DeskHours(time(8), time(20), frozenset(range(7)), works_on_bank_holidays=True)
ALWAYS = DeskHours(time(0), time(0), frozenset(range(7)), works_on_bank_holidays=True)
HOLIDAYS = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})
HOURS = {hours: Span(working_hours=hours) for hours in (0, 4, 8, 12, 24)}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("hours", "start", "span", "expected"),
    [
        (OFFICE, "2026-11-18T10:00", HOURS[4], "2026-11-18T14:00"),
        # To the minute at which the desk closes, and one hour over.
        (OFFICE, "2026-11-18T10:00", HOURS[8], "2026-11-18T18:00"),
        (OFFICE, "2026-11-18T11:00", HOURS[8], "2026-11-19T09:00"),
        # Friday evening; Saturday; before it opens.
        (OFFICE, "2026-11-20T19:00", HOURS[4], "2026-11-23T12:00"),
        (OFFICE, "2026-11-21T12:00", HOURS[4], "2026-11-23T12:00"),
        (OFFICE, "2026-11-18T03:00", HOURS[4], "2026-11-18T12:00"),
        # Easter: Friday and Monday are holidays. Christmas on a Friday: Monday stands for Boxing Day.
        (OFFICE, "2026-04-02T17:00", HOURS[4], "2026-04-07T11:00"),
        (OFFICE, "2026-12-24T16:00", HOURS[4], "2026-12-29T10:00"),
        (DAILY, "2026-12-24T18:00", HOURS[4], "2026-12-25T10:00"),
        (OFFICE, "2026-04-02T17:00", Span(working_days=3), "2026-04-09T18:00"),
        (OFFICE, "2026-11-21T12:00", Span(working_days=1), "2026-11-23T18:00"),
        (DAILY, "2026-12-31T23:30", Span(working_days=1), "2027-01-01T20:00"),
        # The clocks go forward on 29 March and back on 25 October: a day of 23 and one of 25 hours.
        (ALWAYS, "2026-03-28T12:00", HOURS[24], "2026-03-29T13:00"),
        (ALWAYS, "2026-10-24T12:00", HOURS[24], "2026-10-25T11:00"),
        (DAILY, "2026-03-28T18:00", HOURS[4], "2026-03-29T10:00"),
        (OFFICE, "2026-10-23T16:00", HOURS[4], "2026-10-26T10:00"),
        # Half an hour after midnight in summer is the day before in Greenwich.
        (OFFICE, "2026-07-01T00:30", Span(working_days=1), "2026-07-02T18:00"),
        (OFFICE, "2026-11-21T12:00", HOURS[0], "2026-11-21T12:00"),
    ],
)
def test_due_in_the_hours_of_the_desk(hours: DeskHours, start: str, span: Span, expected: str) -> None:
    due = due_after(local(start), span, hours=hours, holidays=HOLIDAYS)

    assert due == local(expected)
    assert due.tzinfo is UTC


def test_an_item_is_never_due_after_its_limit() -> None:
    terms, now = terms_in_force(), local("2026-11-18T10:00")
    tomorrow, soon, past = local("2026-11-19T10:00"), local("2026-11-18T11:00"), local("2026-11-17T10:00")

    for limits, expected in [
        (Limits(), local("2026-11-18T18:00")),
        (Limits(latest_at=tomorrow), local("2026-11-18T18:00")),
        (Limits(latest_at=soon), soon),
        (Limits(latest_at=past), past),
        # The asker's own moment stands in place of the span, and is capped as well.
        (Limits(aim_at=tomorrow), tomorrow),
        (Limits(aim_at=tomorrow, latest_at=soon), soon),
    ]:
        assert due_at(ItemKind.CONFIRM, Desk.OIC, terms=terms, limits=limits, now=now) == expected
    assert due_again_at(Desk.OIC, terms=terms, latest_at=None, now=now) == local("2026-11-18T14:00")
    assert due_again_at(Desk.OIC, terms=terms, latest_at=soon, now=now) == soon


def test_an_item_goes_up_twice_and_then_stays() -> None:
    terms, due = terms_in_force(), local("2026-11-18T10:00")

    looks = [look_at(due, Desk.OIC, level=level, terms=terms) for level in range(3)]

    assert looks == [due, local("2026-11-18T18:00"), None]


def test_the_shipped_figures_say_something_for_every_desk_and_kind() -> None:
    terms = terms_in_force()

    assert (set(terms.hours), set(terms.last_desk), set(terms.spans)) == (set(Desk), set(Desk), set(ItemKind))
    assert Desk.OIC not in terms.last_desk.values()
