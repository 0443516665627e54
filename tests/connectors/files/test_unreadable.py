"""What cannot be read costs its own case, and never hides that it is not safe to write to somebody."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.connectors.files.conftest import SAMPLES, VICTIMS, Inbox
from waypost.connectors.polling.values import CannotRead
from waypost.connectors.set_aside import Aside

MakeInbox = Callable[[str], Inbox]

CASES = (SAMPLES / "cases-1.jsonl").read_bytes().splitlines(keepends=True)
HEADER = b"ID,NUMBER,RECORDED,CHANGED,STATE,KIND,WORDS,OIC\n"
PEOPLE = b"CRIME_ID,PERSON_ID,ROLE,FORENAME,MOBILE\n"
WARNINGS = b"CRIME_ID,CODE\n"


def crime(number: int) -> bytes:
    return f"{number},MADEUP/{number},2026-11-20T09:05:00Z,2026-11-21T10:00:00Z,INV,BUR,Burglary,\n".encode()


@pytest.fixture
def read(inbox: MakeInbox) -> Callable[..., Inbox]:
    """Return a reader of one drop of four files, of which some are as the test says."""

    def make(*, mapping: str = "drop.yaml", **files: bytes) -> Inbox:
        place = inbox(mapping)
        usual = {
            "crimes": HEADER + crime(1) + crime(2),
            "people": PEOPLE + b"1,11,V,Sam,07700 900001\n2,12,V,Lee,07700 900002\n",
            "warnings": WARNINGS,
            "officers": b"COLLAR,NAME\n",
        }
        for name, content in (usual | files).items():
            place.drop(f"{name}-1.csv", content)
        place.drop("export-1.done", b"")
        place.trouble = place.poll()
        return place

    return make


Read = Callable[..., Inbox]


def test_a_drop_in_order_is_read_whole(read: Read) -> None:
    place = read()

    assert (place.references(), place.unreadable(), place.trouble) == (["MADEUP/1", "MADEUP/2"], [], "")


@pytest.mark.parametrize("row", [b"2,DA,\n", b"2\n", b'2,"DA"x\n', b"2,D\0A\n"])
def test_a_warning_that_cannot_be_read_keeps_its_case_from_being_taken(read: Read, row: bytes) -> None:
    place = read(warnings=WARNINGS + row)

    assert place.references() == ["MADEUP/1"]
    (aside,) = place.unreadable()
    assert (aside.occurrence, aside.reference, aside.raw) == ("2", "MADEUP/2", row)
    assert place.trouble == ""


def test_a_warning_of_which_nobody_can_tell_whose_it_is_refuses_the_drop(read: Read) -> None:
    place = read(warnings=WARNINGS + b"two,DA,\n")

    assert place.references() == []
    (aside,) = place.unreadable()
    assert (aside.occurrence, place.trouble) == ("drop:1", "drop_refused")
    assert aside.error == (
        "warnings, line 2: the row has 3 columns and the header 2; nobody can tell whose row it is: mend the file"
    )


@pytest.mark.parametrize("row", [b",DA\n", b"3,DA\n", b"0002,DA\n", b"2 ,DA\n"])
def test_a_warning_of_no_case_of_the_drop_refuses_it(read: Read, row: bytes) -> None:
    place = read(warnings=WARNINGS + row)

    assert (place.references(), place.trouble) == ([], "drop_refused")


@pytest.mark.parametrize("key", [b"0002", b"2 ", b" 2", b"02."])
def test_a_warning_whose_key_is_spelt_differently_keeps_its_case_from_being_taken(read: Read, key: bytes) -> None:
    place = read(mapping="drop-with-others.yaml", warnings=WARNINGS + key + b",DA\n3,DA\n")

    assert place.references() == ["MADEUP/1"]
    assert [(each.occurrence, each.error) for each in place.unreadable()] == [
        ("2", "a row of the drop has nearly the same key: write it the same everywhere")
    ]
    assert place.trouble == ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 12), noise=st.text(st.sampled_from(',";\n\r\0 2D0'), min_size=1, max_size=3))
@example(place=0, noise='"0')
@example(place=0, noise='"2')
def test_no_slip_in_a_warning_lets_its_case_pass_for_one_without(read: Read, place: int, noise: str) -> None:
    row = "1,DA\n2,DA\n"
    at = min(place, len(row))

    found = read(warnings=WARNINGS + (row[:at] + noise + row[at:]).encode())

    assert all(record.document["flags"] for record in found.records())


def test_a_row_that_is_looked_up_beside_nothing_refuses_the_drop_unless_the_table_has_others(
    read: Read,
) -> None:
    officers = b"COLLAR,NAME\n4471,Jo Hall\n"

    assert read(officers=officers).trouble == ""
    strict = read(mapping="drop-strict.yaml", officers=officers)

    assert (strict.references(), strict.trouble) == ([], "drop_refused")
    assert strict.unreadable()[0].error.startswith("officer: a row belongs to nothing of the drop")


def test_a_case_that_cannot_be_read_is_set_aside_under_its_key_and_the_others_are_read(read: Read) -> None:
    place = read(crimes=HEADER + crime(1) + crime(2).replace(b"Burglary", b"Burglary, a house"))

    assert place.references() == ["MADEUP/1"]
    assert {each.occurrence for each in place.unreadable()} == {"1/crimes/3", "2"}
    assert place.trouble == ""


def test_a_quotation_mark_that_is_never_closed_holds_every_case_that_it_swallows(read: Read) -> None:
    swallowed = crime(2).replace(b"Burglary", b'"Burglary') + crime(3)

    place = read(crimes=HEADER + crime(1) + swallowed, people=PEOPLE + b"1,11,V,Sam,07700 900001\n")

    assert place.references() == ["MADEUP/1"]
    assert {each.occurrence for each in place.unreadable()} == {"1/crimes/3", "2", "3"}
    assert not any("07700" in each.error for each in place.unreadable())


def test_rows_of_one_case_that_contradict_each_other_are_set_aside(read: Read) -> None:
    place = read(crimes=HEADER + crime(1) + crime(2) + crime(2).replace(b"INV", b"REC"))

    assert place.references() == ["MADEUP/1"]
    (aside,) = place.unreadable()
    assert (aside.reference, aside.error) == ("MADEUP/2", "case: the rows of one differ in state: mend the file")


def test_a_row_that_stands_twice_is_one(read: Read) -> None:
    assert read(crimes=HEADER + crime(1) + crime(2) + crime(2)).references() == ["MADEUP/1", "MADEUP/2"]


def test_a_person_with_two_numbers_in_two_rows_is_not_guessed(read: Read) -> None:
    place = read(people=PEOPLE + b"1,11,V,Sam,07700 900001\n2,12,V,Lee,07700 900002\n2,12,S,Lee,07700 900003\n")

    assert place.references() == ["MADEUP/1"]
    assert [each.error for each in place.unreadable()] == ["people: the rows of one differ in mobile: mend the file"]


def test_a_value_that_fits_no_field_sets_its_case_aside_and_is_read_again_when_the_mapping_is_mended(
    inbox: MakeInbox,
) -> None:
    place = inbox("one-file.yaml")
    rows = VICTIMS.replace(b"20/11/2026 09:05", b"2026-11-20 09:05")
    place.drop("victims-1.csv", rows)
    place.settle()
    assert place.references() == ["MADEUP/2/26"]
    (aside,) = place.unreadable()
    assert aside.error == "recorded_at: has none of the forms that the mapping names under formats"

    place.mapping = "one-file-iso.yaml"
    again = place.system().again([as_kept(aside.occurrence, json.dumps(aside.raw).encode())])

    assert [record.reference for record in again.records] == ["MADEUP/1/26"]


def test_a_piece_of_a_file_stays_set_aside_when_it_is_tried_again(inbox: MakeInbox) -> None:
    place = inbox("one-file.yaml")

    again = place.system().again([as_kept("1/extract/3", b"MADEUP/1/26;x\r\n"), as_kept("9", b'{"case": 1}')])

    assert [each.occurrence for each in again.unreadable] == ["1/extract/3", "9"]


def as_kept(occurrence: str, raw: bytes) -> Aside:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Aside(1, occurrence, "", "an error", raw, 1, at, at, None)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (CASES[1].replace(b'"warnings"', b'"markers"'), "warnings: is missing; where it may be, say may_lack"),
        (CASES[1].replace(b'["DA","NEW"]', b'"DA",\n'), "not JSON"),
        (CASES[1].replace(b'"state":"REC"', b'"state":["REC"]'), "state: is not one value"),
        (CASES[1].replace(b'"contact":{"mobile":7700900002}', b'"contact":"7700900002"'), "contact/mobile: stands"),
        (CASES[1].replace(b'"state":"REC"', b'"state":"REC","state":"INV"'), "the same field twice"),
    ],
)
def test_a_case_of_another_shape_than_the_mapping_is_set_aside_and_the_others_are_read(
    inbox: MakeInbox, line: bytes, error: str
) -> None:
    place = inbox("nested-json.yaml")
    place.drop("cases-1.jsonl", CASES[0] + line)

    place.settle()

    assert place.references() == ["MADEUP/1"]
    assert "MADEUP/2" in {each.reference for each in place.unreadable()}
    assert any(error in each.error for each in place.unreadable())


def test_a_file_that_is_refused_alarms_until_it_is_mended(inbox: MakeInbox) -> None:
    place = inbox("nested-json.yaml")
    place.drop("cases-1.jsonl", b"\x1f\x8b" + bytes(50))
    assert place.settle() == "drop_refused"
    assert place.poll() == "drop_refused"
    place.drop("cases-1.jsonl")

    assert place.settle() == ""
    assert place.references() == ["MADEUP/1", "MADEUP/2"]


def test_a_file_that_is_too_large_is_refused_unread(inbox: MakeInbox) -> None:
    place = inbox("nested-json.yaml")
    place.drop("cases-1.jsonl", b" " * 1_000_001)

    assert place.settle() == "drop_refused"
    assert "largest_file_mb" in place.unreadable()[0].error


def test_a_file_of_which_nothing_can_be_read_is_refused_and_does_not_fill_the_table(inbox: MakeInbox) -> None:
    place = inbox("nested-json.yaml")
    place.drop("cases-1.jsonl", b"x\n" * 5_000)

    assert place.settle() == "drop_refused"
    assert len(place.unreadable()) == 1


def test_a_sample_shows_what_would_be_taken_and_what_not_and_keeps_nothing(inbox: MakeInbox) -> None:
    place = inbox("nested-json.yaml")
    with pytest.raises(CannotRead, match="no_whole_drop"):
        place.system().sample(10)
    place.drop("cases-1.jsonl", CASES[0] + b"x\n" + CASES[1])

    sample = place.system().sample(1)

    assert [record.reference for record in sample.records] == ["MADEUP/1"]
    assert [each.error for each in sample.unreadable] == ["cases, line 2: the line is not JSON in UTF-8"]
