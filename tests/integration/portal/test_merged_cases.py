"""What a victim sees of a report that was joined with another one."""

from datetime import datetime

import pytest

from tests.integration.portal.test_case_page import ONCE, signed_in
from tests.integration.portal.world import VICTIM, a_case, a_source, take
from waypost.base import clock
from waypost.cases.intake import hold_gone

OTHER = "42260000002"
OPEN = {"status": "under_investigation", "people": [VICTIM]}
ENTRY = {"id": "e1", "kind": "officer_message", "at": "2026-11-20T09:30:00Z", "text": "We have your bicycle."}


@pytest.fixture(autouse=True)
def _database(committed_db: None) -> None:
    """Commit, as a view does."""


@pytest.fixture
def now() -> datetime:
    """Views ask the clock themselves."""
    return clock.now()


def test_it_says_where_the_report_went_keeps_the_thread_and_takes_no_new_words(now: datetime) -> None:
    client, path = signed_in(a_case(now, entries=[ENTRY]), now=now)
    assert "Send message" in client.get(path).content.decode()

    take({**OPEN, "entries": [ENTRY], "updated_at": now.isoformat(), "merged_into": OTHER}, now=now)

    page = client.get(path).content.decode()
    assert f"Its reference is {OTHER}" in page
    assert "We have your bicycle." in page
    assert "this report was joined with another one" in page
    assert "Send message" not in page
    assert client.post(f"{path}message/", {"text": "Hello", "once": ONCE}).status_code == 404


def test_it_stays_so_when_the_merged_record_is_deleted(now: datetime) -> None:
    client, path = signed_in(a_case(now, merged_into=OTHER), now=now)

    hold_gone(a_source(now), ["42260000001"], now=now)

    assert f"Its reference is {OTHER}" in client.get(path).content.decode()
