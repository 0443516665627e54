"""What a measurement pushes adds up, and what it says of it is so."""

import itertools
import math
from collections.abc import Sequence

import psutil
import pytest

from bench.burst import system_ms
from bench.national_day import CHANGES, CRIMES, FORCES, day_of
from bench.pipeline import Sent
from bench.pushing import Pushed
from bench.steady import waits_s
from bench.usage import Watch


def pushed(*, answered: Sequence[float] = (), handed_over: dict[int, float] | None = None) -> Pushed:
    return Pushed(
        events=4,
        seconds=2.0,
        intake_s=1.0,
        processor_s={"web": 0.004, "stub": 0.1, "generator": 0.1, "PostgreSQL": 0.008},
        peaks={},
        sent=Sent(0.0, answered, {}, {}, late=0.0, processor_s=0.1),
        handed_over=handed_over or {},
        lost=0,
        twice=0,
        not_delivered=0,
    )


@pytest.mark.parametrize("share", [1.0, 0.1, 0.01])
def test_days_of_all_forces_make_the_countrys(share: float) -> None:
    days = [day_of(force, share=share, forces=FORCES) for force in range(FORCES)]

    assert sum(day.crimes for day in days) == round(CRIMES * share)
    assert sum(day.events for day in days) == round(CRIMES * share) + round(CHANGES * share)
    assert max(day.events for day in days) - min(day.events for day in days) <= 4


def test_stub_and_generator_are_no_cost_of_the_system() -> None:
    assert system_ms(pushed()) == pytest.approx(3.0)


def test_rate_is_of_events_until_the_last_receipt() -> None:
    assert pushed().rate == 2.0


def test_wait_is_from_the_answer_to_the_first_hand_over_and_never_negative() -> None:
    run = pushed(answered=[10.0, 11.0, 12.0], handed_over={7: 10.5, 8: 10.9})

    assert waits_s(run, [7, 8, 9]) == [0.5, 0.0, math.inf]


def test_what_an_ended_process_used_is_kept() -> None:
    watch = Watch()
    with psutil.Popen(["python3", "-c", "sum(range(10**6)); input()"], stdin=-1) as child:
        watch.add("worker", child)
        before = next(used for used in (watch.processor_s()["worker"] for _ in itertools.count()) if used > 0)
        watch.forget("worker", child)
        child.kill()

    assert watch.processor_s()["worker"] >= before
    assert watch.roots["worker"] == []
