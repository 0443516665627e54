"""Files with messages in a folder: whole ones, once, and nothing in the folder is touched."""

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.connectors.storm.feeds import aside, incident, kept, known_incidents
from tests.unit.connectors.storm.samples import BURGLARY, DAMAGE, opened, sample, spec
from waypost.base.clock import now as present
from waypost.cases.values import SourceFacts
from waypost.connectors.kinds import KINDS, open_system
from waypost.connectors.polling.poll import PollFailed, poll
from waypost.connectors.polling.values import PollReport
from waypost.connectors.queries import polled_sources
from waypost.connectors.storm.system import StormSystem, open_storm
from waypost.connectors.values import SourceKind

pytestmark = pytest.mark.django_db


def system_of(source: SourceFacts, *, seconds_on: int = 10) -> StormSystem:
    """Return the system some seconds from now, when what was dropped has settled."""
    return replace(open_storm(source), now_fn=lambda: present() + timedelta(seconds=seconds_on))


def read(source: SourceFacts, position: str = "", *, seconds_on: int = 10) -> tuple[str, PollReport]:
    """Read a folder to its end; return the position and what was found."""
    report = PollReport()
    for batch in system_of(source, seconds_on=seconds_on).batches(position):
        position = batch.position or position
        report += batch.taken or PollReport()
    return position, report


def test_files_in_both_forms_become_records(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml"))
    (folder / "2.json").write_bytes(sample("damage.json"))

    _, report = read(dropped)

    assert known_incidents() == [DAMAGE, BURGLARY]
    assert (report.read, report.changed, report.set_aside) == (13, 2, 0)
    assert sorted(path.name for path in folder.iterdir()) == ["1.xml", "2.json"]


def test_file_is_read_once_and_its_copy_changes_nothing(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml"))
    position, _ = read(dropped)
    (folder / "copy.xml").write_bytes(sample("burglary.xml"))

    position, second = read(dropped, position)
    _, third = read(dropped, position)

    assert (second.read, second.unchanged, second.changed) == (10, 10, 0)
    assert third == PollReport()
    assert kept(dropped) == 10


def test_file_that_is_still_being_written_is_left_alone(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml")[:500])
    (folder / "2.json.part").write_bytes(sample("damage.json"))
    (folder / ".hidden.json").write_bytes(sample("damage.json"))
    (folder / "link.json").symlink_to(folder / ".hidden.json")

    _, report = read(dropped, seconds_on=0)

    assert (report, aside(dropped)) == (PollReport(), [])


def test_half_a_file_is_set_aside_and_mended_when_it_is_whole(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml")[:500])
    position, first = read(dropped)
    assert (first.set_aside, [row.occurrence for row in aside(dropped)]) == (1, ["body 1.xml"])

    (folder / "1.xml").write_bytes(sample("burglary.xml"))
    _, second = read(dropped, position)

    assert (second.changed, aside(dropped)) == (1, [])


def test_file_with_an_old_date_that_comes_late_is_read(dropped: SourceFacts, folder: Path, tmp_path: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml"))
    position, _ = read(dropped)
    late = tmp_path / "late.json"
    late.write_bytes(sample("damage.json"))
    os.utime(late, (1, 1))
    late.rename(folder / "late.json")

    read(dropped, position)

    assert DAMAGE in known_incidents()


def test_broken_file_costs_only_itself(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.json").write_bytes(b'{"a": ')
    (folder / "2.json").write_bytes(json.dumps([opened(), spec(2, "EVACUATE")]).encode())
    (folder / "3.json").write_bytes(b" " * (5 * 1024 * 1024 + 1))
    (folder / ("x" * 200 + ".json")).write_bytes(b"")
    (folder / "4.json").write_bytes(sample("damage.json"))

    _, report = read(dropped)

    assert (report.set_aside, known_incidents()) == (4, [DAMAGE, BURGLARY])


def test_many_small_files_are_read_in_batches_and_from_where_it_broke_off(dropped: SourceFacts, folder: Path) -> None:
    for number in range(105):
        told = opened()
        told["Incident"]["Number"] = f"CS-{number}"
        (folder / f"{number:03}.json").write_bytes(json.dumps(told).encode())

    first = next(iter(system_of(dropped).batches("")))
    position, rest = read(dropped, first.position or "")

    assert (first.taken and first.taken.read, rest.read) == (100, 5)
    assert read(dropped, position)[1] == PollReport()


def test_worker_polls_the_folder_and_moves_on(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml"))
    time.sleep(1.1)

    first = poll(dropped, now_fn=present)
    second = poll(dropped, now_fn=present)

    assert (first.read, first.changed, second.read) == (10, 1, 0)
    assert (incident().status, kept(dropped)) == ("closed", 10)
    assert [source.id for source in polled_sources()] == [dropped.id]


def test_source_that_pushes_is_not_polled(source: SourceFacts) -> None:
    assert polled_sources() == []
    assert list(open_system(source).batches("")) == []


def test_folder_that_is_not_there_fails_the_poll(dropped: SourceFacts, folder: Path) -> None:
    folder.rmdir()

    with pytest.raises(PollFailed, match="folder_unreadable"):
        poll(dropped, now_fn=present)


def test_folder_is_read_again_from_a_moment_on(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml"))
    read(dropped)
    system = open_storm(dropped)

    _, again = read(dropped, system.position_at(datetime(2026, 1, 1, tzinfo=UTC)))
    _, none = read(dropped, system.position_at(present() + timedelta(days=1)))

    assert (again.read, none.read) == (10, 0)


def test_sample_shows_what_would_become_of_files_and_writes_nothing(dropped: SourceFacts, folder: Path) -> None:
    (folder / "1.xml").write_bytes(sample("burglary.xml"))
    (folder / "2.json").write_bytes(json.dumps([spec(2, "EVACUATE")]).encode())

    batch = system_of(dropped).sample(10)

    assert [record.reference for record in batch.records] == [BURGLARY]
    assert ["EVACUATE is not listed" in each.error for each in batch.unreadable] == [True]
    assert (known_incidents(), kept(dropped), aside(dropped)) == ([], 0, [])


def test_source_without_an_address_takes_nothing_back(source: SourceFacts) -> None:
    kind = KINDS[SourceKind.STORM]
    addressed = replace(source, write_back_url="https://control.example.org/waypost")

    assert (kind.has_way_back(source), kind.has_way_back(addressed)) == (False, True)
    assert repr(kind.taker(source, present)) == "Absent(code='no_write_back_url')"
    assert type(kind.taker(addressed, present)).__name__ == "PushTaker"
