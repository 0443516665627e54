"""Work that the database broke off so that two transactions should not wait for each other for ever."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg import errors

Result = TypeVar("Result")

logger = logging.getLogger(__name__)

_TRIES = 3


def again_after_deadlock(work: Callable[[], Result]) -> Result:
    """
    Return what `work` returns; where a deadlock or a serialization failure broke it off, do it again, from the start.

    `work` opens its own transaction. Inside somebody else's it runs once: only the outermost can be repeated.

    :raises django.db.OperationalError: after three tries, or for another reason.
    """
    if connection.in_atomic_block:
        return work()
    for left in range(_TRIES - 1, -1, -1):
        try:
            return work()
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, errors.DeadlockDetected | errors.SerializationFailure):
                raise
            logger.warning("a transaction was broken off (%s) and is done again", type(error.__cause__).__name__)
    raise AssertionError("unreachable")
