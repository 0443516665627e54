"""A system that shows less than it should releases nobody: what looks like half an answer waits for people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from tests.snapshots import FORCE, RECORDED, a_source, changed, of_somebody_else
from waypost.base.scope import in_force
from waypost.cases.queries import case_id_by_reference, cases_by_id
from waypost.cases.values import CaseFacts, CaseKind, SourceFacts
from waypost.connectors.leases import claim_poll, release
from waypost.connectors.models import SetAside
from waypost.connectors.polling.step import take_again, take_batch, take_singly
from waypost.connectors.polling.values import Batch, PollReport, Record
from waypost.connectors.set_aside import parked_of

pytestmark = pytest.mark.django_db
SUSPECT = {"id": "s1", "roles": ["suspect"], "family_name": "Sample"}


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


def shown(number: int, **fields: Any) -> Record:
    document = changed(of_somebody_else(RECORDED, number), reference=f"4226000{number:04}", **fields)
    del document["revision"]
    return Record(f"key {number}", document["reference"], document, CaseKind.CRIME, document)


def take(source: SourceFacts, records: Sequence[Record], *, now: datetime, how: Any = take_batch) -> PollReport:
    lease = claim_poll(source, now=now)
    report: PollReport = how(source, Batch(records), lease=lease, now=now)
    release(lease)
    return report


def case_of(record: Record) -> CaseFacts:
    case_id = case_id_by_reference(record.reference, kind=CaseKind.CRIME, force=FORCE)
    assert case_id is not None
    return cases_by_id([case_id], force=FORCE)[case_id]


def with_plan(number: int) -> Record:
    record = shown(number)
    people: Any = record.document["people"]
    people[0]["contact_plan"] = {"never": ["sms"]}
    return record


def with_suspect(number: int) -> Record:
    record = shown(number)
    people: Any = record.document["people"]
    people.append(dict(SUSPECT))
    return record


@pytest.mark.parametrize("how", [take_batch, take_singly])
def test_many_warnings_that_vanish_at_once_stay_and_their_cases_are_held_until_people_decide(
    source: SourceFacts, now: datetime, how: Any
) -> None:
    flagged = [shown(number, flags=["domestic_abuse"]) for number in range(8)]
    take(source, flagged, now=now)
    bare = [shown(number) for number in range(8)]

    report = take(source, [*bare, shown(9)], now=now, how=how)

    assert report.set_aside == 8
    assert {(case_of(one).flags, case_of(one).held_items) for one in bare} == {(("domestic_abuse",), 1)}
    assert case_of(shown(9)).held_items == 0
    with in_force(FORCE):
        assert parked_of(FORCE)[source.id].count == 8
    # Nothing takes them by itself, also not one by one and with other news.
    take(source, bare, now=now)
    take(source, [shown(1, status="allocated")], now=now)
    assert {(case_of(one).flags, case_of(one).held_items) for one in bare} == {(("domestic_abuse",), 1)}

    take(source, [bare[0]], now=now, how=take_again)

    assert (case_of(bare[0]).flags, case_of(bare[0]).held_items) == ((), 0)


@pytest.mark.parametrize("guarded", [with_plan, with_suspect])
def test_so_do_plans_and_suspects(source: SourceFacts, now: datetime, guarded: Any) -> None:
    take(source, [guarded(number) for number in range(8)], now=now)
    before = case_of(guarded(1)).people

    take(source, [shown(number) for number in range(8)], now=now)

    assert {case_of(shown(number)).held_items for number in range(8)} == {1}
    assert case_of(guarded(1)).people == before


def test_once_they_are_there_again_all_goes_on_by_itself(source: SourceFacts, now: datetime) -> None:
    flagged = [shown(number, flags=["domestic_abuse"]) for number in range(8)]
    take(source, flagged, now=now)
    take(source, [shown(number) for number in range(8)], now=now)

    take(source, flagged, now=now)

    assert {case_of(one).held_items for one in flagged} == {0}
    with in_force(FORCE):
        assert not SetAside.objects.filter(mended_at=None).exists()


def test_a_few_warnings_that_are_taken_away_are_news_like_any_other(source: SourceFacts, now: datetime) -> None:
    flagged = [shown(number, flags=["domestic_abuse"]) for number in range(8)]
    take(source, flagged, now=now)

    take(source, [shown(number) for number in range(3)], now=now)

    assert {case_of(one).flags for one in flagged[:3]} == {()}


def test_two_records_of_one_reference_are_taken_by_neither_and_hold_the_case(
    source: SourceFacts, now: datetime
) -> None:
    first = shown(1)
    take(source, [first], now=now)
    other = Record("key 2", first.reference, {**shown(2).document, "reference": first.reference}, CaseKind.CRIME, "2")

    take(source, [first, other], now=now)
    assert case_of(first).held_items == 1
    # Also where one of them comes alone afterwards, with news.
    take(
        source, [Record("key 2", other.reference, {**other.document, "status": "allocated"}, other.kind, "3")], now=now
    )

    assert case_of(first).held_items == 1
    assert [person.family_name for person in case_of(first).people] == ["Example1"]
