"""What staff type in answer: what is missing, what cannot be, and what is read out of it."""

from datetime import UTC, datetime, timedelta

import pytest

from waypost.console.forms import LONGEST_NOTE, CallForm, ConfirmForm, DoneForm, RefuseForm, new_call_form

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CALL = {"outcome": "spoken_to", "day": "20", "month": "11", "year": "2026", "at": "11:45", "note": ""}


def call(**changes: str) -> CallForm:
    """Return a form of a call a quarter of an hour ago."""
    return CallForm({**CALL, **changes}, now=NOW)


def test_a_call_has_a_moment_in_london_time() -> None:
    form = CallForm({**CALL, "day": "1", "month": "7", "at": "14:05"}, now=datetime(2026, 7, 1, 15, tzinfo=UTC))

    assert form.is_valid()
    assert form.moment == datetime(2026, 7, 1, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize("written", ["9:05", "09:05", "09.05", "0905"])
def test_a_time_may_be_written_as_people_write_it(written: str) -> None:
    form = call(at=written)

    assert form.is_valid(), form.errors
    assert form.moment == datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Say what happened when you called"),
        ({"day": "31"}, "day", "Enter the day of the call, like 20 11 2026"),
        ({"month": ""}, "day", "Enter the day of the call, like 20 11 2026"),
        ({"at": ""}, "at", "Enter the time of the call, like 14:05"),
        ({"at": "noon"}, "at", "Enter the time of the call, like 14:05"),
        ({"at": "25:00"}, "at", "Enter the time of the call, like 14:05"),
        ({"at": "12:03"}, "day", "The call cannot be in the future"),
        ({"year": "2025"}, "day", "The call cannot be more than 28 days ago. Check the day"),
        ({"outcome": "unsafe"}, "note", "Say why it is not safe"),
        ({"note": "x" * (LONGEST_NOTE + 1)}, "note", "The note can be 1,000 characters at most"),
    ],
)
def test_a_call_that_cannot_be_is_refused_in_words(changes: dict[str, str], field: str, sentence: str) -> None:
    form = call(**changes)

    assert not form.is_valid()
    assert form.errors[field] == [sentence]


def test_a_clock_that_is_a_minute_ahead_records_no_call_in_the_future() -> None:
    form = call(at="12:01")

    assert form.is_valid()
    assert form.moment == NOW


def test_a_call_that_was_not_safe_is_taken_with_its_reason() -> None:
    assert call(outcome="unsafe", note="Her partner answered.").is_valid()


def test_a_new_form_says_today_and_now_in_london() -> None:
    form = new_call_form(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))

    assert [form[name].value() for name in ("day", "month", "year", "at")] == ["2", "7", "2026", "00:30"]


def test_a_draft_without_a_word_is_not_confirmed() -> None:
    form = ConfirmForm({"text": " \r\n "})

    assert form.errors["text"] == ["The message is empty. To send nothing, refuse it instead"]


def test_line_breaks_of_a_browser_are_no_change_of_a_draft() -> None:
    form = ConfirmForm({"text": "Dear Amina,\r\n\r\nNews."})

    assert form.is_valid()
    assert form.cleaned_data["text"] == "Dear Amina,\n\nNews."


def test_a_draft_that_cannot_be_changed_is_confirmed_without_a_text() -> None:
    form = ConfirmForm({})

    assert form.is_valid()
    assert form.cleaned_data["text"] == ""


def test_a_reason_is_asked_for() -> None:
    assert RefuseForm({"why": "  "}).errors["why"] == ["Say why"]
    assert DoneForm({"note": ""}).errors["note"] == ["Say what you did"]


def test_a_long_note_is_counted_as_a_person_counts_it() -> None:
    lines = "a\r\n" * (LONGEST_NOTE // 2)

    assert DoneForm({"note": lines.strip()}).is_valid()


def test_the_oldest_call_that_is_taken_is_four_weeks_ago() -> None:
    before = NOW - timedelta(days=28)

    # Summer time was not over yet.
    assert call(day=str(before.day), month=str(before.month), at="13:00").is_valid()
    assert not call(day=str(before.day), month=str(before.month), at="12:59").is_valid()
