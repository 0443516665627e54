"""What many ask for at once is done by one, and nobody is forgotten."""

from threading import Event, Thread

import pytest

from waypost.base.turns import OneAtATime


def test_who_asks_meanwhile_returns_at_once_and_the_work_is_done_once_more_for_all_of_them() -> None:
    turns, begun, go_on, rounds = OneAtATime(), Event(), Event(), []

    def work() -> None:
        rounds.append(1)
        begun.set()
        go_on.wait(10)

    first = Thread(target=turns.run, args=("anyshire", work))
    first.start()
    begun.wait(10)
    for _ in range(5):
        turns.run("anyshire", work)
    assert len(rounds) == 1
    go_on.set()
    first.join(10)

    assert len(rounds) == 2


def test_one_key_does_not_wait_for_another() -> None:
    turns, done = OneAtATime(), []

    turns.run("anyshire", lambda: turns.run("elsewhere", lambda: done.append("elsewhere")))

    assert done == ["elsewhere"]


def test_after_work_that_failed_the_next_who_asks_has_a_turn() -> None:
    turns, done = OneAtATime(), []

    def fails() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        turns.run("anyshire", fails)
    turns.run("anyshire", lambda: done.append("again"))

    assert done == ["again"]
