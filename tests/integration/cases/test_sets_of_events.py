"""Events and items for the sources added in sets are as those added one by one."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.models import Case, OutboxItem, Place, TimelineEvent
from waypost.cases.operations import NewEvent, append_event, append_events, fill_outbox
from waypost.cases.outbox import NewOutboxItem
from waypost.cases.values import OutboxKind

pytestmark = pytest.mark.django_db


def some_cases(now: datetime, *, count: int) -> list[CaseId]:
    take(
        a_source("rms", now=now), *(event(changed(RECORDED, reference=f"R{n}"), f"e{n}") for n in range(count)), now=now
    )
    with in_force(FORCE):
        return [CaseId(case_id) for case_id in Case.objects.order_by("reference").values_list("id", flat=True)]


def an_item(case_id: CaseId, **payload: str) -> NewOutboxItem:
    return NewOutboxItem(new_id(), case_id, OutboxKind.NOTE, payload)


def test_events_of_several_cases_are_numbered_on_within_each_in_the_order_given(now: datetime) -> None:
    one, other = some_cases(now, count=2)
    before = append_event(one, force=FORCE, event=NewEvent("portal.registered", now), now=now)
    kinds = ("message.sent", "message.delivered", "portal.invited")

    numbers = append_events(
        [(one, NewEvent(kinds[0], now)), (other, NewEvent(kinds[2], now)), (one, NewEvent(kinds[1], now))],
        force=FORCE,
        now=now,
    )

    with in_force(FORCE):
        told = {(row.case_id, row.number): row.kind for row in TimelineEvent.objects.filter(kind__in=kinds)}
        assert dict(Case.objects.values_list("id", "events")) == {one: before + 2, other: numbers[1]}
    assert told == {(one, before + 1): kinds[0], (one, before + 2): kinds[1], (other, numbers[1]): kinds[2]}
    assert numbers == [before + 1, numbers[1], before + 2]


def test_an_event_is_written_whole_and_wakes_every_reader_of_its_case(now: datetime) -> None:
    case_id, sleeping = some_cases(now, count=2)
    new = NewEvent("message.sent", now, person_ref="P1", item="A'1", details={"words": 'ŵ "%" \\', "n": None})
    with in_force(FORCE):
        Place.objects.all().update(wake_at=None)

    append_events([(case_id, new)], force=FORCE, now=now)

    with in_force(FORCE):
        row = TimelineEvent.objects.get(kind="message.sent")
        woken = set(Place.objects.filter(wake_at=now).values_list("case_id", "reader"))
    assert (row.person_ref, row.item, row.details) == ("P1", "A'1", dict(new.details))
    assert (row.at, row.received_at, row.seen_at, row.revision) == (now, now, now, 1)
    assert woken == {(case_id, reader) for reader in ("journeys", "duties", "worklist")}
    assert sleeping not in {case_id for case_id, _ in woken}


def test_an_event_for_a_case_of_another_force_is_refused_with_all_of_its_set(now: datetime) -> None:
    (case_id,) = some_cases(now, count=1)
    new = NewEvent("message.sent", now)

    with pytest.raises(Case.DoesNotExist):
        append_events([(case_id, new), (CaseId(case_id + 1000), new)], force=FORCE, now=now)

    with in_force(FORCE):
        assert not TimelineEvent.objects.filter(kind="message.sent").exists()


def test_items_for_the_sources_are_numbered_on_within_their_cases(now: datetime) -> None:
    one, other = some_cases(now, count=2)
    fill_outbox([an_item(one)], force=FORCE, now=now)
    items = [an_item(one, a="1"), an_item(other), an_item(one, a="2")]

    fill_outbox(items, force=FORCE, now=now)

    with in_force(FORCE):
        rows = {row.id: row for row in OutboxItem.objects.all()}
        owners = dict(Case.objects.values_list("id", "source_id"))
    assert [rows[item.waypost_id].number for item in items] == [2, 1, 3]
    assert [rows[item.waypost_id].payload for item in items] == [{"a": "1"}, {}, {"a": "2"}]
    assert all(row.source_id == owners[row.case_id] and row.next_at == now for row in rows.values())


def test_an_item_that_is_there_already_is_refused(now: datetime) -> None:
    (case_id,) = some_cases(now, count=1)
    item = an_item(case_id)
    fill_outbox([item], force=FORCE, now=now)

    with pytest.raises(IntegrityError):
        fill_outbox([item], force=FORCE, now=now)


def test_many_events_cost_no_more_queries_than_one(now: datetime) -> None:
    cases = some_cases(now, count=5)

    def queries(wanted: list[CaseId]) -> int:
        with CaptureQueriesContext(connection) as seen:
            append_events([(case_id, NewEvent("message.sent", now)) for case_id in wanted], force=FORCE, now=now)
            fill_outbox([an_item(case_id) for case_id in wanted], force=FORCE, now=now)
        return len(seen)

    assert queries(cases) == queries(cases[:1])
