"""Polling the crime system: nothing that commits is missed, nothing unchanged is told, nothing unknown is guessed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError

from demo.rms.tables import occ, occ_flag, occ_per_link, oel_entry, ref_outcome
from tests.connectors.ledgerline.conftest import ANYSHIRE, Rms
from tests.faults.drill import Drill
from waypost.base.scope import in_force
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id, timeline
from waypost.cases.values import CaseFacts, CaseKind, SourceFacts
from waypost.connectors.leases import (
    LEASE,
    AlreadyPolled,
    LeaseLost,
    advance,
    claim_poll,
    move_position,
    release,
)
from waypost.connectors.models import Cursor, SetAside
from waypost.connectors.polling.poll import PollFailed, poll
from waypost.connectors.polling.values import LARGEST_BATCH, PollReport
from waypost.connectors.sql.client import open_engine, reading


@pytest.fixture
def poll_now(source: SourceFacts, now: datetime) -> Any:
    """Return a poll of the source at the test's moment."""
    return lambda: poll(source_by_id(source.id), now_fn=lambda: now)


def held(reference: str) -> CaseFacts:
    """Return the case as we hold it."""
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    return cases_by_id([case_id], force=ANYSHIRE)[case_id]


def kinds(reference: str) -> list[str]:
    """Return the kinds of the case's events, in order."""
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    return [entry.kind for entry in timeline(case_id, force=ANYSHIRE)]


def test_a_crime_typed_into_the_crime_system_is_on_record(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/1/26", oic_coll_no="4471", stat_cd="ALL")

    report = poll_now()

    assert report == PollReport(read=1, changed=1)
    case = held("42/1/26")
    assert (case.status, case.group) == ("allocated", "burglary-residential")
    assert case.officer is not None
    assert case.officer.name == "Jo Example"
    assert case.people[0].contact.mobile == "07700 900123"


def test_reading_again_changes_nothing(rms: Rms, source: SourceFacts, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/1/26")
    poll_now()
    told = kinds("42/1/26")

    again = poll_now()
    move_position(source.id, position="")  # a cursor that was lost
    from_the_start = poll_now()

    assert again == from_the_start == PollReport(read=1, unchanged=1)
    assert kinds("42/1/26") == told
    assert held("42/1/26").revision == 1


def test_a_touch_that_changes_nothing_is_no_change(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        key = rms.add_occurrence(connection, "42/1/26")
    poll_now()

    with rms.owner.begin() as connection:
        connection.execute(occ.update().where(occ.c.occ_id == key).values(stat_cd="REC"))

    assert poll_now() == PollReport(read=1, unchanged=1)


def test_a_transaction_that_commits_late_is_not_missed(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        rms.stamp(connection, "now() - interval '1 hour'")
        early = rms.add_occurrence(connection, "42/1/26")
        late = rms.add_occurrence(connection, "42/2/26")
    poll_now()

    slow = rms.owner.connect()
    rms.stamp(slow, "now() - interval '5 minutes'")
    slow.execute(occ.update().where(occ.c.occ_id == late).values(stat_cd="INV"))
    with rms.owner.begin() as connection:
        connection.execute(occ.update().where(occ.c.occ_id == early).values(stat_cd="INV"))
    assert poll_now().changed == 1
    slow.commit()
    slow.close()

    assert poll_now().changed == 1
    assert held("42/2/26").status == "under_investigation"


def test_equal_times_are_not_missed(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        rms.stamp(connection, "timestamptz '2026-01-01 10:00:00Z'")
        rms.add_occurrence(connection, "42/1/26")
    poll_now()

    with rms.owner.begin() as connection:
        rms.stamp(connection, "timestamptz '2026-01-01 10:00:00Z'")
        rms.add_occurrence(connection, "42/2/26")

    assert poll_now() == PollReport(read=2, changed=1, unchanged=1)


def test_a_row_of_a_server_whose_clock_is_ten_minutes_slow_is_not_missed(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/1/26")
    poll_now()

    with rms.owner.begin() as connection:
        rms.stamp(connection, "now() - interval '10 minutes'")
        rms.add_occurrence(connection, "42/2/26")

    assert poll_now().changed == 1


def test_a_row_from_the_future_does_not_hide_what_is_written_now(rms: Rms, source: SourceFacts, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        rms.stamp(connection, "timestamptz '2099-01-01 00:00:00Z'")
        rms.add_occurrence(connection, "42/1/26")
    poll_now()

    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/2/26")

    assert poll_now().changed == 1
    assert datetime.fromisoformat(Cursor.objects.get(source_id=source.id).position.split()[0]).year < 2099


def test_internal_entries_and_notes_for_officers_never_leave_the_crime_system(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        key = rms.add_occurrence(connection, "42/1/26", mo_txt="SECRET-1", loc_desc="SECRET-2")
        connection.execute(oel_entry.insert().values(occ_id=key, type_cd="INT", entry_txt="SECRET-3", coll_no="4471"))
        connection.execute(oel_entry.insert().values(occ_id=key, type_cd="SYS", entry_txt="SECRET-4"))
    poll_now()

    from django.db import connection as ours

    with in_force(ANYSHIRE), ours.cursor() as cursor:
        cursor.execute("SELECT applied::text FROM cases_case")
        assert "SECRET" not in cursor.fetchone()[0]


def test_a_code_that_the_force_added_is_held_and_the_flag_is_applied(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        connection.execute(ref_outcome.insert().values(oc_cd="NEW1", oc_desc="Something new", sort_no=99))
        key = rms.add_occurrence(connection, "42/1/26", stat_cd="FIN", oc_cd="NEW1", oc_dttm=text("now()"))
        connection.execute(occ_flag.insert().values(occ_id=key, flag_cd="DA"))

    report = poll_now()

    assert report.held == 1
    case = held("42/1/26")
    assert (case.flags, case.outcome, case.held_items) == (("domestic_abuse",), None, 1)


def test_one_that_cannot_be_read_is_set_aside_and_its_case_is_held(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        bad = rms.add_occurrence(connection, "42/1/26")
    poll_now()
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/2/26")
        stranger = rms.add_person(connection, rms.add_occurrence(connection, "42/3/26"))
        # A parent who acts for somebody who is not in this occurrence: a fault of shape.
        connection.execute(occ_per_link.update().where(occ_per_link.c.occ_id == bad).values(rpr_per_id=stranger))

    report = poll_now()

    assert (report.set_aside, report.changed) == (1, 2)
    assert held("42/1/26").held_items == 1
    with in_force(ANYSHIRE):
        aside = SetAside.objects.get(reference="42/1/26")
        assert "acts_for" in aside.error
        assert "900123" not in aside.error
        assert aside.raw


def test_what_was_set_aside_is_taken_up_again_once_it_is_mended(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        key = rms.add_occurrence(connection, "42/1/26")
        other = rms.add_person(connection, rms.add_occurrence(connection, "42/2/26"))
    poll_now()
    link = occ_per_link.update().where(occ_per_link.c.occ_id == key)
    with rms.owner.begin() as connection:
        connection.execute(link.values(rpr_per_id=other))
    poll_now()

    with rms.owner.begin() as connection:
        connection.execute(link.values(rpr_per_id=None))
    poll_now()

    assert held("42/1/26").held_items == 0
    with in_force(ANYSHIRE):
        assert SetAside.objects.get(reference="42/1/26").mended_at is not None


def test_a_value_that_the_driver_cannot_read_costs_one_occurrence(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        for number in range(7):
            rms.add_occurrence(connection, f"42/{number}/26")
        rms.add_occurrence(connection, "42/7/26", from_dttm=text("timestamptz 'infinity'"))

    report = poll_now()

    assert (report.changed, report.set_aside) == (7, 1)


def test_a_case_that_the_driver_cannot_read_any_more_is_held_at_once(rms: Rms, poll_now: Any) -> None:
    with rms.owner.begin() as connection:
        key = rms.add_occurrence(connection, "42/1/26")
    poll_now()
    with rms.owner.begin() as connection:
        unread = text("timestamptz 'infinity'")
        connection.execute(occ.update().where(occ.c.occ_id == key).values(from_dttm=unread))

    poll_now()

    assert held("42/1/26").held_items == 1


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Return the statements that any SQLAlchemy engine runs meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def test_a_batch_costs_one_statement_a_table(rms: Rms, poll_now: Any, statements: list[str]) -> None:
    with rms.owner.begin() as connection:
        for number in range(LARGEST_BATCH + 50):
            rms.add_occurrence(connection, f"42/{number}/26")
    statements.clear()

    report = poll_now()

    assert report.changed == LARGEST_BATCH + 50
    batches, tables = 2, 6
    assert len([each for each in statements if each.startswith("SELECT")]) == batches * tables + 2


def test_the_connection_cannot_write(rms: Rms) -> None:
    engine = open_engine(str(rms.owner.url.render_as_string(hide_password=False)))

    with reading(engine) as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("UPDATE occ SET stat_cd = 'CAN'"))


def test_a_crime_system_that_is_down_is_tried_again(
    source: SourceFacts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(source, config={**source.config, "database": {"env": "WAYPOST_TEST_RMS_URL"}})
    with pytest.raises(PollFailed, match="BadConfig"):
        poll(broken, now_fn=lambda: now)
    monkeypatch.setenv("WAYPOST_TEST_RMS_URL", "postgresql://nobody:secret@127.0.0.1:9/none")
    with pytest.raises(PollFailed, match="OperationalError"):
        poll(broken, now_fn=lambda: now)

    assert source_by_id(source.id).last_ok_at is None
    cursor = Cursor.objects.get(source_id=source.id)
    assert (cursor.failures, cursor.lease) == (2, None)
    poll(source, now_fn=lambda: now)
    assert source_by_id(source.id).last_ok_at == now


def test_two_workers_do_not_poll_one_source_at_once(source: SourceFacts, now: datetime) -> None:
    lease = claim_poll(source, now=now)

    with pytest.raises(AlreadyPolled):
        poll(source, now_fn=lambda: now)

    release(lease)
    poll(source, now_fn=lambda: now)


def test_a_worker_that_was_thought_dead_writes_nothing_when_it_wakes(
    rms: Rms, source: SourceFacts, now: datetime
) -> None:
    with rms.owner.begin() as connection:
        key = rms.add_occurrence(connection, "42/1/26")
    asleep = claim_poll(source, now=now)
    with rms.owner.begin() as connection:
        connection.execute(occ.update().where(occ.c.occ_id == key).values(stat_cd="INV"))
    later = now + LEASE + timedelta(seconds=1)
    poll(source, now_fn=lambda: later)

    with pytest.raises(LeaseLost), in_force(ANYSHIRE):
        advance(asleep, position=None, now=later)

    assert held("42/1/26").status == "under_investigation"


@pytest.mark.faults
@pytest.mark.parametrize(("place", "is_kept"), [("poll.before_commit", False), ("poll.after_commit", True)])
def test_kill_9_in_a_poll_loses_nothing_and_records_nothing_twice(
    place: str, is_kept: bool, rms: Rms, source: SourceFacts
) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "42/1/26")
    crew = Drill("", {})

    crew.kill_at(place, "poll", str(source.id))
    assert (case_id_by_reference("42/1/26", kind=CaseKind.CRIME, force=ANYSHIRE) is not None) == is_kept

    # Whoever died still counts as polling, for a while.
    with in_force(ANYSHIRE):
        Cursor.objects.update(lease=None, leased_until=None)
    crew.run("poll", str(source.id))
    assert kinds("42/1/26").count("crime.recorded") == 1
