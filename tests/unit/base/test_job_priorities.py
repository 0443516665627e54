"""Which of the jobs that wait goes first."""

from procrastinate.contrib.django import app

from waypost.base.queue import Priority


def priority(job: str) -> int:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    return app.tasks[job].priority


def test_what_tells_somebody_goes_before_what_decides_and_clocks_come_after_both() -> None:
    assert priority("deliver") > priority("drain") > priority("run_clocks") > priority("escalate_items")


def test_no_load_keeps_the_ticks_from_finding_what_was_not_woken() -> None:
    ticks = ("deliver_tick", "tick_journeys", "tick_duties", "take_answers_tick", "tick_hand_out")

    assert {priority(tick) for tick in ticks} == {max(Priority)}


def test_a_job_that_is_woken_has_the_priority_of_its_task() -> None:
    assert app.configure_task("drain", queueing_lock="drain:x").job.priority == Priority.DRAIN
