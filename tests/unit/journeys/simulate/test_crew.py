"""Processes that share work: in order, few pieces under way, none left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from waypost.journeys.simulate.crew import Crew, LostWorker


def doubled(number: int) -> int:
    time.sleep(0.01 * (number % 3))
    return 2 * number


def killed(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_answers_come_in_the_order_of_the_pieces_whoever_is_quicker() -> None:
    with Crew(doubled, processes=3) as crew:
        assert list(crew.answers(range(50))) == [2 * number for number in range(50)]


def test_only_a_few_pieces_are_under_way_so_that_memory_stays_flat() -> None:
    asked = []

    def pieces() -> Iterator[int]:
        for number in range(100):
            asked.append(number)
            yield number

    with Crew(doubled, processes=2) as crew:
        next(crew.answers(pieces()))
        assert len(asked) <= 2 * 2 + 1


def test_no_process_is_left_when_the_work_is_done_or_broken_off() -> None:
    before = children()

    def break_off() -> None:
        with Crew(doubled, processes=2) as crew:
            next(crew.answers(range(100)))
            raise KeyboardInterrupt

    with Crew(doubled, processes=2) as crew:
        list(crew.answers(range(4)))
    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert children() <= before


def test_a_process_that_dies_ends_the_work_with_a_plain_sentence() -> None:
    with pytest.raises(LostWorker, match="Start it again"), Crew(killed, processes=2) as crew:
        list(crew.answers(range(10)))


def test_who_is_killed_leaves_no_process_behind() -> None:
    program = (
        "import os, time; from waypost.journeys.simulate.crew import Crew\n"
        "with Crew(lambda n: n, processes=2) as crew:\n"
        "    next(crew.answers(range(10)))\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
    )
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.readline()
    theirs = psutil.Process(running.pid).children()
    assert len(theirs) == 2

    running.kill()
    running.wait()
    running.stdout.close()

    _, alive = psutil.wait_procs(theirs, timeout=20)
    assert not alive
