"""What is shown of counted calls and answers, and what is put away."""

from datetime import date

from waypost.console.figures.counting import answer_line, calls_shown, first_monday
from waypost.worklist.inbound_calls.values import CallCount

MONDAY, SUNDAY = date(2026, 11, 2), date(2026, 11, 15)
WORDS = {"progress": "Asks what is happening", "other": "Something else", "court": "Asks about court"}


def calls(*counts: tuple[date, str, bool, int]) -> list[CallCount]:
    return [CallCount(*one) for one in counts]


def test_weeks_begin_on_the_monday_of_the_first_and_hold_the_present_day() -> None:
    assert first_monday(SUNDAY, weeks=2) == MONDAY
    assert first_monday(MONDAY, weeks=1) == MONDAY


def test_calls_are_counted_by_week_and_by_reason_with_what_could_have_been_avoided() -> None:
    shown = calls_shown(
        calls((MONDAY, "progress", True, 30), (MONDAY, "other", False, 10), (SUNDAY, "progress", True, 60)),
        words=WORDS,
        since=MONDAY,
        until=SUNDAY,
    )

    assert (shown.total.calls, shown.total.avoidable) == ("100", "90%")
    assert [(week.name, week.calls, week.avoidable) for week in shown.by_week] == [
        ("Week of 9 November 2026", "60", "100%"),
        ("Week of 2 November 2026", "40", "75%"),
    ]
    assert [(one.name, one.calls) for one in shown.by_reason] == [
        ("Asks what is happening", "90"),
        ("Something else", "10"),
    ]
    assert [point.share for point in shown.points] == [75, 100]


def test_a_reason_of_few_calls_is_not_told_apart() -> None:
    shown = calls_shown(
        calls((MONDAY, "progress", True, 30), (MONDAY, "other", False, 3), (MONDAY, "court", True, 4)),
        words=WORDS,
        since=MONDAY,
        until=MONDAY,
    )

    assert [(one.name, one.calls) for one in shown.by_reason] == [("Asks what is happening", "30"), ("All others", "7")]


def test_a_week_of_few_calls_has_a_gap_in_the_line_and_no_figure() -> None:
    shown = calls_shown(calls((MONDAY, "progress", True, 2)), words=WORDS, since=MONDAY, until=SUNDAY)

    assert [(week.calls, week.avoidable) for week in shown.by_week] == [("0", "none"), ("under 5", "under 5")]
    assert [point.share for point in shown.points] == [None, None]


def test_without_a_call_nothing_is_drawn() -> None:
    shown = calls_shown([], words=WORDS, since=MONDAY, until=SUNDAY)

    assert shown.is_empty
    assert (shown.bars, shown.by_reason) == ((), ())


def test_of_few_answers_it_is_only_said_that_they_are_few() -> None:
    assert answer_line("North", answers=4, half_minutes=30, most_minutes=90).half_within == "too few to say"
    line = answer_line("North", answers=25, half_minutes=30, most_minutes=90)
    assert (line.half_within, line.most_within) == ("1 working hour", "2 working hours")
