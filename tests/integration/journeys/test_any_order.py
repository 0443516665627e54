"""
Snapshots of one case in any order, repeated and late: the record ends the same, and nothing sent contradicts it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.integration.journeys.looking import ASSIGNED, NOBODY_YET, OTHER_OFFICER, deliver_all, drain_all, visit
from tests.integration.messages.world import FakeProvider
from tests.snapshots import FORCE, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.models import Case
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts, SourceFacts
from waypost.messages.models import Message

pytestmark = pytest.mark.django_db

_MOVED = visit(starts_at="2026-11-25T09:00:00Z")
_OFF = {**_MOVED, "status": "cancelled"}
CLOSED = {
    "status": "closed",
    "officer": OTHER_OFFICER,
    "outcome": {"code": "18", "decided_at": "2026-11-20T11:00:00Z", "reason": None},
}
LIFE: Sequence[Mapping[str, Any]] = (
    NOBODY_YET,
    changed(ASSIGNED, revision=2),
    changed(ASSIGNED, revision=3, appointments=[visit()]),
    changed(ASSIGNED, revision=4, officer=OTHER_OFFICER, appointments=[visit()]),
    changed(ASSIGNED, revision=5, officer=OTHER_OFFICER, appointments=[_MOVED]),
    changed(ASSIGNED, revision=6, appointments=[_OFF], **CLOSED),
)


def is_true(template: str, item: str, case: CaseFacts) -> bool:
    """Whether a message of this template says of the case what the case says of itself."""
    booked = {appointment.id for appointment in case.appointments if appointment.status == "booked"}
    off = {appointment.id for appointment in case.appointments if appointment.status == "cancelled"}
    has_officer = case.officer is not None and case.outcome is None
    return {
        "crime_recorded_adult": True,
        "alloc_officer_assigned": has_officer,
        "alloc_officer_changed": has_officer,
        "attend_scheduled_confirmed": item in booked,
        "attend_appointment_reminder": item in booked,
        "attend_appointment_cancelled": item in off,
        "out_filed_no_suspect": case.outcome is not None,
    }[template]


@dataclass
class Life:
    """One case as snapshots of it come, and what is wrong with what was sent."""

    source: SourceFacts
    now: datetime
    events: int = 0
    left: Sequence[tuple[str, str, int | None]] = ()
    wrong: list[tuple[str, str, int | None]] = field(default_factory=list)

    def come(self, revision: Mapping[str, Any]) -> None:
        self.events += 1
        take(self.source, event(revision, f"e{self.events}"), now=self.now)

    def decide(self) -> None:
        drain_all(self.now)

    def tell(self) -> None:
        """Hand over, and compare every message that has left with the record as it is at that moment."""
        before = set(self.left)
        deliver_all(FakeProvider(), self.now)
        self.left, case = self.told(), self.case()
        self.wrong += [told for told in self.left if told not in before and not is_true(*told[:2], case)]

    def case(self) -> CaseFacts:
        with in_force(FORCE):
            case_id = CaseId(Case.objects.get().id)
        return cases_by_id([case_id], force=FORCE)[case_id]

    def told(self) -> Sequence[tuple[str, str, int | None]]:
        with in_force(FORCE):
            left = Message.objects.filter(handed_over_at__isnull=False).order_by("id")
            return list(left.values_list("template", "item", "event_number"))

    def record(self) -> object:
        with in_force(FORCE):
            row = Case.objects.get()
        return row.applied, row.revision, row.status, row.held


@contextmanager
def a_life(source: SourceFacts, now: datetime) -> Iterator[Life]:
    """Live the case and undo it: beside another record of the same crime nothing would be told of it."""
    with transaction.atomic():
        yield Life(source, now)
        transaction.set_rollback(True)


@pytest.fixture
def record_in_order(source: SourceFacts, now: datetime) -> object:
    with a_life(source, now) as life:
        for revision in LIFE:
            life.come(revision)
            life.decide()
        return life.record()


def test_a_life_in_order_tells_what_it_brings(source: SourceFacts, now: datetime) -> None:
    with a_life(source, now) as life:
        for revision in LIFE:
            life.come(revision)
            life.decide()
            life.tell()

    assert life.wrong == []
    assert [template for template, _, _ in life.left] == [
        "crime_recorded_adult",
        "alloc_officer_assigned",
        "attend_scheduled_confirmed",
        "alloc_officer_changed",
        "attend_scheduled_confirmed",
        "attend_appointment_cancelled",
    ]


_DOING = st.sampled_from(["decide", "tell", "both", "nothing", "later"])


@settings(
    max_examples=12,
    # A course is short as it is; to shrink one takes longer than to read it.
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=st.permutations(range(len(LIFE))),
    repeats=st.lists(st.integers(0, len(LIFE) - 1), max_size=4),
    doing=st.lists(_DOING, min_size=len(LIFE) + 4, max_size=len(LIFE) + 4),
)
def test_any_order_of_snapshots_leaves_one_record_and_no_message_that_contradicts_it(
    source: SourceFacts, now: datetime, record_in_order: object, order: list[int], repeats: list[int], doing: list[str]
) -> None:
    with a_life(source, now) as life:
        for number, what in zip([*order, *repeats], doing, strict=False):
            life.come(LIFE[number])
            life.now += timedelta(hours=5) if what == "later" else timedelta(minutes=1)
            if what in {"decide", "both", "later"}:
                life.decide()
            if what in {"tell", "both", "later"}:
                life.tell()
        life.now += timedelta(days=10)
        life.decide()
        life.tell()

        assert life.record() == record_in_order
        assert life.wrong == []
        assert len(life.left) == len(set(life.left))
