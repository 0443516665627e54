"""Two workers that add to the timelines of the same cases at once: neither waits in a circle, no number is twice."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from tests.integration.messages.test_at_once import while_uncommitted
from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.models import Case, TimelineEvent
from waypost.cases.operations import NewEvent, append_events


def two_cases(now: datetime) -> Sequence[CaseId]:
    """Return two cases by their references, in the order in which all lock; that of their ids is the other one."""
    for number, reference in enumerate(("R2", "R1")):
        take(a_source(f"rms-{number}", now=now), event(changed(RECORDED, reference=reference), "e1"), now=now)
    with in_force(FORCE):
        return [CaseId(case_id) for case_id in Case.objects.order_by("reference").values_list("id", flat=True)]


@pytest.mark.usefixtures("committed_db")
def test_two_workers_that_add_to_the_same_cases_wait_for_each_other_and_not_in_a_circle(now: datetime) -> None:
    first, second = two_cases(now)
    assert first > second
    with in_force(FORCE):
        before = dict(Case.objects.values_list("id", "events"))
    numbers: list[Sequence[int]] = []

    def add(*cases: CaseId) -> None:
        events = [(case_id, NewEvent("message.sent", now)) for case_id in cases]
        numbers.append(append_events(events, force=FORCE, now=now))

    while_uncommitted(lambda: add(first), lambda: add(second, first, second), then=lambda: add(second))

    of_first, of_second = before[first], before[second]
    assert numbers == [[of_first + 1], [of_second + 1], [of_second + 2, of_first + 2, of_second + 3]]
    with in_force(FORCE):
        assert dict(Case.objects.values_list("id", "events")) == {first: of_first + 2, second: of_second + 3}
        assert TimelineEvent.objects.filter(kind="message.sent").count() == 5
