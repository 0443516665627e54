"""What fuzzing has found, each as it was found: it must cost its own record at most."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.connectors.bad_inputs import systems
from tests.fuzz.parsers import FORCE
from waypost.connectors.dataverse.rich_text import plain_text
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.values import OccurrenceRows
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.polling.values import Batch
from waypost.connectors.storm.mapping import mapping_of

AT = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 - the made-up database's own clock


def read(**values: object) -> Batch:
    """Return what becomes of a crime of a database with these values in it."""
    usual = {
        "key": 1,
        "number": "MADEUP/1",
        "made": AT,
        "changed": AT,
        "state": "REC",
        "kind": "BURD",
        "words": "Theft",
    }
    row = dict.fromkeys(systems.COLUMNS["crime"]) | usual | values
    return records_of([OccurrenceRows(1, row, {})], mapping=systems.database(), force=FORCE)


@pytest.mark.parametrize(
    "note", ["<div>a<![<<x>b</div>", "<div>a<![if x]>b</div>", "<p>ab<![endif", "<div>ab<![[</div>"]
)
def test_a_note_with_a_broken_section_is_read_as_a_browser_does(note: str) -> None:
    assert plain_text(note).startswith("a")


@pytest.mark.parametrize("piece", ["<!--", "<a", "</", "<!["])
def test_a_note_of_megabytes_of_broken_html_is_left_as_it_is(piece: str) -> None:
    note = "<div>" + piece * 1_000_000

    assert plain_text(note) == note


@pytest.mark.parametrize("number", ["1E+999999999", "-1E+999999999", "sNaN", "NaN", "Infinity"])
def test_a_number_that_nobody_could_write_out_stays_as_it_was_written(number: str) -> None:
    (record,) = read(words=Decimal(number)).records

    assert record.document["offence"] == {"group": "burglary-residential", "title": number}


@pytest.mark.parametrize("value", [b"Theft", bytearray(b"Theft"), memoryview(b"Theft")])
def test_bytes_are_no_text(value: object) -> None:
    (aside,) = read(words=value).unreadable

    assert aside.error == "offence.title: holds bytes and no text; map a column of text"


@pytest.mark.parametrize(
    "value",
    [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC), datetime(9999, 12, 31)],  # noqa: DTZ001
)
def test_a_time_at_the_ends_of_the_calendar_costs_its_own_record_at_most(value: datetime) -> None:
    batch = read(made=value)

    assert len(batch.records) + len(batch.unreadable) == 1


@pytest.mark.parametrize("zone", ["Europe", "Europe/L" + "o" * 300 + "ndon", "../../etc/hostname", "Europe/Lon\0don"])
def test_a_zone_that_is_none_is_told_in_a_sentence(zone: str) -> None:
    document: Any = read_yaml((systems.FOLDER / "storm.yaml").read_text(encoding="utf-8"))

    with pytest.raises(BadMapping, match=r"clock\.zone"):
        mapping_of({**document, "clock": {"zone": zone}})
