"""Write-back into the crime system: an entry and a task, once, in order, whatever dies in between."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select

from demo.rms.tables import action_task, occ, oel_entry
from tests.connectors.ledgerline.conftest import ANYSHIRE, Rms
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.values import JsonValue, PersonId
from waypost.cases.models import OutboxItem
from waypost.cases.operations import add_to_outbox, mark_outbox_failed
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id, thread_entries
from waypost.cases.values import CaseKind, OutboxKind, SourceFacts
from waypost.connectors.polling.poll import poll
from waypost.connectors.writeback.draining import DrainReport, Moment, drain_outbox

SINCE = datetime.now(UTC)
"""The killed process asks the real clock, so what it is to find due must be."""


@pytest.fixture
def occurrence(rms: Rms, source: SourceFacts) -> int:
    """Return the key of an occurrence that we hold."""
    with rms.owner.begin() as connection:
        key = rms.add_occurrence(connection, "42/1/26")
    poll(source_by_id(source.id), now_fn=lambda: SINCE)
    return key


def put(of: OutboxKind, /, **payload: JsonValue) -> UUID:
    """Put an item for the occurrence into the outbox."""
    case_id = case_id_by_reference("42/1/26", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    waypost_id = new_id()
    add_to_outbox(case_id, force=ANYSHIRE, kind=of, waypost_id=waypost_id, payload=payload, now=SINCE)
    return waypost_id


def message(text: str = "When will somebody come?") -> UUID:
    """Put a victim's message into the outbox."""
    return put(OutboxKind.VICTIM_MESSAGE, person="1", text=text, at="2026-11-20T12:00:00+00:00")


def drain(*, after: timedelta = timedelta()) -> DrainReport:
    """Drain the demo force's outbox."""
    return drain_outbox(ANYSHIRE, moment=Moment(lambda: SINCE + after, lambda: 0.0))


def entries(rms: Rms) -> list[tuple[str, str, str | None]]:
    """Return type, text and our id of the log's entries, in order."""
    with rms.owner.connect() as connection:
        columns = (oel_entry.c.type_cd, oel_entry.c.entry_txt, oel_entry.c.ext_ref)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(oel_entry.c.entry_id))]


def test_a_message_becomes_an_entry_and_an_officers_task(rms: Rms, occurrence: int) -> None:
    first = message()
    second = put(
        OutboxKind.TASK,
        kind="reply",
        person="1",
        text="When will somebody come?",
        script=None,
        due_at="2026-11-22T12:00:00+00:00",
        **{"for": "4471"},
    )
    third = put(OutboxKind.NOTE, person="1", text="Waypost sent a text message.", at="2026-11-20T12:00:00+00:00")

    report = drain()

    assert report == DrainReport(taken=3)
    assert entries(rms) == [
        ("VIC_TO_OFF", "When will somebody come?", str(first)),
        ("SYS", "Waypost sent a text message.", str(third)),
    ]
    with rms.owner.connect() as connection:
        task = connection.execute(select(action_task)).one()
    assert (task.type_cd, task.stat_cd, task.ext_ref) == ("RPLY", "OPN", str(second))
    assert (task.occ_id, task.per_id, task.due_dttm) == (occurrence, 1, datetime(2026, 11, 22, 12, 0, tzinfo=UTC))


def test_our_own_entry_and_task_come_back_under_our_id(rms: Rms, source: SourceFacts, occurrence: int) -> None:
    written = message()
    drain()

    report = poll(source_by_id(source.id), now_fn=lambda: SINCE)

    assert report.changed == 1
    (entry,) = thread_entries(_victim(), force=ANYSHIRE)
    assert (entry.kind, entry.waypost_id) == ("victim_message", str(written))


def _victim() -> PersonId:
    case_id = case_id_by_reference("42/1/26", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    return cases_by_id([case_id], force=ANYSHIRE)[case_id].people[0].person_id


def test_what_is_there_already_is_as_good_as_taken(rms: Rms, occurrence: int) -> None:
    written = message()
    with rms.owner.begin() as connection:
        connection.execute(
            oel_entry.insert().values(
                occ_id=occurrence, type_cd="VIC_TO_OFF", entry_txt="by an earlier try", ext_ref=str(written)
            )
        )

    assert drain() == DrainReport(taken=1)
    assert len(entries(rms)) == 1


@pytest.fixture
def without_unique_column(rms: Rms) -> Iterator[None]:
    """Take from the log what keeps our id unique, as in a system whose vendor did not think of it."""
    with rms.owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE oel_entry DROP CONSTRAINT oel_entry_ext_ref_key")
    yield
    with rms.owner.begin() as connection:
        connection.exec_driver_sql("TRUNCATE oel_entry")
        connection.exec_driver_sql("ALTER TABLE oel_entry ADD CONSTRAINT oel_entry_ext_ref_key UNIQUE (ext_ref)")


@pytest.mark.usefixtures("without_unique_column")
def test_our_id_is_looked_up_where_the_vendor_does_not_keep_it_unique(rms: Rms, occurrence: int) -> None:
    message()
    drain()
    with in_force(ANYSHIRE):
        OutboxItem.objects.update(state="waiting", taken_at=None, next_at=SINCE)

    assert drain() == DrainReport(taken=1)
    assert len(entries(rms)) == 1


def test_a_row_that_comes_between_look_up_and_insert_is_as_good_as_ours(rms: Rms, occurrence: int) -> None:
    written = message()

    def come_between(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
        if statement.startswith("INSERT INTO oel_entry") and "first" not in parameters.values():
            with rms.owner.begin() as connection:
                row = {"occ_id": occurrence, "type_cd": "VIC_TO_OFF", "entry_txt": "first", "ext_ref": str(written)}
                connection.execute(oel_entry.insert().values(row))

    event.listen(Engine, "before_cursor_execute", come_between)
    report = drain()
    event.remove(Engine, "before_cursor_execute", come_between)

    assert report == DrainReport(taken=1)
    assert [text for _, text, _ in entries(rms)] == ["first"]


def test_an_occurrence_that_is_gone_leaves_its_item_waiting(rms: Rms, occurrence: int) -> None:
    message()
    with rms.owner.begin() as connection:
        connection.execute(occ.update().where(occ.c.occ_id == occurrence).values(occ_no="42/9/26"))

    assert drain() == DrainReport(failed=1)
    with in_force(ANYSHIRE):
        assert OutboxItem.objects.get().last_error == "no_such_occurrence"


def test_what_the_database_refuses_waits_and_is_told_by_its_code(rms: Rms, occurrence: int) -> None:
    put(OutboxKind.VICTIM_MESSAGE, person="99", text="Nobody", at="2026-11-20T12:00:00+00:00")

    assert drain() == DrainReport(failed=1)
    with in_force(ANYSHIRE):
        assert OutboxItem.objects.get().last_error == "IntegrityError:23503"


@pytest.mark.faults
@pytest.mark.parametrize("place", ["write_back.claimed", "write_back.taken_not_recorded"])
def test_kill_9_in_write_back_loses_nothing_and_writes_nothing_twice(rms: Rms, occurrence: int, place: str) -> None:
    written = [message("one"), message("two")]

    killed = _drain_in_a_process(crash_at=place)
    _let_leases_run_out()
    finished = _drain_in_a_process()

    assert (killed, finished) == (-signal.SIGKILL, 0)
    assert [(text, own) for _, text, own in entries(rms)] == list(zip(["one", "two"], map(str, written), strict=True))
    with in_force(ANYSHIRE):
        assert set(OutboxItem.objects.values_list("state", flat=True)) == {"taken"}


def _drain_in_a_process(*, crash_at: str = "") -> int:
    script = [sys.executable, "-m", "tests.connectors.ledgerline.drain_once"]
    return subprocess.run(script, env={**os.environ, "WAYPOST_CRASHPOINT": crash_at}, check=False).returncode


def _let_leases_run_out() -> None:
    with in_force(ANYSHIRE):
        leased = list(OutboxItem.objects.filter(state="waiting").values_list("id", flat=True))
    for waypost_id in leased:
        mark_outbox_failed([waypost_id], force=ANYSHIRE, error="", next_at=SINCE)
