"""Requests that come at one moment are taken together, and none suffers for another."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, Lock

import pytest

from waypost.base.values import ForceName
from waypost.cases.values import SourceFacts, SourceState
from waypost.connectors.push.line import MOST_TOGETHER, Line

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Poison(ValueError):
    """What cannot be taken."""


class Till:
    """Takes texts; the first time it waits until it is let go, so that others come meanwhile."""

    def __init__(self) -> None:
        self.begun, self.go_on = Event(), Event()
        self.sets: list[list[str]] = []
        self._lock = Lock()

    def take(self, _source: SourceFacts, texts: Sequence[str], _now: datetime) -> Sequence[str]:
        with self._lock:
            self.sets.append(list(texts))
        if not self.begun.is_set():
            self.begun.set()
            assert self.go_on.wait(20)
        if "poison" in texts:
            raise Poison
        return [f"{text} taken" for text in texts]


def a_source(number: int = 1) -> SourceFacts:
    return SourceFacts(number, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)


def queued(till: Till, texts: Sequence[str], pool: ThreadPoolExecutor) -> list[Future[str]]:
    """Return the answers of `texts`, of which all but the first came while the first was being taken."""
    line = Line(till.take)
    first = pool.submit(line.take, a_source(), texts[0], now=NOW)
    assert till.begun.wait(20)
    arrived: list[Future[str]] = []
    for place, text in enumerate(texts[1:], start=1):
        arrived.append(pool.submit(line.take, a_source(), text, now=NOW))
        while len(line._waiting.get(1, ())) < place:
            pass
    till.go_on.set()
    return [first, *arrived]


def test_who_comes_while_another_is_taken_is_taken_with_all_who_came() -> None:
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


def test_after_a_failure_the_line_is_free() -> None:
    till = Till()
    till.begun.set()
    line = Line(till.take)

    with pytest.raises(Poison):
        line.take(a_source(), "poison", now=NOW)

    assert line.take(a_source(), "t1", now=NOW) == "t1 taken"


def test_sources_do_not_wait_for_one_another() -> None:
    till = Till()
    line = Line(till.take)

    with ThreadPoolExecutor(1) as pool:
        held_up = pool.submit(line.take, a_source(1), "t0", now=NOW)
        assert till.begun.wait(20)

        assert line.take(a_source(2), "t1", now=NOW) == "t1 taken"

        till.go_on.set()
        assert held_up.result(20) == "t0 taken"


def test_no_set_is_larger_than_its_bound() -> None:
    till, texts = Till(), [f"t{n}" for n in range(MOST_TOGETHER + 5)]

    with ThreadPoolExecutor(len(texts)) as pool:
        for one in queued(till, texts, pool):
            one.result(20)

    assert max(len(taken) for taken in till.sets) == MOST_TOGETHER
