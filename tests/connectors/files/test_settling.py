"""Which drops are read, when, in what order, and how often."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.connectors.files.conftest import SAMPLES, Inbox
from waypost.connectors.files import places

MakeInbox = Callable[[str], Inbox]
CASE = (SAMPLES / "cases-1.jsonl").read_bytes().splitlines(keepends=True)


@pytest.fixture
def cases(inbox: MakeInbox) -> Inbox:
    """Return a folder of JSON Lines."""
    return inbox("nested-json.yaml")


@pytest.fixture
def export(inbox: MakeInbox) -> Inbox:
    """Return a folder of four CSVs to a drop, with a marker."""
    place = inbox("drop.yaml")
    place.drop("crimes-1.csv", b"ID,NUMBER,RECORDED,CHANGED,STATE,KIND,WORDS,OIC\n" + ROW)
    place.drop("people-1.csv", b"CRIME_ID,PERSON_ID,ROLE,FORENAME,MOBILE\n1,9,V,Sam,07700 900009\n")
    place.drop("warnings-1.csv", b"CRIME_ID,CODE\n1,DA\n")
    place.drop("officers-1.csv", b"COLLAR,NAME\n4471,Jo Hall\n")
    return place


ROW = b"1,MADEUP/1,2026-11-20T09:05:00+00:00,2026-11-21T10:00:00+00:00,INV,BUR,Burglary,4471\n"


def test_a_file_is_read_once_it_has_not_changed_for_a_while(cases: Inbox) -> None:
    cases.drop("cases-1.jsonl")

    cases.poll()
    assert cases.records() == []
    cases.now += timedelta(seconds=30)
    cases.poll()
    assert cases.records() == []
    cases.now += timedelta(seconds=30)
    cases.poll()

    assert cases.references() == ["MADEUP/1", "MADEUP/2"]


def test_a_half_written_file_waits_until_it_is_whole(cases: Inbox) -> None:
    cases.drop("cases-1.jsonl", CASE[0][:100])
    cases.poll()
    cases.now += timedelta(seconds=59)
    cases.drop("cases-1.jsonl", CASE[0] + CASE[1][:100])
    cases.poll()
    cases.now += timedelta(seconds=59)
    cases.drop("cases-1.jsonl")

    cases.settle()

    assert cases.references() == ["MADEUP/1", "MADEUP/2"]
    assert cases.unreadable() == []


def test_a_file_that_grows_while_it_is_read_waits(cases: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cases.drop("cases-1.jsonl", CASE[0])
    cases.poll()
    cases.now += timedelta(minutes=2)
    system = cases.system()

    class Growing(type(system.config.place)):  # type: ignore[misc]  # the same folder, written to meanwhile
        def seen(self, name: str) -> object:
            path.write_bytes(CASE[0] + CASE[1])
            return super().seen(name)

    config = system.config
    object.__setattr__(config, "place", Growing(cases.folder))
    found = [record for batch in system.batches(cases.position) for record in batch.records]

    assert found == []
    assert cases.settle() == ""
    assert cases.references() == ["MADEUP/1", "MADEUP/2"]


@pytest.mark.parametrize("name", ["cases-1.jsonl.part", ".cases-1.jsonl", "cases-1.jsonl.filepart", "other-1.jsonl"])
def test_what_is_hidden_or_not_finished_or_not_mapped_is_left_alone(cases: Inbox, name: str) -> None:
    cases.drop(name, CASE[0])

    assert cases.settle() == "no_new_drop"
    assert cases.batches == []


def test_a_link_is_not_followed(cases: Inbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(CASE[0])
    (cases.folder / "cases-1.jsonl").symlink_to(secret)

    cases.settle()

    assert cases.batches == []


def test_the_same_file_is_read_once_and_so_is_its_copy_under_another_name(cases: Inbox) -> None:
    cases.drop("cases-1.jsonl")
    cases.settle()
    cases.drop("cases-2.jsonl", (cases.folder / "cases-1.jsonl").read_bytes())

    assert cases.settle() == ""
    assert cases.settle() == ""

    assert cases.references() == ["MADEUP/1", "MADEUP/2"]


def test_a_file_that_is_replaced_by_another_content_is_read_again(cases: Inbox) -> None:
    cases.drop("cases-1.jsonl", CASE[0])
    cases.settle()
    cases.drop("cases-1.jsonl", CASE[1])

    cases.settle()

    assert cases.references() == ["MADEUP/1", "MADEUP/2"]


def test_a_file_that_only_was_touched_is_not_read_again(cases: Inbox) -> None:
    path = cases.drop("cases-1.jsonl")
    cases.settle()
    os.utime(path, (2_000_000, 2_000_000))

    cases.settle()

    assert len(cases.records()) == 2


def test_drops_are_read_in_the_order_of_their_names(cases: Inbox) -> None:
    cases.drop("cases-20261122.jsonl", CASE[1])
    cases.drop("cases-20261121.jsonl", CASE[0])

    cases.settle()

    assert cases.references() == ["MADEUP/1", "MADEUP/2"]


def test_an_older_drop_that_comes_late_is_set_aside_and_alarms_until_a_newer_one_is_read(cases: Inbox) -> None:
    cases.drop("cases-20261122.jsonl", CASE[1])
    cases.settle()
    cases.drop("cases-20261121.jsonl", CASE[0])

    assert cases.settle() == "late_drop"
    assert cases.references() == ["MADEUP/2"]
    (late,) = cases.unreadable()
    assert late.occurrence == "drop:20261121"
    assert "rewind" in late.error
    cases.drop("cases-20261123.jsonl", CASE[1] + CASE[0])
    assert cases.settle() == ""


def test_after_a_rewind_all_drops_are_read_in_order_again(cases: Inbox) -> None:
    cases.drop("cases-20261122.jsonl", CASE[1])
    cases.settle()
    cases.drop("cases-20261121.jsonl", CASE[0])
    cases.settle()
    cases.position, cases.batches = "", []

    assert cases.settle() == ""

    assert cases.references() == ["MADEUP/1", "MADEUP/2"]


def test_a_rewind_to_a_moment_reads_what_was_written_since(cases: Inbox) -> None:
    old = cases.drop("cases-1.jsonl", CASE[0])
    cases.drop("cases-2.jsonl", CASE[1])
    os.utime(old, (0, 0))
    os.utime(cases.folder / "cases-2.jsonl", (cases.now.timestamp(), cases.now.timestamp()))
    cases.position = cases.system().position_at(cases.now - timedelta(hours=1))

    cases.settle()

    assert cases.references() == ["MADEUP/2"]


def test_files_that_belong_together_wait_for_each_other_and_for_the_marker(export: Inbox) -> None:
    export.settle()
    assert export.records() == []
    export.drop("export-1.done", b"")

    export.poll()

    (record,) = export.records()
    assert record.document["flags"] == ["domestic_abuse"]
    assert record.document["officer"] == {"collar_number": "4471", "name": "Jo Hall"}


def test_a_file_written_after_the_marker_waits_for_the_next_marker(export: Inbox) -> None:
    export.drop("export-1.done", b"")
    export.drop("warnings-1.csv", b"CRIME_ID,CODE\n")

    export.settle()
    assert export.records() == []
    export.drop("export-1.done", b"")
    export.settle()

    assert [record.document["flags"] for record in export.records()] == [[]]


def test_a_folder_in_which_nothing_new_comes_is_not_well(cases: Inbox) -> None:
    cases.drop("cases-1.jsonl")
    assert cases.settle() == ""
    cases.now += timedelta(hours=23)
    assert cases.poll() == ""
    cases.now += timedelta(hours=2)

    assert cases.poll() == "no_new_drop"


def test_a_folder_that_is_not_there_cannot_be_read(cases: Inbox) -> None:
    cases.folder.rmdir()

    assert cases.poll() == "folder_unreadable"


def test_a_folder_with_more_files_than_anybody_drops_is_not_read(cases: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_FILES", 3)
    for number in range(4):
        (cases.folder / f"x{number}").touch()

    assert cases.poll() == "too_many_files"


def test_a_poll_that_died_in_the_middle_of_a_drop_goes_on_from_there(cases: Inbox) -> None:
    many = b"".join(CASE[0].replace(b"MADEUP/1", f"MADEUP/{number}".encode()) for number in range(450))
    cases.drop("cases-1.jsonl", many)
    cases.poll()
    cases.now += timedelta(minutes=2)
    first = next(batch for batch in cases.system().batches(cases.position) if batch.records)
    assert len(first.records) == 200
    assert first.position is not None
    cases.position = first.position

    assert cases.poll() == ""

    assert len(cases.records()) == 250
    assert cases.references()[0] == "MADEUP/200"


def test_nothing_is_ever_written_to_the_folder(cases: Inbox) -> None:
    cases.drop("cases-1.jsonl")
    cases.folder.chmod(0o555)
    before = {path.name: path.stat().st_mtime_ns for path in cases.folder.iterdir()}

    cases.settle()

    assert {path.name: path.stat().st_mtime_ns for path in cases.folder.iterdir()} == before
    cases.folder.chmod(0o755)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrival=st.permutations(range(4)), together=st.integers(1, 4))
def test_no_order_of_arrival_puts_an_older_state_over_a_newer_one(
    inbox: MakeInbox, arrival: list[int], together: int
) -> None:
    place = inbox("nested-json.yaml")
    for path in place.folder.iterdir():
        path.unlink()
    for count, number in enumerate(arrival, start=1):
        place.drop(f"cases-{number}.jsonl", CASE[0].replace(b"Burglary", f"state {number}".encode()))
        if count % together == 0:
            place.settle()
    place.settle()

    read = [str(record.document["offence"]) for record in place.records()]
    assert read == sorted(read)
    assert "state 3" in read[-1]
