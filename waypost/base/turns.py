"""Lets one thread of a process do what many are asked to do, so that what they would do one by one is done in sets."""

from collections.abc import Callable, Hashable
from threading import Lock
from time import sleep

_GATHER_S = 0.03
"""How long whoever is to look again waits before, so that there is more than one thing to find."""


class OneAtATime:
    """
    Does the work of a key in one thread; who asks meanwhile leaves it to that thread, which then looks again.

    For work that takes all that is due, whoever asked. Other processes have a turn of their own. If the work raises,
    who left it to that thread is not served: for them a tick must look as well.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._again: dict[Hashable, bool] = {}

    def run(self, key: Hashable, work: Callable[[], None]) -> None:
        """Do the work, or have it done; return at once if another thread is at it."""
        with self._lock:
            if key in self._again:
                self._again[key] = True
                return
            self._again[key] = False
        try:
            work()
            while self._is_asked_again(key):
                sleep(_GATHER_S)
                work()
        except BaseException:
            with self._lock:
                del self._again[key]
            raise

    def _is_asked_again(self, key: Hashable) -> bool:
        """Take note of who asked meanwhile; where nobody did, the turn ends in the same breath."""
        with self._lock:
            if self._again[key]:
                self._again[key] = False
                return True
            del self._again[key]
            return False
