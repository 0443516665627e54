"""A case and what a court says of it come at the same moment, each on a connection of its own."""

from datetime import datetime

import pytest

from tests.integration.cases.test_at_once import at_once
from tests.integration.cases.test_contributions import URN, hearing
from tests.snapshots import ALLOCATED, FORCE, RECORDED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.cases.intake import Contribution, take_contributions
from waypost.cases.models import Case, TimelineEvent

pytestmark = pytest.mark.usefixtures("committed_db")
CASES = 12


def listed() -> dict[str, int]:
    """Return how often a hearing was told in each case."""
    with in_force(FORCE):
        references = dict(Case.objects.values_list("id", "reference"))
        told = TimelineEvent.objects.filter(kind="court.hearing_listed").values_list("case_id", flat=True)
        return {reference: list(told).count(case_id) for case_id, reference in references.items()}


def number(n: int) -> str:
    return f"42CD{1000000 + n}26"


def test_a_hearing_is_told_once_whichever_is_first(now: datetime) -> None:
    owner, court = a_source("rms", now=now), a_source("courts", now=now)

    def record(n: int) -> None:
        take(owner, event(changed(RECORDED, reference=f"R{n}"), f"e{n}"), now=now)

    def hear(n: int) -> None:
        take_contributions(court, [Contribution(f"R{n}", "hearings", [hearing()])], now=now)

    for n in range(CASES):
        at_once(lambda n=n: record(n), lambda n=n: hear(n))  # type: ignore[misc]

    assert listed() == {f"R{n}": 1 for n in range(CASES)}


def test_a_hearing_is_told_once_where_the_case_is_linked_at_the_same_moment(now: datetime) -> None:
    owner, court = a_source("rms", now=now), a_source("courts", now=now)
    take(owner, *(event(changed(RECORDED, reference=f"R{n}"), f"r{n}") for n in range(CASES)), now=now)

    def link(n: int) -> None:
        take(owner, event(changed(ALLOCATED, reference=f"R{n}", linked=[number(n)]), f"e{n}"), now=now)

    def hear(n: int) -> None:
        take_contributions(court, [Contribution(number(n), "hearings", [hearing()])], now=now)

    for n in range(CASES):
        at_once(lambda n=n: link(n), lambda n=n: hear(n))  # type: ignore[misc]

    assert listed() == {f"R{n}": 1 for n in range(CASES)}


def test_batches_in_any_order_neither_lock_each_other_out_nor_tell_twice(now: datetime) -> None:
    owner, courts = a_source("rms", now=now), [a_source(f"courts-{n}", now=now) for n in range(2)]
    cases = [changed(RECORDED, reference=f"R{n}", linked=[f"{URN}-{n}"]) for n in range(CASES)]
    said = [Contribution(f"R{n}", "hearings", [hearing()]) for n in range(CASES)]
    by_number = [Contribution(f"{URN}-{n}", "hearings", [hearing("9")]) for n in range(CASES)]

    at_once(
        lambda: take(owner, *(event(one, str(one["reference"])) for one in cases), now=now),
        lambda: take_contributions(courts[0], said, now=now),
        lambda: take_contributions(courts[1], by_number[::-1], now=now),
        lambda: take_contributions(courts[0], said[::-1], now=now),
    )

    assert listed() == {f"R{n}": 1 for n in range(CASES)}
