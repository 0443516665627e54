"""Contacts suggested in many records, confirmed at once: bounded, in ordinary cases only, by two people for many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.snapshots import ALLOCATED, FORCE, a_source, changed, event, take
from tests.staff import REID, a_member
from waypost.access.models import AuditEvent
from waypost.access.staff import NewStaff
from waypost.access.values import Staff, StaffRole
from waypost.base.scope import in_force
from waypost.cases.confirmed_contacts import Offer
from waypost.cases.models import ConfirmedContact
from waypost.messages.operations import confirming
from waypost.messages.operations.confirming import Confirmed, agree_together, confirm_together, preview
from waypost.worklist.bulk_models import BulkConfirmation
from waypost.worklist.models import Item
from waypost.worklist.operations import sweep
from waypost.worklist.operations.together import NotWaiting, SameOne, TooMany, decide_together
from waypost.worklist.queries import Page
from waypost.worklist.record_queries import records_by_rule, records_to_mend, waiting_bulk, with_offers
from waypost.worklist.rules import together
from waypost.worklist.rules.mending import REASON
from waypost.worklist.values import Desk

pytestmark = pytest.mark.django_db

OTHER = NewStaff("C119", "Kit Lowe", "Crime Records", frozenset({StaffRole.DATA_QUALITY}))


@pytest.fixture
def clerk(now: datetime) -> Staff:
    return a_member(REID, now=now)


@pytest.fixture
def second(now: datetime) -> Staff:
    return a_member(OTHER, now=now)


def a_crime(number: int, **fields: Any) -> dict[str, Any]:
    """Return a crime of somebody whose number stands in their name."""
    who = {"given_name": f"Amina{number}", "family_name": f"Sample 07700 9001{number:02}", "contact": {}}
    person = {**ALLOCATED["people"][0], **who, "date_of_birth": f"{1940 + number}-04-12"}
    values = {"reference": f"4226100{number:04}", "incident_reference": None, "appointments": [], "people": [person]}
    return changed(ALLOCATED, **{**values, **fields})


def suggested(count: int, *, now: datetime, **first: Any) -> Sequence[UUID]:
    """Take so many crimes, of which the first has other fields, and return what is asked about them."""
    crimes = [a_crime(number, **(first if number == 0 else {})) for number in range(count)]
    take(a_source("rms", now=now), *(event(one, f"e{number}") for number, one in enumerate(crimes)), now=now)
    sweep(FORCE, now=now)
    with in_force(FORCE):
        return list(Item.objects.filter(reason=REASON).order_by("due_at", "id").values_list("id", flat=True))


def confirmed() -> int:
    with in_force(FORCE):
        return ConfirmedContact.objects.count()


def test_ordinary_ones_are_confirmed_and_a_flagged_case_is_left_alone(clerk: Staff, now: datetime) -> None:
    item_ids = suggested(3, now=now, flags=["domestic_abuse"])
    shown = preview(item_ids, by=clerk)
    assert [why for _, why in shown.alone] == ["The case is flagged, serious, held or speaks of danger."]

    done = confirm_together(item_ids, by=clerk, now=now)

    assert (done, confirmed()) == (Confirmed(2, 1), 2)
    assert confirm_together(item_ids, by=clerk, now=now) == Confirmed(0, 3)
    with in_force(FORCE):
        lines = AuditEvent.objects.filter(action="contact.confirmed")
        assert {line.case_id for line in lines} == {one.case.case_id for one in shown.together}
        assert {row.answered_by for row in Item.objects.filter(state="done")} == {clerk.collar_number}


def test_a_record_that_changed_since_the_preview_is_not_confirmed(clerk: Staff, now: datetime) -> None:
    (item_id,) = suggested(1, now=now)
    with in_force(FORCE):
        Item.objects.filter(id=item_id).update(mends={"offers": [_offer("a"), _offer("b")]}, offers=2)

    assert confirm_together([item_id], by=clerk, now=now) == Confirmed(0, 1)
    assert confirmed() == 0


def _offer(digest: str) -> str:
    return Offer("mobile", "family_name", digest, "k").text


def test_for_many_a_second_person_agrees(
    clerk: Staff, second: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "ALONE", 1)
    item_ids = suggested(2, now=now)

    assert confirm_together(item_ids, by=clerk, now=now) == Confirmed(0, 0, waits=True)
    (waiting,) = waiting_bulk(force=FORCE, limit=20)
    assert (waiting.proposed_by, set(waiting.items), confirmed()) == (clerk.collar_number, set(item_ids), 0)
    with pytest.raises(SameOne):
        agree_together(waiting.bulk_id, by=clerk, now=now)
    with pytest.raises(IntegrityError), in_force(FORCE), transaction.atomic():
        BulkConfirmation.objects.update(state="confirmed", decided_by=clerk.collar_number)

    assert agree_together(waiting.bulk_id, by=second, now=now) == Confirmed(2, 0)
    assert confirmed() == 2
    with pytest.raises(NotWaiting):
        agree_together(waiting.bulk_id, by=second, now=now)


def test_who_proposed_may_take_it_back(clerk: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "ALONE", 0)
    confirm_together(suggested(1, now=now), by=clerk, now=now)
    (waiting,) = waiting_bulk(force=FORCE, limit=20)

    decide_together(waiting.bulk_id, agrees=False, by=clerk, now=now)

    assert (waiting_bulk(force=FORCE, limit=20), confirmed()) == ([], 0)


def test_there_is_a_most(clerk: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "MOST", 1)

    with pytest.raises(TooMany):
        confirm_together(suggested(2, now=now), by=clerk, now=now)


def test_findings_are_counted_by_rule_and_listed_page_by_page(now: datetime) -> None:
    item_ids = suggested(3, now=now, flags=["sealed"])

    (count,) = records_by_rule(force=FORCE)
    assert (count.desk, count.rule, count.items) == (Desk.OIC, "number_in_name", 3)
    first = records_to_mend(force=FORCE, desk=Desk.OIC, rule="number_in_name", page=Page(2))
    rest = records_to_mend(force=FORCE, desk=None, rule="", page=Page(2, after=first.after))
    listed = [one.item.item_id for one in (*first.items, *rest.items)]
    assert (len(listed), set(listed) < set(item_ids), rest.after) == (2, True, None)
    assert {one.item.item_id for one in with_offers(force=FORCE, team="", page=Page(9)).items} == set(listed)
    assert with_offers(force=FORCE, team="Nowhere", page=Page(9)).items == ()
