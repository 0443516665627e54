"""A victim reads who has what she wrote when her officer is away or has left, and what staff wrote to her."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.integration.portal.test_case_page import signed_in
from tests.integration.portal.world import FORCE, OFFICER, VICTIM, a_case, take
from tests.staff import HALL, NAIR, a_member
from waypost.access.staff import Absence, leave_staff, set_absence
from waypost.access.values import OPERATOR
from waypost.base import clock
from waypost.messages.operations import write_to_officer
from waypost.messages.operations.replying import Reply, write_to_victim
from waypost.worklist.operations import follow_directory

COLLEAGUE = "A colleague has what you wrote, and will answer."
TEAM = "The team has what you wrote, and somebody there will answer."


@pytest.fixture(autouse=True)
def _database(committed_db: None) -> None:
    """Commit, as a view does."""


@pytest.fixture
def now() -> datetime:
    """Views ask the clock themselves."""
    return clock.now()


def test_she_reads_who_has_what_she_wrote_and_then_the_answer(now: datetime) -> None:
    invited = a_case(now)
    client, path = signed_in(invited, now=now)
    nair = a_member(NAIR, now=now)
    a_member(HALL, now=now)
    write_to_officer(invited.person_id, text="Is there news?", waypost_id=uuid4(), force=FORCE, now=now)
    first = client.get(path).content.decode()

    set_absence("4471", Absence(None, now + timedelta(days=2), "5128"), force=FORCE, by=OPERATOR, now=now)
    follow_directory(FORCE, now=now)
    covered = client.get(path).content.decode()
    leave_staff("5128", force=FORCE, by=OPERATOR, now=now)
    leave_staff("4471", force=FORCE, by=OPERATOR, now=now)
    follow_directory(FORCE, now=now)
    left = client.get(path).content.decode()
    write_to_victim(Reply(uuid4(), invited.person_id, "Not yet, but soon."), by=nair, now=now)
    answered = client.get(path).content.decode()

    assert COLLEAGUE not in first
    assert TEAM not in first
    assert COLLEAGUE in covered
    assert COLLEAGUE in left or TEAM in left
    assert "Not yet, but soon." in answered
    assert "DC Priya Nair (police)" in answered
    assert COLLEAGUE not in answered
    assert TEAM not in answered


def test_what_was_written_here_and_came_back_as_an_entry_stands_once_on_the_timeline(now: datetime) -> None:
    invited = a_case(now)
    client, path = signed_in(invited, now=now)
    once = uuid4()
    write_to_victim(Reply(once, invited.person_id, "We have it."), by=a_member(HALL, now=now), now=now)
    entry = {"id": "e1", "kind": "officer_message", "at": now.isoformat(), "text": "We have it."}
    fields = {"status": "under_investigation", "officer": OFFICER, "people": [VICTIM]}
    take({**fields, "entries": [{**entry, "waypost_id": str(once)}]}, now=now)

    page = client.get(path).content.decode()

    assert page.count("We have it.") == 1
    assert page.count("Your officer wrote to you.") == 1
