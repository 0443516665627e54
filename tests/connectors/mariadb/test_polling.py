"""A crime system on MariaDB: read as the one on PostgreSQL is, in its own words and types."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.connectors.mariadb.conftest import ANYSHIRE, Tallybook, wall_time
from waypost.base.scope import in_force
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id
from waypost.cases.values import CaseFacts, CaseKind, SourceFacts
from waypost.connectors.models import Cursor, SetAside
from waypost.connectors.polling.poll import PollFailed, poll
from waypost.connectors.polling.values import PollReport
from waypost.connectors.sql.client import open_engine, present, reading


@pytest.fixture
def poll_now(source: SourceFacts, now: datetime) -> Any:
    """Return a poll of the source at the test's moment."""
    return lambda: poll(source_by_id(source.id), now_fn=lambda: now)


def held(reference: str) -> CaseFacts:
    """Return the case as we hold it."""
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    return cases_by_id([case_id], force=ANYSHIRE)[case_id]


def test_a_crime_of_mariadb_is_on_record_with_all_its_types(tallybook: Tallybook, poll_now: Any) -> None:
    with tallybook.owner.begin() as connection:
        key = tallybook.add_crime(connection, "T/1", state="INV")
        connection.execute(
            text(
                "UPDATE person SET is_dead = b'1', told_from = '08:00', told_to = '17:30',"
                " confirmed = '2026-07-01 09:00:00' WHERE crime_id = :key"
            ),
            {"key": key},
        )
        connection.execute(text("INSERT INTO warning (crime_id, code) VALUES (:key, 'DA')"), {"key": key})

    assert poll_now() == PollReport(read=1, changed=1)

    case = held("T/1")
    assert (case.status, case.flags) == ("under_investigation", ("domestic_abuse",))
    (person,) = case.people
    assert person.deceased
    assert person.contact.mobile == "07700 900123"
    assert person.plan is not None
    assert person.plan.hours is not None


def test_wall_time_in_summer_is_an_hour_ahead(tallybook: Tallybook, poll_now: Any) -> None:
    with tallybook.owner.begin() as connection:
        key = tallybook.add_crime(connection, "T/1")
        connection.execute(text("UPDATE crime SET made = '2026-07-01 09:00:00' WHERE id = :key"), {"key": key})

    poll_now()

    assert held("T/1").recorded_at.isoformat() == "2026-07-01T08:00:00+00:00"


def test_reading_again_changes_nothing(tallybook: Tallybook, poll_now: Any) -> None:
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/1")
    poll_now()

    assert poll_now() == PollReport(read=1, unchanged=1)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_ten_minutes_wrong_hides_nothing(tallybook: Tallybook, poll_now: Any, minutes: float) -> None:
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/1", minutes=minutes)
    poll_now()

    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/2", minutes=-minutes)

    assert poll_now().changed == 1


def test_equal_times_are_not_missed(tallybook: Tallybook, poll_now: Any) -> None:
    at = {"at": wall_time(minutes=-60)}
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/1")
        connection.execute(text("UPDATE crime SET altered = :at"), at)
    poll_now()

    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/2")
        connection.execute(text("UPDATE crime SET altered = :at"), at)

    assert poll_now() == PollReport(read=2, changed=1, unchanged=1)


def test_a_transaction_that_commits_late_is_not_missed(tallybook: Tallybook, poll_now: Any) -> None:
    with tallybook.owner.begin() as connection:
        early = tallybook.add_crime(connection, "T/1", minutes=-60)
        late = tallybook.add_crime(connection, "T/2", minutes=-60)
    poll_now()

    with tallybook.owner.connect() as slow:
        tallybook.alter(slow, late, state="INV", minutes=-5)
        with tallybook.owner.begin() as connection:
            tallybook.alter(connection, early, state="INV")
        assert poll_now().changed == 1
        slow.commit()

    assert poll_now().changed == 1
    assert held("T/2").status == "under_investigation"


def test_one_that_committed_hours_late_is_found_by_the_days_long_look_back(
    tallybook: Tallybook, source: SourceFacts, poll_now: Any
) -> None:
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/1")
    poll_now()
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/2", minutes=-5 * 60)
    assert poll_now().changed == 0

    _let_a_day_pass_since_the_look_back(source)

    assert poll_now().changed == 1
    assert poll_now().read == 1


def _let_a_day_pass_since_the_look_back(source: SourceFacts) -> None:
    row = Cursor.objects.get(source_id=source.id)
    at, _ = row.position.split()
    Cursor.objects.filter(source_id=source.id).update(position=f"{at} {wall_time(minutes=-25 * 60).isoformat()}")


@pytest.mark.parametrize("lost", ["", "nonsense", "2026-01-01T00:00:00+00:00"])
def test_a_position_that_was_lost_or_spoilt_means_from_the_start(
    tallybook: Tallybook, source: SourceFacts, poll_now: Any, lost: str
) -> None:
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/1", minutes=-60 * 24 * 365)
    poll_now()
    Cursor.objects.filter(source_id=source.id).update(position=lost)

    assert poll_now() == PollReport(read=1, unchanged=1)


def test_a_key_spelt_in_other_letters_is_set_aside_where_the_database_takes_them_for_equal(
    tallybook: Tallybook, source: SourceFacts, poll_now: Any
) -> None:
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "t/1")

    poll_now()

    assert case_id_by_reference("T/1", kind=CaseKind.CRIME, force=ANYSHIRE) is None
    assert held("t/1").status == "recorded"


def test_a_zero_where_a_date_should_be_costs_nobody_anything(tallybook: Tallybook, poll_now: Any) -> None:
    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("SET SESSION sql_mode = ''")
        tallybook.add_crime(connection, "T/1")
        connection.exec_driver_sql("UPDATE person SET born = '0000-00-00'")
    tallybook.owner.dispose()

    assert poll_now() == PollReport(read=1, changed=1)
    assert held("T/1").people[0].date_of_birth is None


def test_a_clock_that_the_mapping_tells_wrongly_is_refused(tallybook: Tallybook, source: SourceFacts) -> None:
    with tallybook.owner.begin() as connection:
        tallybook.add_crime(connection, "T/1")
    mapping = source.config["mapping"]
    assert isinstance(mapping, dict)
    told = replace(source, config={**source.config, "mapping": {**mapping, "clock": "offset"}})

    with pytest.raises(PollFailed, match="OtherClock"):
        poll(told, now_fn=lambda: datetime.now().astimezone())


def test_the_connection_cannot_write(tallybook: Tallybook) -> None:
    owner = tallybook.owner.url.render_as_string(hide_password=False)

    with reading(open_engine(owner)) as connection, pytest.raises(DBAPIError, match="READ ONLY"):
        connection.execute(text("UPDATE crime SET state = 'CAN'"))


def test_one_state_is_seen_whatever_commits_meanwhile(tallybook: Tallybook) -> None:
    count = text("SELECT count(*) FROM crime")
    with reading(open_engine(tallybook.link_url)) as connection:
        with tallybook.owner.begin() as other:
            tallybook.add_crime(other, "T/1")
        assert connection.scalar(count) == 0


def test_a_statement_that_takes_too_long_is_ended_by_the_database(tallybook: Tallybook) -> None:
    with reading(open_engine(tallybook.link_url)) as connection:
        assert connection.scalar(text("SELECT @@max_statement_time")) == 30


def test_the_present_is_told_with_its_offset_whatever_the_servers_zone(tallybook: Tallybook) -> None:
    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("SET GLOBAL time_zone = '+05:00'")
    tallybook.owner.dispose()

    with reading(open_engine(tallybook.link_url)) as connection:
        told = present(connection)

    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("SET GLOBAL time_zone = 'SYSTEM'")
    assert abs((told - datetime.now(told.tzinfo)).total_seconds()) < 60


def test_one_that_cannot_be_read_is_set_aside_and_its_case_is_held(tallybook: Tallybook, poll_now: Any) -> None:
    with tallybook.owner.begin() as connection:
        key = tallybook.add_crime(connection, "T/1")
        tallybook.add_crime(connection, "T/2")
    poll_now()
    with tallybook.owner.begin() as connection:
        connection.execute(text("UPDATE person SET is_dead = b'1' WHERE crime_id = :key"), {"key": key})
        connection.exec_driver_sql("ALTER TABLE person MODIFY is_dead int NOT NULL DEFAULT 0")
        connection.execute(text("UPDATE person SET is_dead = 7 WHERE crime_id = :key"), {"key": key})

    report = poll_now()

    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET is_dead = 0")
        connection.exec_driver_sql("ALTER TABLE person MODIFY is_dead bit(1) NOT NULL DEFAULT b'0'")
    assert report.set_aside == 1
    assert held("T/1").held_items == 1
    with in_force(ANYSHIRE):
        assert "deceased" in SetAside.objects.get().error
