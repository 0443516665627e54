"""What stood aside has an end: with its case, else after the force's days for raw envelopes."""

from datetime import datetime, timedelta

import pytest

from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.access.values import Actor, ActorKind
from waypost.base.clock import now as present
from waypost.base.scope import in_force
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.values import SourceFacts
from waypost.connectors import jobs
from waypost.connectors.forgetting import forget_asides
from waypost.connectors.models import IncidentMessage, SetAside
from waypost.connectors.set_aside import Unreadable, note_mended, set_aside
from waypost.connectors.storm.forgetting import forget_unclaimed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REFERENCE = str(RECORDED["reference"])


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    """Return a source with a case, of which three things stand aside: of the case, of no case and of no reference."""
    found = a_source("rms", now=now)
    take(found, event(RECORDED), now=now)
    with in_force(FORCE):
        set_aside(
            found,
            [Unreadable(f"key {one}", one, "cannot be read", {"who": "Ann"}) for one in (REFERENCE, "R9", "")],
            now=now,
        )
    return found


def left() -> list[str]:
    with in_force(FORCE):
        return list(SetAside.objects.order_by("id").values_list("reference", flat=True))


def test_what_no_case_has_goes_when_its_days_are_over_and_what_a_case_waits_for_stays(
    source: SourceFacts, now: datetime
) -> None:
    assert forget_asides(FORCE, keep_days=90, now=now + 90 * DAY) == 0
    assert forget_asides(FORCE, keep_days=90, now=now + 91 * DAY) == 2

    assert left() == [REFERENCE]


def test_what_was_mended_goes_too_after_as_long(source: SourceFacts, now: datetime) -> None:
    with in_force(FORCE):
        note_mended(source, [f"key {REFERENCE}"], now=now + 30 * DAY)

    forget_asides(FORCE, keep_days=90, now=now + 119 * DAY)
    assert left() == [REFERENCE]
    forget_asides(FORCE, keep_days=90, now=now + 121 * DAY)
    assert left() == []


def test_what_comes_again_after_the_case_was_erased_goes_by_its_age(source: SourceFacts, now: datetime) -> None:
    closed = changed(RECORDED, status="closed", revision=RECORDED["revision"] + 1)
    take(source, event(closed, "e2"), now=now)
    erase(REFERENCE, Order(FORCE, "asked", Actor(ActorKind.STAFF, "s-1"), now))
    with in_force(FORCE):
        set_aside(source, [Unreadable("late", REFERENCE, "cannot be read", {"who": "Ann"})], now=now)

    forget_asides(FORCE, keep_days=90, now=now + 91 * DAY)

    assert left() == []


def test_every_night_the_forces_own_days_count(source: SourceFacts) -> None:
    with in_force(FORCE):
        SetAside.objects.update(last_at=present() - 91 * DAY)

    jobs.forget_old_asides(0)

    assert left() == [REFERENCE]


def test_a_number_of_an_incident_that_never_came_to_be_takes_nothing_of_another_source(
    source: SourceFacts, now: datetime
) -> None:
    room = a_source("room", now=now)
    with in_force(FORCE):
        IncidentMessage.objects.create(
            force=FORCE, source_id=room.id, reference="R9", message="m", digest=b"d", body=b"b", received_at=now
        )
        set_aside(room, [Unreadable("message 1", "R9", "cannot be read", b"")], now=now)

    assert forget_unclaimed(FORCE, now=now + 32 * DAY) == 1

    with in_force(FORCE):
        assert not SetAside.objects.filter(source_id=room.id).exists()
    assert left() == [REFERENCE, "R9", ""]
