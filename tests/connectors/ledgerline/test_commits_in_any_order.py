"""Whatever commits on PostgreSQL in any order, by clocks ten minutes wrong: what was read last is what is there."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, text

from demo.rms.tables import occ
from tests.connectors.ledgerline.conftest import ANYSHIRE, MAPPING, Rms
from tests.connectors.order import STEPS, Reader, Write, play
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.set_aside import Aside
from waypost.connectors.sql.client import open_engine
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.system import SqlSystem
from waypost.connectors.sql.values import SqlConfig


def system_of(rms: Rms) -> SqlSystem:
    """Return the database as it is polled."""
    mapping = mapping_of(read_yaml(MAPPING.read_text(encoding="utf-8")))
    config = SqlConfig(rms.link_url, rms.link_url, mapping, timedelta(seconds=10), timedelta(minutes=15))
    return SqlSystem(ANYSHIRE, config, open_engine(rms.link_url))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_was_read_last_is_what_is_there(rms: Rms, steps: list[Write | str]) -> None:
    with rms.owner.begin() as connection:
        connection.execute(text("TRUNCATE occ, occ_per_link, ge_person CASCADE"))
        rms.stamp(connection, "now() - interval '1 hour'")
        keys = [rms.add_occurrence(connection, f"42/{number}/26") for number in range(4)]

    def write(connection: Connection, step: Write) -> None:
        rms.stamp(connection, f"date_trunc('second', now()) + interval '{step.minutes} minutes'")
        connection.execute(occ.update().where(occ.c.occ_id == keys[step.crime]).values(stat_cd=step.state))

    system = system_of(rms)
    reader = Reader(system)
    reader.poll()
    play(steps, engine=rms.owner, write=write, reader=reader)

    from_the_start = Reader(system)
    from_the_start.poll()
    assert reader.known == from_the_start.known
    assert len(reader.known) == 4


def test_cases_are_found_by_reference_and_what_is_gone_is_named(rms: Rms) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/1/26")

    batch = system_of(rms).by_reference(["42/1/26", "42/2/26"])

    assert [record.reference for record in batch.records] == ["42/1/26"]
    assert [gone.reference for gone in batch.gone] == ["42/2/26"]


def test_what_was_set_aside_is_read_again_by_the_key_that_was_written_down(rms: Rms) -> None:
    with rms.owner.begin() as connection:
        key = rms.add_occurrence(connection, "42/1/26")
    at = datetime.now(UTC)

    batch = system_of(rms).again([Aside(1, str(key), "", "", b"", 1, at, at, None)])

    assert [record.reference for record in batch.records] == ["42/1/26"]


def test_the_demo_system_is_ready_for_its_first_poll(rms: Rms) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/1/26")

    assert system_of(rms).first_run() == []
