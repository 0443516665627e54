"""Transactions that really commit: what a connection that is used again still knows, and what a deadlock undoes."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection, transaction

from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import current_force, in_force
from waypost.base.values import ForceName

ANYSHIRE, NORTH = ForceName("anyshire"), ForceName("north")

pytestmark = pytest.mark.usefixtures("committed_db")


def force_of_the_connection() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('waypost.force', true)")
        return str(cursor.fetchone()[0] or "")


def test_a_connection_that_is_used_again_knows_no_force() -> None:
    with in_force(ANYSHIRE):
        assert force_of_the_connection() == ANYSHIRE
    assert (force_of_the_connection(), current_force()) == ("", None)

    with transaction.atomic():
        assert (force_of_the_connection(), current_force()) == ("", None)
    with in_force(NORTH):
        assert force_of_the_connection() == NORTH


def test_a_transaction_that_the_database_broke_leaves_no_force_behind() -> None:
    with pytest.raises(OperationalError), in_force(ANYSHIRE), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with transaction.atomic():
        assert (force_of_the_connection(), current_force()) == ("", None)


def test_a_force_within_another_transaction_ends_with_its_block() -> None:
    with transaction.atomic():
        with in_force(ANYSHIRE):
            pass

        assert (force_of_the_connection(), current_force()) == ("", None)


def test_threads_do_not_share_a_force() -> None:
    seen: list[ForceName | None] = []

    with in_force(ANYSHIRE):
        other = Thread(target=lambda: seen.append(current_force()))
        other.start()
        other.join()

    assert seen == [None]


def both_orders(work: Callable[[list[str]], None]) -> None:
    """Let two threads lock the same two rows in opposite orders."""
    threads = [Thread(target=work, args=(order,)) for order in (["a", "b"], ["b", "a"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_work_that_a_deadlock_broke_off_is_done_again() -> None:
    first_lock_is_held = Barrier(2)
    tries: list[str] = []
    done: list[str] = []

    def locks(names: list[str]) -> None:
        tries.append(names[0])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [names[0]])
            if len(tries) <= 2:
                first_lock_is_held.wait()
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [names[1]])
        done.append(names[0])

    def work(names: list[str]) -> None:
        again_after_deadlock(lambda: locks(names))
        connection.close()

    both_orders(work)

    assert (sorted(done), len(tries)) == (["a", "b"], 3)


def test_work_inside_another_transaction_is_done_once() -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise OperationalError

    with pytest.raises(OperationalError), transaction.atomic():
        again_after_deadlock(work)

    assert tries == [1]
