"""Items that come at one moment are taken together, and none suffers for another."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock

import pytest

from waypost.base.gathering import Gathering

MOST = 20


class Poison(ValueError):
    """What cannot be taken."""


class Till:
    """Takes texts; the first time it waits until it is let go, so that others come meanwhile."""

    def __init__(self) -> None:
        self.begun, self.go_on = Event(), Event()
        self.sets: list[list[str]] = []
        self._lock = Lock()

    def take(self, texts: Sequence[str]) -> Sequence[str]:
        with self._lock:
            self.sets.append(list(texts))
        if not self.begun.is_set():
            self.begun.set()
            assert self.go_on.wait(20)
        if "poison" in texts:
            raise Poison
        if "end" in texts:
            raise SystemExit
        return [f"{text} taken" for text in texts]


def queued(till: Till, texts: Sequence[str], pool: ThreadPoolExecutor) -> list[Future[str]]:
    """Return the answers of `texts`, of which all but the first came while the first was being taken."""
    gathering = Gathering(till.take, most=MOST)
    first = pool.submit(gathering.put, texts[0], group=1)
    assert till.begun.wait(20)
    arrived: list[Future[str]] = []
    for place, text in enumerate(texts[1:], start=1):
        arrived.append(pool.submit(gathering.put, text, group=1))
        while len(gathering._waiting.get(1, ())) < place:
            pass
    till.go_on.set()
    return [first, *arrived]


def test_who_comes_alone_is_taken_at_once() -> None:
    gathering: Gathering[int, int] = Gathering(lambda items: [item * 2 for item in items], most=10)

    assert gathering.put(4, group=None) == 8


def test_who_comes_while_another_is_taken_is_taken_with_all_who_came_each_with_its_own_result() -> None:
    till, texts = Till(), [f"t{n}" for n in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = [one.result(20) for one in queued(till, texts, pool)]

    assert answers == [f"{text} taken" for text in texts]
    assert till.sets == [["t0"], texts[1:]]


def test_one_that_cannot_be_taken_fails_alone() -> None:
    till, texts = Till(), ["t0", "t1", "poison", "t3"]

    with ThreadPoolExecutor(4) as pool:
        first, one, bad, other = queued(till, texts, pool)

        assert [first.result(20), one.result(20), other.result(20)] == ["t0 taken", "t1 taken", "t3 taken"]
        with pytest.raises(Poison):
            bad.result(20)


def test_after_a_failure_the_next_is_taken() -> None:
    till = Till()
    till.begun.set()
    gathering = Gathering(till.take, most=MOST)

    with pytest.raises(Poison):
        gathering.put("poison", group=1)

    assert gathering.put("t1", group=1) == "t1 taken"


def test_nobody_waits_for_a_thread_that_is_told_to_end() -> None:
    till, texts = Till(), ["t0", "end", "t2"]

    with ThreadPoolExecutor(3) as pool:
        first, ended, other = queued(till, texts, pool)

        assert (first.result(20), other.result(20)) == ("t0 taken", "t2 taken")
        with pytest.raises(SystemExit):
            ended.result(20)


def test_groups_do_not_wait_for_one_another() -> None:
    till = Till()
    gathering = Gathering(till.take, most=MOST)

    with ThreadPoolExecutor(1) as pool:
        held_up = pool.submit(gathering.put, "t0", group=1)
        assert till.begun.wait(20)

        assert gathering.put("t1", group=2) == "t1 taken"

        till.go_on.set()
        assert held_up.result(20) == "t0 taken"


def test_no_set_is_larger_than_its_bound() -> None:
    till, texts = Till(), [f"t{n}" for n in range(MOST + 5)]

    with ThreadPoolExecutor(len(texts)) as pool:
        for one in queued(till, texts, pool):
            one.result(20)

    assert max(len(taken) for taken in till.sets) == MOST
