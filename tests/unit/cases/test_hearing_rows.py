"""What becomes of the rows of hearings: when something was learned, what it was before, and what went."""

from datetime import UTC, datetime, timedelta
from typing import Any

from waypost.cases.hearings.rules import follow
from waypost.cases.hearings.values import WITHDRAWN, Kept
from waypost.cases.snapshot import Hearing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RECEIVED = NOW - timedelta(days=3)
MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


def hearing(**changes: Any) -> Hearing:
    values: dict[str, Any] = {
        "id": "h1",
        "kind": "trial",
        "court": "Anytown Crown Court",
        "starts_at": MONDAY.isoformat(),
        "status": "listed",
        "received_at": RECEIVED.isoformat(),
        "witnesses": ["p2", "p1"],
    }
    return Hearing.model_validate({**values, **changes})


def after(before: Kept | None, *hearings: Hearing, is_first_sight: bool = False, now: datetime = NOW) -> list[Kept]:
    known = {before.ref: before} if before else {}
    return list(follow(known, hearings, is_first_sight=is_first_sight, now=now))


def test_a_new_hearing_is_learned_now() -> None:
    (row,) = after(None, hearing())

    assert (row.at, row.changed_at, row.was_at, row.attend) == (MONDAY, NOW, None, ("p1", "p2"))


def test_what_stands_in_a_case_at_first_sight_is_as_old_as_its_source_says() -> None:
    (row,) = after(None, hearing(status="heard", result_code="guilty"), is_first_sight=True)

    assert (row.changed_at, row.result_at) == (RECEIVED, RECEIVED)


def test_the_same_hearing_again_is_no_row() -> None:
    (row,) = after(None, hearing())

    assert after(row, hearing(), now=NOW + timedelta(days=1)) == []


def test_a_hearing_that_moves_says_when_it_was_before() -> None:
    (first,) = after(None, hearing())
    later = NOW + timedelta(days=1)

    (moved,) = after(first, hearing(starts_at=(MONDAY + timedelta(days=7)).isoformat()), now=later)

    assert (moved.was_at, moved.changed_at) == (MONDAY, later)


def test_a_witness_more_is_no_change_of_the_listing() -> None:
    (first,) = after(None, hearing())

    (row,) = after(first, hearing(witnesses=["p1", "p2", "p3"]), now=NOW + timedelta(days=1))

    assert (row.attend, row.changed_at) == (("p1", "p2", "p3"), NOW)


def test_a_result_is_learned_once_and_another_one_anew() -> None:
    (first,) = after(None, hearing())
    (second,) = after(first, hearing(status="heard", result_code="guilty"), now=NOW + timedelta(days=1))
    assert second.result_at == NOW + timedelta(days=1)

    (third,) = after(second, hearing(status="heard", result_code="guilty", witnesses=[]), now=NOW + timedelta(days=2))
    (fourth,) = after(third, hearing(status="heard", result_code="sentenced"), now=NOW + timedelta(days=3))

    assert third.result_at == second.result_at
    assert fourth.result_at == NOW + timedelta(days=3)


def test_a_hearing_that_is_gone_is_withdrawn_once() -> None:
    (first,) = after(None, hearing())

    (gone,) = after(first, now=NOW + timedelta(days=1))

    assert (gone.status, gone.attend, gone.changed_at) == (WITHDRAWN, (), NOW + timedelta(days=1))
    assert after(gone, now=NOW + timedelta(days=2)) == []
