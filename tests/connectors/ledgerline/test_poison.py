"""A record over which Waypost fails costs only itself, also where it kills the worker."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from tests.connectors.ledgerline.conftest import ANYSHIRE, Rms
from tests.connectors.ledgerline.test_polling import held
from tests.poison import poisoned
from waypost.base.scope import in_force
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceFacts
from waypost.connectors.leases import LEASE, advance, claim_poll
from waypost.connectors.models import Cursor, SetAside
from waypost.connectors.polling.poll import MOST_DEATHS, PollFailed, poll
from waypost.connectors.polling.values import PollReport
from waypost.connectors.set_aside import MOST_TRIES

BAD = "13/1/26"


@pytest.fixture
def records(rms: Rms) -> list[str]:
    """Record seven crimes, and return their numbers."""
    numbers = [f"{number}/1/26" for number in range(10, 17)]
    with rms.owner.begin() as connection:
        for number in numbers:
            rms.add_occurrence(connection, number)
    return numbers


def poll_at(source: SourceFacts, moment: datetime) -> PollReport:
    return poll(source_by_id(source.id), now_fn=lambda: moment)


def survive(source: SourceFacts, moment: datetime) -> PollReport | None:
    """Poll, or die on the way: then nobody lets go of the lease."""
    try:
        return poll_at(source, moment)
    except PollFailed:
        connections.close_all()
        return None


def aside() -> Any:
    with in_force(ANYSHIRE):
        return SetAside.objects.get()


def test_the_others_are_taken_in_the_same_poll(records: list[str], source: SourceFacts, now: datetime) -> None:
    with poisoned(BAD):
        report = poll_at(source, now)

    assert (report.read, report.changed, report.set_aside) == (7, 6, 1)
    assert [held(one).revision for one in records if one != BAD] == [1] * 6
    assert (aside().reference, aside().tries) == (BAD, 1)
    assert Cursor.objects.get(source_id=source.id).position != ""


def test_it_is_tried_again_in_its_own_time_and_parked_after_five_tries(
    records: list[str], source: SourceFacts, now: datetime
) -> None:
    with poisoned(BAD):
        poll_at(source, now)
        assert poll_at(source, now + timedelta(seconds=10)).set_aside == 1
        assert aside().tries == 1, "read again at once it is no further try"
        for number in range(2 * MOST_TRIES):
            poll_at(source, now + (number + 1) * timedelta(hours=5))

    assert (aside().tries, aside().parked_at is not None) == (MOST_TRIES, True)
    poll_at(source, now + timedelta(days=9))
    assert aside().mended_at is None, "what is parked waits for people"


def test_once_it_can_be_taken_the_next_try_takes_it(records: list[str], source: SourceFacts, now: datetime) -> None:
    with poisoned(BAD):
        poll_at(source, now)

    poll_at(source, now + timedelta(minutes=2))

    assert aside().mended_at is not None
    assert held(BAD).held_items == 0


def test_a_record_that_kills_the_worker_is_found_and_the_others_go_on(
    records: list[str], source: SourceFacts, now: datetime
) -> None:
    moment, deaths = now, 0
    with poisoned(BAD, is_deadly=True):
        while (report := survive(source, moment)) is None:
            moment, deaths = moment + LEASE, deaths + 1
            assert deaths <= MOST_DEATHS + 1

    assert deaths == MOST_DEATHS + 1, "once more, alone: by that it is known"
    assert (report.read, report.set_aside) == (7, 1)
    with in_force(ANYSHIRE):
        assert [one.reference for one in SetAside.objects.filter(mended_at=None)] == [BAD]
    assert [held(one).revision for one in records if one != BAD] == [1] * 6


def test_what_is_read_again_before_the_position_does_not_hide_that_workers_die(
    records: list[str], source: SourceFacts, now: datetime
) -> None:
    poll_at(source, now)
    lease = claim_poll(source, now=now)
    moment = now + LEASE
    lease = claim_poll(source, now=moment)
    assert lease.deaths == 1

    advance(lease, position=lease.position, now=moment)
    assert Cursor.objects.get(source_id=source.id).deaths == 1
    advance(lease, position="2026-11-20T12:00:00+00:00", now=moment)
    assert Cursor.objects.get(source_id=source.id).deaths == 0
