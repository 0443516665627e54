"""Two workers at the same moment, one with each case of a human: it is asked about once."""

from datetime import datetime

import pytest

from tests.integration.worklist.test_at_once import at_once
from tests.integration.worklist.test_same_people import Desk, case_of
from tests.snapshots import FORCE
from waypost.base.scope import in_force
from waypost.worklist.models import Change
from waypost.worklist.operations.same_people import ask


@pytest.fixture
def desk(committed_db: None, now: datetime) -> Desk:
    return Desk(now)


def test_a_pair_whose_cases_come_to_rest_together_is_asked_about_once(desk: Desk) -> None:
    for reference in ("A", "B"):
        desk.record(reference)
    first, second = case_of(desk, "A"), case_of(desk, "B")

    at_once(*(lambda one=one: ask([one], force=FORCE, now=desk.now) for one in (first, second, first, second)))

    assert len(desk.pairs()) == 1
    assert [row.state for row in desk.items()] == ["open"]
    with in_force(FORCE):
        assert Change.objects.filter(what="opened").count() == 1
