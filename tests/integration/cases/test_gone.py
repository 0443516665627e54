"""A polled source has a case no more: nothing goes out by itself until it shows the case again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from tests.snapshots import ALLOCATED, FORCE, a_source, changed, event, take
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.held import held_in_case
from waypost.cases.intake import PolledDocument, hold_gone, hold_unreadable, take_polled
from waypost.cases.models import Case
from waypost.cases.values import CaseKind, SourceFacts

pytestmark = pytest.mark.django_db
REFERENCE = str(ALLOCATED["reference"])


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


def show(source: SourceFacts, *, now: datetime, **other: Any) -> None:
    document = changed(ALLOCATED, **other)
    del document["revision"]
    take_polled(source, [PolledDocument(document["reference"], document, CaseKind.CRIME)], now=now)


def held(reference: str = REFERENCE) -> Mapping[str, str]:
    with in_force(FORCE):
        case_id = CaseId(Case.objects.get(reference=reference, kind="crime").id)
        held_now = held_in_case(case_id, force=FORCE)
        assert Case.objects.get(id=case_id).held == len(held_now)
    return {one.section: one.sentence for one in held_now}


def test_it_is_held_once_however_often_it_is_not_there(source: SourceFacts, now: datetime) -> None:
    show(source, now=now)

    for _ in range(3):
        hold_gone(source, [REFERENCE, "never heard of"], now=now)

    assert list(held()) == ["gone"]
    assert "does not have this case any more" in held()["gone"]


def test_it_is_released_when_the_source_shows_it_again_also_unchanged(source: SourceFacts, now: datetime) -> None:
    show(source, now=now)
    hold_gone(source, [REFERENCE], now=now)
    hold_unreadable(source, {REFERENCE: "status: must be text."}, now=now)
    assert sorted(held()) == ["gone", "snapshot"]

    show(source, now=now)

    assert held() == {}


def test_only_its_own_source_can_say_so(source: SourceFacts, now: datetime) -> None:
    show(source, now=now)

    hold_gone(a_source("courts", now=now), [REFERENCE], now=now)

    assert held() == {}


def test_a_record_that_was_merged_into_another_may_well_be_deleted(source: SourceFacts, now: datetime) -> None:
    show(source, now=now, merged_into="42260000002")
    show(source, now=now, reference="42260000002")

    hold_gone(source, [REFERENCE], now=now)
    assert (held(), held("42260000002")) == ({}, {})

    hold_gone(source, ["42260000002"], now=now)
    assert list(held("42260000002")) == ["gone"]


def test_nothing_is_held_of_a_case_of_which_our_copy_was_erased(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(ALLOCATED, status="closed")), now=now)
    erase(REFERENCE, Order(FORCE, "Time is over.", Actor(ActorKind.STAFF, "7001"), now))

    hold_gone(source, [REFERENCE], now=now)

    assert held() == {}
