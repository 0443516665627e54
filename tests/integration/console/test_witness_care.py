"""The pages of the witness care unit: whose hearings are seen, by whom, and that the looking is written down."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import STRANGER, Room, audit
from tests.snapshots import ALLOCATED, changed, event, take
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole

pytestmark = pytest.mark.django_db

CARE = NewStaff("W201", "Robin Marsh", "Witness Care", frozenset({StaffRole.WITNESS_CARE}))


def hearing(at: datetime, **other: object) -> dict[str, Any]:
    values = {"kind": "trial", "court": "Teesside Crown Court", "status": "listed", "witnesses": ["p1"]}
    return {
        "id": "h1",
        "starts_at": at.isoformat(),
        "received_at": (at - timedelta(days=9)).isoformat(),
        **values,
        **other,
    }


def a_case(room: Room, number: int, hearing: dict[str, Any], revision: int = 1, **fields: Any) -> str:
    """Take a case with one hearing, and return its reference."""
    values: dict[str, Any] = {
        "reference": f"4226200{number:04}",
        "incident_reference": None,
        "appointments": [],
        "revision": revision,
    }
    document = changed(ALLOCATED, **{**values, "hearings": [hearing], **fields})
    result = take(room.world.source, event(document, f"w{number}-{revision}"), now=room.now)
    assert result.rejected == (), result.rejected
    return f"4226200{number:04}"


def soon(room: Room) -> datetime:
    """Return a moment tomorrow."""
    return room.now + timedelta(days=1)


def of_week(at: datetime) -> str:
    return f"hearings/?week={at.date().isoformat()}"


def test_the_week_shows_who_must_attend_and_writes_the_look_down(room: Room) -> None:
    reference = a_case(room, 1, hearing(soon(room)))
    sealed = a_case(room, 2, hearing(soon(room)), flags=["sealed"])

    page = room.sign_in(CARE).get(of_week(soon(room)))

    assert page.status == 200
    for words in (reference, "Trial", "Teesside Crown Court", "The victim, A.E.", "Warned: No message"):
        assert words in page.words
    assert sealed not in page.html
    assert "Amina" not in page.words
    (look,) = audit("staff.hearings_viewed")
    assert look.fields[0] == "week"
    assert len([one for one in look.fields if one.startswith("case:")]) == 1


def test_an_empty_week_and_a_court_that_has_none_say_so(room: Room) -> None:
    care = room.sign_in(CARE)

    assert "No hearing that you may see is on record for this week." in care.get("hearings/").words
    assert "for this court in this week" in care.get("hearings/?court=Nowhere").words


def test_changes_and_results_have_pages_of_their_own(room: Room) -> None:
    at = soon(room)
    a_case(room, 1, hearing(at))
    reference = a_case(room, 1, hearing(at + timedelta(days=2)), revision=2)
    heard = a_case(room, 2, hearing(room.now - timedelta(days=1), status="heard", result_code="guilty"))
    care = room.sign_in(CARE)

    moved, results = care.get("hearings/changed/").words, care.get("hearings/results/").words

    assert reference in moved
    assert "It was on" in moved
    assert heard not in moved
    assert heard in results
    assert "Guilty" in results


def test_the_file_holds_the_week_and_no_formula(room: Room) -> None:
    reference = a_case(room, 1, hearing(soon(room), court="=1+1"))

    answer = room.sign_in(CARE).get(f"hearings/file/?week={soon(room).date().isoformat()}")

    assert f'"{reference}"' in answer.html
    assert '"\'=1+1"' in answer.html
    assert len(audit("staff.hearings_exported")) == 1


def test_who_has_another_role_is_refused(room: Room) -> None:
    assert room.sign_in(STRANGER).get("hearings/").status == 403


@pytest.mark.parametrize("path", ["", "changed/", "results/"])
def test_five_hearings_cost_no_query_more_than_one(room: Room, path: str) -> None:
    care = room.sign_in(CARE)
    at = soon(room)
    listed = hearing(at, status="heard", result_code="guilty") if path == "results/" else hearing(at)

    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            assert care.get(f"hearings/{path}?week={at.date().isoformat()}").status == 200
        return len(made)

    a_case(room, 1, listed)
    first = count()
    for number in range(2, 6):
        a_case(room, number, listed)

    assert count() == first
