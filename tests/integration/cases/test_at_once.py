"""Two doors or two workers at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from tests.snapshots import ALLOCATED, FORCE, RECORDED, a_source, changed, event, take
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.models import Case, HeldItem, OutboxItem, TimelineEvent
from waypost.cases.operations import (
    NewEvent,
    add_to_outbox,
    append_event,
    claim_outbox,
    mark_outbox_taken,
)
from waypost.cases.values import OutboxKind, SourceFacts

pytestmark = pytest.mark.usefixtures("committed_db")
LEASE = timedelta(minutes=5)


def at_once(*works: Callable[[], object]) -> None:
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        ready.wait()
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(run, work) for work in works]:
            future.result()


def the_case() -> CaseId:
    with in_force(FORCE):
        return CaseId(Case.objects.get().id)


def numbers() -> list[int]:
    with in_force(FORCE):
        return list(TimelineEvent.objects.order_by("number").values_list("number", flat=True))


def test_the_same_events_in_two_batches_are_taken_once(now: datetime) -> None:
    source = a_source("rms", now=now)
    events = [event(changed(RECORDED, reference=f"R{n}"), f"e{n}") for n in range(40)]
    accepted: list[int] = []

    at_once(
        lambda: accepted.append(take(source, *events, now=now).accepted),
        lambda: accepted.append(take(source, *reversed(events), now=now).accepted),
    )

    assert sum(accepted) == 40
    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="crime.recorded").count() == 40


def test_of_two_sources_with_one_new_reference_one_owns_it_and_the_other_is_held(now: datetime) -> None:
    sources = [a_source(name, now=now) for name in ("one", "two")]

    at_once(*(lambda source=source: take(source, event(RECORDED), now=now) for source in sources))

    with in_force(FORCE):
        case = Case.objects.get()
        others = {source.name for source in sources if source.id != case.source_id}
        assert set(HeldItem.objects.values_list("value", flat=True)) == others
        assert (case.held, case.revision) == (1, 1)


def test_events_of_doors_and_snapshots_are_numbered_without_a_gap(now: datetime) -> None:
    source = a_source("rms", now=now)
    take(source, event(RECORDED, "1"), now=now)
    case_id = the_case()
    opened = NewEvent(kind="portal.registered", at=now)

    at_once(
        *(lambda: append_event(case_id, force=FORCE, event=opened, now=now) for _ in range(6)),
        lambda: take(source, event(ALLOCATED, "2"), now=now),
    )

    assert numbers() == list(range(1, len(numbers()) + 1))
    assert len(numbers()) > 7


def fill_outbox(source: SourceFacts, now: datetime, *, items: int) -> list[UUID]:
    take(source, event(RECORDED), now=now)
    case_id, ids = the_case(), [new_id() for _ in range(items)]
    for waypost_id in ids:
        add_to_outbox(case_id, force=FORCE, kind=OutboxKind.NOTE, waypost_id=waypost_id, payload={}, now=now)
    return ids


def test_what_waits_for_a_source_is_claimed_by_one_worker_and_in_order(now: datetime) -> None:
    source = a_source("rms", now=now)
    ids = fill_outbox(source, now, items=8)
    claimed: list[UUID] = []

    def work() -> None:
        while True:
            items = claim_outbox(source.id, force=FORCE, limit=5, lease=LEASE, now=now)
            if not items and len(claimed) >= len(ids):
                return
            for item in items:
                claimed.append(item.waypost_id)
                mark_outbox_taken(item.waypost_id, force=FORCE, now=now)

    at_once(work, work)

    assert claimed == ids


def test_items_added_at_once_have_places_of_their_own(now: datetime) -> None:
    source = a_source("rms", now=now)
    fill_outbox(source, now, items=0)
    case_id = the_case()

    at_once(
        *(
            lambda: add_to_outbox(case_id, force=FORCE, kind=OutboxKind.NOTE, waypost_id=new_id(), payload={}, now=now)
            for _ in range(8)
        )
    )

    with in_force(FORCE):
        assert sorted(OutboxItem.objects.values_list("number", flat=True)) == list(range(1, 9))
