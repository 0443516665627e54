"""What moves no time of change is found by reading open cases again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.connectors.mariadb.conftest import ANYSHIRE, Tallybook
from waypost.base.scope import in_force
from waypost.cases.models import HeldItem
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id
from waypost.cases.values import CaseFacts, CaseKind, SourceFacts
from waypost.connectors.models import Cursor
from waypost.connectors.polling.poll import PollFailed, poll
from waypost.connectors.polling.sweep import ROUND

SECOND = timedelta(seconds=1)


@pytest.fixture
def poll_after(source: SourceFacts, now: datetime) -> Any:
    """Return a poll of the source so long after the test's moment."""
    return lambda after: poll(source_by_id(source.id), now_fn=lambda: now + after)


def held(reference: str) -> CaseFacts:
    """Return the case as we hold it."""
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    return cases_by_id([case_id], force=ANYSHIRE)[case_id]


def load(tallybook: Tallybook, poll_after: Any, *, crimes: int = 1) -> list[int]:
    """Record crimes long ago, so that no window reads them again, and take them."""
    with tallybook.owner.begin() as connection:
        keys = [tallybook.add_crime(connection, f"T/{number}", minutes=-60 * 24 * 9) for number in range(crimes)]
        tallybook.add_crime(connection, "T/NEW")
    poll_after(timedelta())
    poll_after(SECOND)
    return keys


def test_a_warning_that_was_deleted_without_a_trace_is_seen_within_the_round(
    tallybook: Tallybook, poll_after: Any
) -> None:
    (key,) = load(tallybook, poll_after)
    with tallybook.owner.begin() as connection:
        connection.execute(text("INSERT INTO warning (crime_id, code) VALUES (:key, 'DA')"), {"key": key})
    poll_after(2 * SECOND)
    assert held("T/0").flags == ()

    poll_after(ROUND)
    assert held("T/0").flags == ("domestic_abuse",)

    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("DELETE FROM warning")
    poll_after(2 * ROUND)
    assert held("T/0").flags == ()


def test_a_crime_that_was_deleted_is_held_and_released_when_it_comes_back(
    tallybook: Tallybook, poll_after: Any
) -> None:
    (key,) = load(tallybook, poll_after)
    with tallybook.owner.begin() as connection:
        connection.execute(text("UPDATE crime SET crime_no = 'AWAY' WHERE id = :key"), {"key": key})

    report = poll_after(ROUND)

    assert report.gone == 1
    assert held("T/0").held_items == 1
    with in_force(ANYSHIRE):
        assert HeldItem.objects.get(released_at=None).section == "gone"
    with tallybook.owner.begin() as connection:
        connection.execute(text("UPDATE crime SET crime_no = 'T/0' WHERE id = :key"), {"key": key})
    poll_after(2 * ROUND)
    assert held("T/0").held_items == 0


def test_one_that_was_merged_and_then_deleted_is_told_of_under_the_other(tallybook: Tallybook, poll_after: Any) -> None:
    (key,) = load(tallybook, poll_after)
    with tallybook.owner.begin() as connection:
        connection.execute(text("UPDATE crime SET into_no = 'T/NEW' WHERE id = :key"), {"key": key})
    poll_after(ROUND)
    with tallybook.owner.begin() as connection:
        connection.execute(text("DELETE FROM person WHERE crime_id = :key"), {"key": key})
        connection.execute(text("DELETE FROM crime WHERE id = :key"), {"key": key})

    poll_after(2 * ROUND)

    assert held("T/0").held_items == 0


def test_a_database_that_shows_hardly_anything_any_more_holds_no_case_and_fails_the_poll(
    tallybook: Tallybook, source: SourceFacts, poll_after: Any
) -> None:
    load(tallybook, poll_after, crimes=12)
    with tallybook.owner.begin() as connection:
        connection.exec_driver_sql("UPDATE crime SET crime_no = concat('X', crime_no)")

    with pytest.raises(PollFailed, match="most_are_gone"):
        poll_after(ROUND)

    assert held("T/0").held_items == 0
    assert Cursor.objects.get(source_id=source.id).last_error == "most_are_gone"


def test_a_crime_whose_reference_is_spelt_otherwise_now_is_gone_under_the_old_one(
    tallybook: Tallybook, poll_after: Any
) -> None:
    (key,) = load(tallybook, poll_after)
    with tallybook.owner.begin() as connection:
        connection.execute(text("UPDATE crime SET crime_no = 't/0' WHERE id = :key"), {"key": key})

    assert poll_after(ROUND).gone == 1
