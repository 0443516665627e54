"""Whatever commits in whatever order, by clocks ten minutes wrong: what was read last is what is there."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, event, text

from tests.connectors.mariadb.conftest import ANYSHIRE, MAPPING, Tallybook
from tests.connectors.order import STEPS, Reader, Write, play
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.sql.client import open_engine
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.system import SqlSystem
from waypost.connectors.sql.values import SqlConfig


def system_of(tallybook: Tallybook) -> SqlSystem:
    """Return the database as it is polled."""
    mapping = mapping_of(read_yaml(MAPPING.read_text(encoding="utf-8")))
    config = SqlConfig(tallybook.link_url, tallybook.link_url, mapping, timedelta(seconds=10), timedelta(minutes=15))
    return SqlSystem(ANYSHIRE, config, open_engine(tallybook.link_url))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_was_read_last_is_what_is_there(tallybook: Tallybook, steps: list[Write | str]) -> None:
    with tallybook.owner.begin() as connection:
        for table in ("person", "crime"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        keys = [tallybook.add_crime(connection, f"T/{number}", minutes=-60) for number in range(4)]

    def write(connection: Connection, step: Write) -> None:
        tallybook.alter(connection, keys[step.crime], state=step.state, minutes=step.minutes)

    system = system_of(tallybook)
    reader = Reader(system)
    reader.poll()
    play(steps, engine=tallybook.owner, write=write, reader=reader)

    from_the_start = Reader(system)
    from_the_start.poll()
    assert reader.known == from_the_start.known
    assert len(reader.known) == 4


def test_no_list_of_keys_is_longer_than_the_shortest_that_a_database_takes(tallybook: Tallybook) -> None:
    with tallybook.owner.begin() as connection:
        for number in range(450):
            tallybook.add_crime(connection, f"T/{number}")
    system = system_of(tallybook)
    most = []

    def note(_connection: Any, _cursor: Any, _statement: str, parameters: Any, *_others: Any) -> None:
        most.append(len(parameters or ()))

    event.listen(system.engine, "before_cursor_execute", note)

    assert len(system.sample(450).records) == 450
    assert 100 < max(most) < 1_000


def test_a_row_of_the_future_does_not_hide_what_is_written_now(tallybook: Tallybook) -> None:
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/1")
        connection.execute(text("UPDATE crime SET altered = '2099-01-01 00:00:00'"))
    reader = Reader(system_of(tallybook))
    reader.poll()
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/2")

    reader.poll()

    assert sorted(reader.known) == ["T/1", "T/2"]
