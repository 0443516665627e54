"""
Calls the provider for leased messages, several at once, with no transaction open around a call.

Threads, not coroutines: a provider's own client is called as it is, and a thread waits for its answer for nothing. Each
takes its next lease when it has answered the last, so that a call in hand is all that a stopped worker leaves in doubt.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from waypost.base.crashpoints import crashpoint
from waypost.messages.operations.claim import Lease
from waypost.messages.providers import Doubtful, Provider, RefusalKind, Refused, SendAnswer
from waypost.messages.stops import Stops

_Answered = tuple[Lease, SendAnswer]

_MOST_IN_HAND = 24
"""
How many calls are given out before anybody looks again whether they were stopped: so many more leave a worker at most.

*Source:* trust.md T21: after a stop fewer than 50 leave.
"""
_GATHER_S = 0.1
"""How long an answer waits for others to be written down with it: a set costs little more than one."""


def hand_over(
    leases: Sequence[Lease], *, provider: Provider, threads: int, stops: Callable[[], Stops]
) -> Iterator[Sequence[_Answered]]:
    """
    Yield the answers as they come, in sets, so that one slow call keeps no other from being written down.

    A lease too old for its call to end in time is not called for: that is a refusal of our own; so is one that somebody
    has stopped meanwhile. `stops` is asked before each few calls, so that no more than those leave after a stop.
    """
    coming, waiting = deque(leases), SimpleQueue[Lease | None]()
    answered, clocks = SimpleQueue[_Answered](), _Clocks(time.monotonic(), time.time())
    callers = [
        Thread(target=_call_all, args=(waiting, answered, provider, clocks), name=f"hand-over-{number}", daemon=True)
        for number in range(min(threads, len(leases)))
    ]
    for caller in callers:
        caller.start()
    in_hand = 0
    try:
        while coming or in_hand:
            in_hand += _give_out(coming, waiting, answered, stops(), most=max(_MOST_IN_HAND, threads) - in_hand)
            together = _gather(answered, in_hand)
            in_hand -= len(together)
            yield together
    finally:
        # Where the answers cannot be written down any more, nobody is called any more.
        _empty(waiting)
        for _ in callers:
            waiting.put(None)
        for caller in callers:
            caller.join()


def _give_out(
    coming: deque[Lease],
    waiting: SimpleQueue[Lease | None],
    answered: SimpleQueue[_Answered],
    stops: Stops,
    *,
    most: int,
) -> int:
    """Give the callers their next few leases; of what is stopped nobody calls. Return how many will be answered."""
    given, called = 0, 0
    while coming and called < most:
        lease, given = coming.popleft(), given + 1
        if stops.reason_for(lease.stoppable) is None:
            waiting.put(lease)
            called += 1
        else:
            answered.put((lease, Refused(RefusalKind.NOT_CALLED, code="stopped")))
    return given


def _empty(waiting: SimpleQueue[Lease | None]) -> None:
    try:
        while True:
            waiting.get_nowait()
    except Empty:
        return


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


def _call_all(
    waiting: SimpleQueue[Lease | None], answered: SimpleQueue[_Answered], provider: Provider, clocks: _Clocks
) -> None:
    while (lease := waiting.get()) is not None:
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
