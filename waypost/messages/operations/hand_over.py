"""
Calls the provider for leased messages, several at once, with no transaction open around a call.

Threads, not coroutines: a provider's own client is called as it is, and a thread waits for its answer for nothing. Each
takes its next lease when it has answered the last, so that a call in hand is all that a stopped worker leaves in doubt.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from waypost.base.crashpoints import crashpoint
from waypost.messages.operations.claim import Lease
from waypost.messages.providers import Doubtful, Provider, RefusalKind, Refused, SendAnswer

_Answered = tuple[Lease, SendAnswer]

_GATHER_S = 0.1
"""How long an answer waits for others to be written down with it: a set costs little more than one."""


def hand_over(leases: Sequence[Lease], *, provider: Provider, threads: int) -> Iterator[Sequence[_Answered]]:
    """
    Yield the answers as they come, in sets, so that one slow call keeps no other from being written down.

    A lease too old for its call to end in time is not called for: that is a refusal of our own.
    """
    waiting, answered, clocks = deque(leases), SimpleQueue[_Answered](), _Clocks(time.monotonic(), time.time())
    callers = [
        Thread(target=_call_all, args=(waiting, answered, provider, clocks), name=f"hand-over-{number}", daemon=True)
        for number in range(min(threads, len(leases)))
    ]
    for caller in callers:
        caller.start()
    missing = len(leases)
    try:
        while missing:
            together = _gather(answered, missing)
            missing -= len(together)
            yield together
    finally:
        # Where the answers cannot be written down any more, nobody is called any more.
        waiting.clear()
        for caller in callers:
            caller.join()


def _gather(answered: SimpleQueue[_Answered], most: int) -> list[_Answered]:
    """Wait for an answer and return it with those that come soon after it."""
    together = [answered.get()]
    until = time.monotonic() + _GATHER_S
    while len(together) < most:
        try:
            together.append(answered.get(timeout=max(until - time.monotonic(), 0)))
        except Empty:
            break
    return together


@dataclass(frozen=True)
class _Clocks:
    """
    What both of this machine's clocks said when the hand-over began, in seconds.

    Whether a lease has ended is asked of the clock on the wall by every other worker, and that one can be put forward;
    one that is put back makes leases longer, never shorter.
    """

    monotonic: float
    wall: float

    def moment(self) -> float:
        """Return the monotonic moment that it is now, by the clock on which more time has passed."""
        return self.monotonic + max(time.monotonic() - self.monotonic, time.time() - self.wall)


def _call_all(waiting: deque[Lease], answered: SimpleQueue[_Answered], provider: Provider, clocks: _Clocks) -> None:
    while True:
        try:
            lease = waiting.popleft()
        except IndexError:
            return
        answered.put((lease, _answer(lease, provider, clocks)))


def _answer(lease: Lease, provider: Provider, clocks: _Clocks) -> SendAnswer:
    """Return the answer; a provider that raises after all may have sent."""
    try:
        return _call(lease, provider, clocks)
    except BaseException as error:  # noqa: BLE001 - whatever it was, somebody waits for this answer
        return Doubtful(type(error).__name__)


def _call(lease: Lease, provider: Provider, clocks: _Clocks) -> SendAnswer:
    # A worker that slept through its lease (a stopped machine, a full queue of threads) must not wake up and send.
    if clocks.moment() >= lease.call_before:
        return Refused(RefusalKind.NOT_CALLED, code="lease_too_old")
    crashpoint("send.before_call")
    answer = provider.send(lease.request)
    crashpoint("send.after_call")
    return answer
