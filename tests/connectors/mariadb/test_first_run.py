"""What is said before anything runs: every fault in a sentence, and nothing where all is well."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.connectors.mariadb.conftest import MAPPING, Tallybook
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.sql.client import open_engine
from waypost.connectors.sql.first_run import Database, faults_of
from waypost.connectors.sql.mapping import mapping_of


def faults(tallybook: Tallybook, *, apart: timedelta = timedelta(), **changes: Any) -> list[str]:
    """Return what is said of the database, by the mapping with some parts changed."""
    document: Any = read_yaml(MAPPING.read_text(encoding="utf-8"))
    engine = open_engine(tallybook.link_url)
    database = Database(mapping_of({**document, **changes}), engine, engine)
    return list(faults_of(database, now=datetime.now(UTC) + apart))


def flags_in(table: str, *, order: str) -> dict[str, object]:
    """Return where the mapping has the flags."""
    return {"table": table, "occurrence": "crime_id", "order": order, "value": {"column": "code", "codes": "flag"}}


@pytest.fixture
def crime(tallybook: Tallybook) -> int:
    """Return the key of a crime."""
    with tallybook.owner.begin() as connection:
        return tallybook.add_crime(connection, "T/1")


@contextmanager
def for_a_while(tallybook: Tallybook, change: str, *, back: str) -> Iterator[None]:
    """Let the database be otherwise."""
    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql(change)
    try:
        yield
    finally:
        with tallybook.owner.begin() as connection:
            connection.exec_driver_sql(back)


def test_where_all_is_well_nothing_is_said_and_nothing_is_written(tallybook: Tallybook, crime: int) -> None:
    assert faults(tallybook) == []
    with tallybook.owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM diary")) == 0


def test_an_empty_database_is_well(tallybook: Tallybook) -> None:
    assert faults(tallybook) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"flags": [flags_in("warnings", order="id")]},
            "warnings.code cannot be read",
        ),
        (
            {"flags": [flags_in("warning", order="nr")]},
            "warning.nr cannot be read",
        ),
        ({"changes": [{"table": "crime", "at": "alterd", "occurrence": "id"}]}, "crime.alterd or id beside it"),
        ({"changes": [{"table": "crime", "at": "title", "occurrence": "id"}]}, "crime.title holds no times"),
        ({"changes": [{"table": "crime", "at": "made", "occurrence": "id"}]}, "crime.made has no index"),
        ({"clock": "offset"}, "crime.altered holds no times with an offset"),
    ],
)  # fmt: skip
def test_what_the_mapping_has_wrong_is_named(
    tallybook: Tallybook, crime: int, wrong: dict[str, Any], said: str
) -> None:
    assert [said in fault for fault in faults(tallybook, **wrong)].count(True) == 1


@pytest.mark.parametrize(
    ("change", "back", "said"),
    [
        ("REVOKE INSERT ON tallybook.job FROM link@localhost", "GRANT INSERT ON tallybook.job TO link@localhost",
         "job: our role cannot add a row"),
        ("ALTER TABLE diary RENAME COLUMN foreign_id TO own", "ALTER TABLE diary RENAME COLUMN own TO foreign_id",
         "diary.foreign_id cannot be read by the role that writes"),
    ],
)  # fmt: skip
def test_what_the_database_does_not_let_us_do_is_named(
    tallybook: Tallybook, crime: int, change: str, back: str, said: str
) -> None:
    with for_a_while(tallybook, change, back=back):
        told = faults(tallybook)

    assert any(said in fault for fault in told)


def test_rows_without_a_time_of_change_are_named(tallybook: Tallybook, crime: int) -> None:
    change = "ALTER TABLE crime MODIFY altered datetime NULL"
    back = "ALTER TABLE crime MODIFY altered datetime NOT NULL"
    with for_a_while(tallybook, change, back=back):
        with tallybook.owner.begin() as connection:
            connection.exec_driver_sql("UPDATE crime SET altered = NULL")
        told = faults(tallybook)
        with tallybook.owner.begin() as connection:
            connection.exec_driver_sql("UPDATE crime SET altered = made")

    assert any("crime.altered is empty in some rows" in fault for fault in told)


def test_a_clock_that_is_wrong_is_told_with_what_to_set(tallybook: Tallybook) -> None:
    (fault,) = faults(tallybook, apart=timedelta(minutes=10))

    assert "overlap_minutes to 25" in fault
