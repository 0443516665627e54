"""A crime system that writes wall time without an offset, and says in two tables that something changed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.connectors.ledgerline.conftest import ANYSHIRE, Rms
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id
from waypost.cases.values import CaseKind, SourceState
from waypost.connectors.models import Cursor
from waypost.connectors.polling.poll import poll
from waypost.connectors.polling.values import PollReport
from waypost.connectors.sql.config import read_config

MAPPING = """
version: 1
system: Made-up RMS with wall time
clock: {zone: Europe/London}
codes:
  status: {R: recorded, C: closed}
  group: {B: burglary-residential}
  flag: {D: domestic_abuse}
changes:
  - {table: crime, at: changed, occurrence: id}
  - {table: warning, at: made, occurrence: crime}
case:
  table: crime
  key: id
  reference: number
  fields:
    reference: number
    recorded_at: made
    updated_at: changed
    status: {column: state, codes: status}
    offence: {fields: {group: {column: kind, codes: group}, title: words}}
people:
  - {table: crime, occurrence: id, order: id, id: id, fields: {given_name: victim}, gather: {roles: {constant: victim}}}
flags:
  - {table: warning, occurrence: crime, order: id, value: {column: code, codes: flag}}
"""
TABLES = """
CREATE TABLE crime (id int PRIMARY KEY, number text, made timestamp, changed timestamp, state char(3), kind text,
                    words text, victim text);
CREATE TABLE warning (id serial PRIMARY KEY, crime int, code text, made timestamp)
"""
LOCAL = "(now() AT TIME ZONE 'Europe/London')"


@pytest.fixture
def poll_now(committed_db: None, rms: Rms, tmp_path: Any, now: datetime) -> Iterator[Any]:
    """Return a poll of the other vendor's database."""
    with rms.owner.begin() as connection:
        connection.exec_driver_sql(TABLES)
        connection.exec_driver_sql("GRANT SELECT ON crime, warning TO PUBLIC")
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    (tmp_path / "source.yaml").write_text(f"database: '{rms.link_url}'\nmapping: mapping.yaml\n")
    config = read_config(tmp_path / "source.yaml")
    added = add_source(NewSource(ANYSHIRE, "other", "sql", SourceState.LIVE, config=config), now=now)
    yield lambda: poll(source_by_id(added.id), now_fn=lambda: now)
    with rms.owner.begin() as connection:
        connection.exec_driver_sql("DROP TABLE crime, warning")


def add_crime(connection: Connection, key: int, *, changed: str = LOCAL) -> None:
    """Record a crime of the other vendor."""
    connection.execute(
        text(
            f"INSERT INTO crime VALUES (:key, 'X/' || :key, timestamp '2026-07-01 09:00', {changed}, 'R', 'B',"
            " 'Burglary', 'Mary')"
        ),
        {"key": key},
    )


def test_wall_time_and_two_tables_of_changes_are_read(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        add_crime(connection, 1)
        add_crime(connection, 2, changed=f"{LOCAL} - interval '3 hours'")
    first = poll_now()

    with rms.owner.begin() as connection:
        connection.execute(text(f"INSERT INTO warning (crime, code, made) VALUES (2, 'D', {LOCAL})"))
    second = poll_now()

    assert first == PollReport(read=2, changed=2)
    assert second == PollReport(read=2, changed=1, unchanged=1)
    case_id = case_id_by_reference("X/2", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    case = cases_by_id([case_id], force=ANYSHIRE)[case_id]
    assert case.flags == ("domestic_abuse",)
    assert case.recorded_at.isoformat() == "2026-07-01T08:00:00+00:00"
    assert datetime.fromisoformat(Cursor.objects.get().position.split()[0]).tzinfo is None
