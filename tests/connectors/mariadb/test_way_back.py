"""Write-back into MariaDB: once, also where nothing there keeps our id unique."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text

from tests.connectors.mariadb.conftest import ANYSHIRE, Tallybook
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.values import JsonValue
from waypost.cases.models import OutboxItem
from waypost.cases.operations import add_to_outbox
from waypost.cases.queries import case_id_by_reference, source_by_id
from waypost.cases.values import CaseKind, OutboxKind, SourceFacts
from waypost.connectors.polling.poll import poll
from waypost.connectors.writeback.draining import DrainReport, Moment, drain_outbox

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def crime(tallybook: Tallybook, source: SourceFacts) -> int:
    """Return the key of a crime that we hold."""
    with tallybook.owner.begin() as connection:
        key = tallybook.add_crime(connection, "T/1")
    poll(source_by_id(source.id), now_fn=lambda: SUMMER)
    return key


def put(of: OutboxKind, /, **payload: JsonValue) -> UUID:
    """Put an item for the crime into the outbox."""
    case_id = case_id_by_reference("T/1", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    waypost_id = new_id()
    add_to_outbox(case_id, force=ANYSHIRE, kind=of, waypost_id=waypost_id, payload=payload, now=SUMMER)
    return waypost_id


def message(words: str = "When will somebody come?") -> UUID:
    """Put a victim's message into the outbox."""
    return put(OutboxKind.VICTIM_MESSAGE, person=None, text=words, at=SUMMER.isoformat())


def task() -> UUID:
    """Put an officer's task into the outbox."""
    due = (SUMMER + timedelta(days=2)).isoformat()
    return put(OutboxKind.TASK, kind="reply", person=None, text="Please answer.", due_at=due)


def drain(*, after: timedelta = timedelta()) -> DrainReport:
    """Drain the demo force's outbox."""
    return drain_outbox(ANYSHIRE, moment=Moment(lambda: SUMMER + after, lambda: 0.0))


def rows(tallybook: Tallybook, table: str) -> list[Any]:
    """Return the rows of one of the two tables that take something, in order."""
    with tallybook.owner.connect() as connection:
        return list(connection.execute(text(f"SELECT * FROM {table} ORDER BY id")))


def _forget_that_it_was_taken() -> None:
    with in_force(ANYSHIRE):
        OutboxItem.objects.update(state="waiting", taken_at=None, next_at=SUMMER)


def test_a_message_and_a_task_are_added_in_the_systems_own_words_and_time(tallybook: Tallybook, crime: int) -> None:
    first, second = message("Wann? Kiedy? \N{PARTY POPPER}"), task()

    assert drain() == DrainReport(taken=2)

    (entry,) = rows(tallybook, "diary")
    assert (entry.crime_id, entry.kind, entry.words) == (crime, "IN", "Wann? Kiedy? \N{PARTY POPPER}")
    # An hour later than in UTC: it is summer, and the system writes wall time.
    assert (entry.at.isoformat(), entry.foreign_id) == ("2026-07-01T13:00:00", str(first))
    (job,) = rows(tallybook, "job")
    assert (job.kind, job.due.isoformat(), job.foreign_id) == ("RPLY", "2026-07-03T13:00:00", str(second))


@pytest.mark.parametrize(("put_one", "table"), [(message, "diary"), (task, "job")])
def test_what_was_taken_unseen_is_there_once(tallybook: Tallybook, crime: int, put_one: Any, table: str) -> None:
    """`diary` keeps our id unique, `job` does not: there it is looked up alone."""
    put_one()
    drain()
    _forget_that_it_was_taken()

    assert drain() == DrainReport(taken=1)
    assert len(rows(tallybook, table)) == 1


def test_a_row_that_comes_between_look_up_and_insert_is_as_good_as_ours(tallybook: Tallybook, crime: int) -> None:
    written = message()

    def come_between(connection: Any, _cursor: Any, statement: str, _parameters: Any, *_others: Any) -> None:
        if statement.startswith("INSERT INTO diary") and connection.engine is not tallybook.owner:
            with tallybook.owner.begin() as other:
                columns = "crime_id, kind, words, at, foreign_id"
                row = text(f"INSERT INTO diary ({columns}) VALUES (:crime, 'IN', 'first', now(), :own)")
                other.execute(row, {"crime": crime, "own": str(written)})

    event.listen(Engine, "before_cursor_execute", come_between)
    report = drain()
    event.remove(Engine, "before_cursor_execute", come_between)

    assert report == DrainReport(taken=1)
    assert [row.words for row in rows(tallybook, "diary")] == ["first"]


def test_what_the_database_refuses_waits_and_is_told_by_its_number(tallybook: Tallybook, crime: int) -> None:
    message()
    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("REVOKE INSERT ON tallybook.diary FROM link@localhost")

    report = drain()

    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("GRANT INSERT ON tallybook.diary TO link@localhost")
    assert report == DrainReport(failed=1)
    with in_force(ANYSHIRE):
        assert OutboxItem.objects.get().last_error == "OperationalError:1142"
    assert drain(after=timedelta(minutes=1)) == DrainReport(taken=1)
