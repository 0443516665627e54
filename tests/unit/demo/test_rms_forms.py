"""What officers type, read into values."""

from datetime import date, time

import pytest
from starlette.datastructures import FormData

from demo.rms.forms import read_contact, read_task
from demo.typed import Reader, at, parse_day, parse_hour, show_day
from tests.conftest import NOW


@pytest.mark.parametrize("typed", ["27/3/2026", "27/03/2026", "27.3.2026", "27 3 2026", "27-3-2026", "2026-03-27"])
def test_day_is_read_as_people_write_it(typed: str) -> None:
    assert parse_day(typed) == date(2026, 3, 27)


@pytest.mark.parametrize("typed", ["3/27/2026", "29/2/2026", "27/3/26", "tomorrow", "٢٧/٣/٢٠٢٦"])
def test_day_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month|day"):
        parse_day(typed)


@pytest.mark.parametrize("typed", ["9:30", "09:30", "09.30", "0930"])
def test_hour_is_read_as_people_write_it(typed: str) -> None:
    assert parse_hour(typed) == time(9, 30)


@pytest.mark.parametrize("typed", ["24:00", "9", "nine", "9:3"])
def test_hour_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"hour|9|nine"):
        parse_hour(typed)


def test_day_is_shown_as_it_may_be_typed() -> None:
    assert parse_day(show_day(date(1988, 4, 12))) == date(1988, 4, 12)
    assert show_day(None) == ""


def test_time_in_summer_is_an_hour_before_greenwich() -> None:
    summer = at(date(2026, 7, 1), time(10))

    assert summer is not None
    assert summer.utcoffset() == at(date(2026, 7, 1), time(23)).utcoffset()  # type: ignore[union-attr]
    assert summer.isoformat() == "2026-07-01T10:00:00+01:00"


def test_nothing_typed_about_contact_is_no_agreement() -> None:
    assert read_contact(Reader(FormData({"hours_from": " ", "code_word": ""})), now=NOW) is None


def test_way_of_contact_that_is_agreed_and_never_to_be_used_is_a_fault() -> None:
    reader = Reader(FormData([("channels", "S"), ("channels", "E"), ("never", "S")]))

    read_contact(reader, now=NOW)

    assert reader.errors == {"never": "A way of contact cannot be both agreed and never to be used"}


def test_one_hour_without_the_other_is_a_fault() -> None:
    reader = Reader(FormData({"hours_from": "09:00"}))

    read_contact(reader, now=NOW)

    assert list(reader.errors) == ["hours_from"]


@pytest.mark.parametrize(("came", "status"), [("SPOKEN", "DON"), ("NOBODY", "OPN"), ("NOT", "REF")])
def test_call_is_done_only_when_they_were_spoken_to(came: str, status: str) -> None:
    reader = Reader(FormData({"action": "done", "call": came, "note": "At noon"}))

    values = read_task(reader, task={"type_cd": "CALL"})

    assert (values["stat_cd"], values["note_txt"], reader.errors) == (status, "At noon", {})


def test_call_of_which_nobody_says_what_came_of_it_is_not_done() -> None:
    reader = Reader(FormData({"action": "done", "note": "Rang twice"}))

    read_task(reader, task={"type_cd": "CALL"})

    assert reader.errors == {"call": "Say what came of the call"}


def test_call_that_must_not_be_made_needs_a_reason() -> None:
    reader = Reader(FormData({"action": "done", "call": "NOT"}))

    read_task(reader, task={"type_cd": "CALL"})

    assert reader.errors == {"note": "Say why this is not to be done"}


@pytest.mark.parametrize(
    ("typed", "text"),
    [("Dear Ms A,\r\nyour case", None), ("\nDear Ms A,\nyour case \n", None), ("Dear Maya", "Dear Maya")],
)
def test_draft_comes_back_with_a_text_only_where_it_was_changed(typed: str, text: str | None) -> None:
    reader = Reader(FormData({"action": "done", "text": typed}))

    values = read_task(reader, task={"type_cd": "CNFM", "task_txt": "Dear Ms A,\nyour case\n"})

    assert (values["stat_cd"], values["done_txt"], reader.errors) == ("DON", text, {})


def test_draft_without_any_words_left_is_a_fault() -> None:
    reader = Reader(FormData({"action": "done", "text": " "}))

    read_task(reader, task={"type_cd": "CNFM", "task_txt": "Dear Ms A"})

    assert list(reader.errors) == ["text"]


def test_task_that_is_not_needed_any_more_is_closed_without_a_word() -> None:
    reader = Reader(FormData({"action": "close", "text": "Dear Ms A"}))

    values = read_task(reader, task={"type_cd": "CNFM", "task_txt": "Dear Ms A"})

    assert (values["stat_cd"], values["note_txt"], reader.errors) == ("REF", "No longer needed", {})


def test_character_that_no_database_takes_is_a_fault() -> None:
    reader = Reader(FormData({"text": "a\x00b"}))

    reader.text("text", longest=10)

    assert list(reader.errors) == ["text"]
