"""Threads that write at the same time share one write; each learns what became of its own item."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from waypost.base.gathering import Gathering


def test_who_comes_alone_writes_at_once() -> None:
    gathering: Gathering[int, int] = Gathering(lambda items: [item * 2 for item in items], most=10)
    assert gathering.put(4) == 8


def test_those_who_come_meanwhile_are_written_together_each_with_its_own_result() -> None:
    first_writes, go_on = Event(), Event()
    sets: list[Sequence[int]] = []

    def write(items: Sequence[int]) -> Sequence[int]:
        sets.append(items)
        if items == [0]:
            first_writes.set()
            go_on.wait(20)
        return [item * 2 for item in items]

    gathering = Gathering(write, most=100)
    with ThreadPoolExecutor(max_workers=9) as pool:
        first = pool.submit(gathering.put, 0)
        first_writes.wait(20)
        others = [pool.submit(gathering.put, number) for number in range(1, 9)]
        while len(gathering._waiting) < 8:  # until all of them stand there
            pass
        go_on.set()

        assert [first.result(), *(other.result() for other in others)] == list(range(0, 18, 2))
    assert [len(items) for items in sets] == [1, 8]


def test_a_set_is_no_larger_than_allowed() -> None:
    sizes: list[int] = []

    def write(items: Sequence[int]) -> Sequence[int]:
        sizes.append(len(items))
        return items

    gathering = Gathering(write, most=2)
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert sorted(pool.map(gathering.put, range(40))) == list(range(40))
    assert max(sizes) <= 2


def test_a_write_that_fails_fails_for_those_in_it_and_for_nobody_after() -> None:
    def write(items: Sequence[str]) -> Sequence[str]:
        if "bad" in items:
            raise OSError("the disk is full")
        return items

    gathering = Gathering(write, most=10)
    with pytest.raises(OSError, match="the disk is full"):
        gathering.put("bad")
    assert gathering.put("good") == "good"
