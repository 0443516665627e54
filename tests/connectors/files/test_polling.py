"""Drops on a real database: taken once, held where they cannot be read, hearings joined to another source's crime."""

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.connectors.files.conftest import ANYSHIRE, SAMPLES, VICTIMS
from waypost.base.scope import in_force
from waypost.cases.held import held_in_case
from waypost.cases.models import TimelineEvent
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id
from waypost.cases.values import CaseFacts, CaseKind, SourceFacts, SourceState
from waypost.connectors.commands import source as source_commands
from waypost.connectors.files.config import read_config
from waypost.connectors.kinds import open_system
from waypost.connectors.leases import claim_poll, move_position
from waypost.connectors.models import Cursor, SetAside
from waypost.connectors.polling.poll import PollFailed, poll
from waypost.connectors.polling.step import take_batch
from waypost.connectors.polling.values import PollReport

pytestmark = pytest.mark.django_db


def settings_of(tmp_path: Path, sample: str) -> Path:
    """Write the settings of a folder whose drops say by a marker that they are whole."""
    folder = tmp_path / sample.removesuffix(".yaml")
    folder.mkdir()
    mapping = (SAMPLES / sample).read_text(encoding="utf-8")
    (tmp_path / f"map-{sample}").write_text(mapping.replace("\nfiles:", "\ndrops: {ready: 'done-{drop}'}\nfiles:", 1))
    settings = tmp_path / f"set-{sample}"
    settings.write_text(f"folder: {folder}\nmapping: map-{sample}\n")
    return settings


@pytest.fixture
def crimes(tmp_path: Path, now: datetime) -> SourceFacts:
    """Return a live source of crimes."""
    return added("rms", settings_of(tmp_path, "one-file.yaml"), now=now)


@pytest.fixture
def court(tmp_path: Path, now: datetime) -> SourceFacts:
    """Return a live source of court lists."""
    return added("courts", settings_of(tmp_path, "court-list.yaml"), now=now)


def added(name: str, settings: Path, *, now: datetime) -> SourceFacts:
    new = NewSource(ANYSHIRE, name, "files", SourceState.LIVE, config=read_config(settings))
    return source_by_id(add_source(new, now=now).id)


def drop(source: SourceFacts, name: str, content: bytes) -> None:
    """Write a file and the marker of its drop."""
    folder = Path(str(source.config["folder"]))
    (folder / name).write_bytes(content)
    (folder / f"done-{name.rpartition('-')[2].partition('.')[0]}").touch()


def case_of(reference: str) -> CaseFacts:
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    return cases_by_id([case_id], force=ANYSHIRE)[case_id]


def held(reference: str) -> list[str]:
    return [one.sentence for one in held_in_case(case_of(reference).case_id, force=ANYSHIRE)]


def events() -> list[str]:
    with in_force(ANYSHIRE):
        return list(TimelineEvent.objects.order_by("case_id", "number").values_list("kind", flat=True))


LIST = (SAMPLES / "court-list-20261122.csv").read_bytes()


def test_a_drop_is_on_record_once(crimes: SourceFacts, now: datetime) -> None:
    drop(crimes, "victims-20261121.csv", VICTIMS)

    first, second = poll(crimes, now_fn=lambda: now), poll(crimes, now_fn=lambda: now)

    assert (first, second) == (PollReport(read=2, changed=2), PollReport())
    case = case_of("MADEUP/1/26")
    assert [person.contact.mobile for person in case.people] == ["07700 900001", "7.7009E+09"]
    assert case_of("MADEUP/2/26").flags == ("domestic_abuse",)


def test_a_row_that_cannot_be_read_holds_its_case_until_a_drop_is_in_order(crimes: SourceFacts, now: datetime) -> None:
    drop(crimes, "victims-1.csv", VICTIMS)
    poll(crimes, now_fn=lambda: now)
    drop(
        crimes,
        "victims-2.csv",
        VICTIMS.replace(b";DA;p3", b";DA;;p3").replace(b"21/11/2026 10:00", b"22/11/2026 10:00"),
    )

    report = poll(crimes, now_fn=lambda: now)

    assert report.set_aside == 2  # the row, and the case that it is about
    assert len(held("MADEUP/2/26")) == 1
    assert held("MADEUP/1/26") == []
    drop(crimes, "victims-3.csv", VICTIMS.replace(b"20/11/2026 11:00;Rec", b"23/11/2026 11:00;Rec"))
    poll(crimes, now_fn=lambda: now)
    assert held("MADEUP/2/26") == []


def test_old_drops_that_are_read_again_tell_nobody_an_old_state(crimes: SourceFacts, now: datetime) -> None:
    drop(crimes, "victims-1.csv", VICTIMS.replace(b";DA;", b";;"))
    drop(crimes, "victims-2.csv", VICTIMS.replace(b"20/11/2026 11:00;Rec", b"22/11/2026 11:00;Rec"))
    poll(crimes, now_fn=lambda: now)
    before = events()

    move_position(crimes.id, position="")
    lease = claim_poll(crimes, now=now)
    for batch in open_system(crimes).batches(""):
        take_batch(crimes, batch, lease=lease, now=now)
        assert case_of("MADEUP/2/26").flags == ("domestic_abuse",), "not for a moment"

    assert events() == before


def test_a_drop_that_is_refused_is_not_well_and_says_so_by_a_code(crimes: SourceFacts, now: datetime) -> None:
    drop(crimes, "victims-1.csv", VICTIMS.replace(b"Crime Number", b"Crime No"))

    with pytest.raises(PollFailed, match="drop_refused"):
        poll(crimes, now_fn=lambda: now)

    with in_force(ANYSHIRE):
        (aside,) = SetAside.objects.all()
    assert aside.error == "the header lacks the column Crime Number: mend the file or the mapping"
    assert Cursor.objects.get(source_id=crimes.id).last_error == "drop_refused"


def test_hearings_of_a_court_join_the_crime_that_another_source_owns(
    crimes: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    drop(crimes, "victims-1.csv", VICTIMS)
    drop(court, "court-list-1.csv", LIST)
    poll(court, now_fn=lambda: now)  # first: they wait for the case

    poll(crimes, now_fn=lambda: now)

    case = case_of("MADEUP/1/26")
    assert [(hearing.kind, hearing.court) for hearing in case.hearings] == [("first_hearing", "Anytown Magistrates")]
    assert [person.given_name for person in case.people] == ["Zoë", "Lee"]
    assert held("MADEUP/1/26")  # a kind of hearing that nobody knows


def test_the_list_of_another_day_takes_nothing_back(crimes: SourceFacts, court: SourceFacts, now: datetime) -> None:
    lines = LIST.splitlines(keepends=True)
    drop(crimes, "victims-1.csv", VICTIMS)
    poll(crimes, now_fn=lambda: now)
    drop(court, "court-list-1.csv", lines[0] + lines[1])
    poll(court, now_fn=lambda: now)
    drop(court, "court-list-2.csv", lines[0] + lines[2].replace(b"PTPH", b"TRL"))

    poll(court, now_fn=lambda: now)

    assert [hearing.kind for hearing in case_of("MADEUP/1/26").hearings] == ["first_hearing", "trial"]


def test_a_row_of_a_court_that_cannot_be_read_holds_the_case_of_the_other_source(
    crimes: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    drop(crimes, "victims-1.csv", VICTIMS)
    poll(crimes, now_fn=lambda: now)
    drop(court, "court-list-1.csv", LIST.replace(b"Anytown Magistrates", b"Anytown, Magistrates"))

    poll(court, now_fn=lambda: now)

    assert case_of("MADEUP/1/26").hearings == ()
    assert any("cannot be read" in sentence for sentence in held("MADEUP/1/26"))


def test_a_source_of_files_is_tried_before_it_is_added(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "one-file.yaml")
    (tmp_path / "one-file" / "victims-1.csv").write_bytes(VICTIMS)

    told = CliRunner().invoke(
        source_commands, ["test", "--force", ANYSHIRE, "--kind", "files", "--config", str(settings)]
    )

    assert "Sample of 2: 2 would be taken" in told.output
    assert "07700" not in told.output
