"""How fast, how long, how often: every number of delivery, and the rules that use them. Pure. Times in seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.messages.values import AnswerKind, MessageState, Reason, Verdict

MOST_ATTEMPTS = 3
"""Hand-overs of one message, each after a final failure that may pass (domain.md Q22)."""

MOST_TRIES_IN_VAIN = 10
"""Calls for one hand-over that all came to nothing, each asked about; after them the provider never will."""

PROVIDER_REMEMBERS = timedelta(days=7)
"""How long a provider can say what became of an attempt; after it, "not found" says nothing."""

_FIRST_PAUSE_S = 5.0
_LONGEST_PAUSE_S = 15 * 60.0
_SHORTEST_HOLD = timedelta(minutes=15)
_LONGEST_HOLD = timedelta(hours=6)
_RECEIPT_DUE = timedelta(hours=6)
_CALLS_IN_A_ROW = 7
_NEVER = timedelta(days=3650)


@dataclass(frozen=True)
class Pace:
    """
    How one worker goes through the messages of one force.

    `batch` messages are leased at a time and handed over by `threads` at once; after `rounds` batches the next
    force has its turn.
    """

    batch: int = 200
    threads: int = 8
    rounds: int = 10

    @property
    def calls_under_a_lease(self) -> int:
        """
        How many calls a lease leaves time for, should every one be as slow as it may.

        What there was no time for goes back to the queue. A longer lease would keep a dead worker's messages waiting.
        """
        return self.threads * _CALLS_IN_A_ROW


@dataclass(frozen=True)
class Next:
    """Where a message goes, and when it is looked at next."""

    state: MessageState
    due_at: datetime


def lease_s(timeout_s: float, *, calls: int, threads: int) -> float:
    """
    Return how long a lease lasts: every thread's share of the calls at the slowest, and one call more.

    A call that could not end within the lease is never begun (`hand_over`), so after it no call is under way.
    """
    shares = -(-calls // threads)
    return timeout_s * (shares + 1)


def pause_s(tries: int, *, asked_s: float | None, spread: float) -> float:
    """
    Return how long to wait before trying again: growing with `tries`, jittered, never less than was asked for.

    `spread` is a random number from 0 to 1.
    """
    growing: float = min(_FIRST_PAUSE_S * 2.0 ** min(tries - 1, 20), _LONGEST_PAUSE_S)
    return max(growing * (0.5 + spread), (asked_s or 0.0) * (1 + spread / 10))


def next_after(verdict: Verdict, *, not_before: datetime | None, planned_at: datetime, now: datetime) -> Next:
    """Return where the gates' verdict takes a message that nobody has leased."""
    outcome = verdict.outcome
    match outcome.kind:
        case AnswerKind.HOLD if outcome.reason is Reason.SOURCE_STALE:
            # A source may be back at any moment, and what waits for it has little time.
            return Next(MessageState.HELD, now + _SHORTEST_HOLD)
        case AnswerKind.HOLD:
            return Next(MessageState.HELD, now + ask_again_in(now - planned_at))
        case AnswerKind.ASK:
            return Next(MessageState.AWAITING_APPROVAL, now + ask_again_in(now - planned_at))
        case AnswerKind.SUPPRESS:
            is_late = outcome.reason is Reason.TOO_LATE
            return Next(MessageState.EXPIRED if is_late else MessageState.SUPPRESSED, now)
        case AnswerKind.WAIT | AnswerKind.PASS:
            due_at = max(moment for moment in (now, not_before, outcome.until) if moment is not None)
            return Next(MessageState.PLANNED if due_at > now else MessageState.QUEUED, due_at)


def ask_again_in(age: timedelta) -> timedelta:
    """Return how soon the gates of a held message are asked again: what has long been held seldom changes."""
    return min(max(age / 4, _SHORTEST_HOLD), _LONGEST_HOLD)


NO_BOUNCE = timedelta(hours=24)
"""After this long without word an e-mail counts as delivered (design 1.3)."""


def look_again_in(age: timedelta, *, has_word: bool) -> timedelta:
    """Return how soon a message that was handed over is looked at again: for a receipt, or because none ever comes."""
    return ask_for_receipt_in(age) if has_word else NO_BOUNCE - age


def ask_for_receipt_in(age: timedelta) -> timedelta:
    """Return how soon a provider is asked for a receipt that did not come; it forgets after a week."""
    return _RECEIPT_DUE if age < PROVIDER_REMEMBERS else _NEVER


MEND_SHOWS_IN = timedelta(minutes=15)
"""After somebody says that something is put right, the crime system has this long to show it."""
