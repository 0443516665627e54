"""Calls the provider for leased messages, several at once, with no transaction open anywhere."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from waypost.base.crashpoints import crashpoint
from waypost.messages.operations.claim import Lease
from waypost.messages.providers import Doubtful, Provider, RefusalKind, Refused, SendAnswer

_Answered = Sequence[tuple[Lease, SendAnswer]]


def hand_over(leases: Sequence[Lease], *, provider: Provider, threads: int) -> Iterator[_Answered]:
    """
    Yield the answers as they come, in sets, so that one slow call keeps no other from being written down.

    A lease too old for its call to end in time is not called for: that is a refusal of our own.
    """
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="hand-over") as pool:
        waiting = {pool.submit(_call, lease, provider): lease for lease in leases}
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            yield [(waiting.pop(future), _answer(future)) for future in done]


def _call(lease: Lease, provider: Provider) -> SendAnswer:
    # A worker that slept through its lease (a stopped machine, a full queue of threads) must not wake up and send.
    if time.monotonic() >= lease.call_before:
        return Refused(RefusalKind.NOT_CALLED, code="lease_too_old")
    crashpoint("send.before_call")
    answer = provider.send(lease.request)
    crashpoint("send.after_call")
    return answer


def _answer(future: Future[SendAnswer]) -> SendAnswer:
    """Return the answer; a provider that raises after all may have sent."""
    error = future.exception()
    return Doubtful(type(error).__name__) if error is not None else future.result()
