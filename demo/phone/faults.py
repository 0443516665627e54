"""How the phone misbehaves when a test asks it to: which fault the next calls meet."""

import threading
from collections import deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from demo.phone.values import Status


class FaultKind(StrEnum):
    """What a call meets. The `accepted_` ones keep the message first and then fail to say so."""

    ERROR_500 = "500"
    ERROR_503 = "503"
    TOO_MANY = "429"
    HANG = "hang"
    RESET = "reset"
    ACCEPTED_500 = "accepted_500"
    ACCEPTED_HANG = "accepted_hang"
    ACCEPTED_RESET = "accepted_reset"
    NO_SUCH_MAILBOX = "550"
    NOT_NOW = "450"


class Calls(StrEnum):
    """Which calls a fault waits for."""

    SEND = "send"
    LOOK_UP = "lookup"
    SMTP = "smtp"
    ANY = "any"


class BadFault(ValueError):
    """The order for faults holds a word or a value that README.md does not know."""


@dataclass(frozen=True)
class Fault:
    """One fault for one call. `seconds` is how long a hang lasts, or what Retry-After says."""

    kind: FaultKind
    calls: Calls
    seconds: float

    @property
    def keeps_message(self) -> bool:
        """Whether the message of the call is kept before it fails."""
        return self.kind.startswith("accepted")


@dataclass(frozen=True)
class ReceiptRule:
    """Whether receipts come, how soon, and which numbers or addresses end otherwise than delivered."""

    enabled: bool
    delay_s: float
    statuses: Mapping[str, Status] = field(default_factory=dict)


class Faults:
    """What was ordered and not met yet. Safe to use from several threads."""

    def __init__(self, *, receipt_delay_s: float) -> None:
        self._lock = threading.Lock()
        self._delay_s = receipt_delay_s
        self.clear()

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._waiting: deque[Fault] = deque()
            self.lookup_lag_s = 0.0
            self.receipts = ReceiptRule(enabled=True, delay_s=self._delay_s)

    def order(self, wish: Mapping[str, Any]) -> None:
        """
        Take an order as README.md describes it.

        :raises BadFault: and nothing of the order is taken.
        """
        try:
            waiting = [fault for item in wish.get("next", []) for fault in _faults(item)]
            lag = float(wish.get("lookup_lag_s", self.lookup_lag_s))
            receipts = _receipts(wish.get("receipts", {}), now=self.receipts)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadFault(str(error)) from error
        with self._lock:
            self._waiting.extend(waiting)
            self.lookup_lag_s, self.receipts = lag, receipts

    def take(self, calls: Calls) -> Fault | None:
        """Return the fault that the next call of this kind meets, and strike it off."""
        return self.take_at(calls, set(FaultKind))

    def take_at(self, calls: Calls, kinds: Set[FaultKind]) -> Fault | None:
        """Return the fault of one of these kinds that the next call meets, and strike it off."""
        with self._lock:
            for fault in self._waiting:
                if fault.calls in {calls, Calls.ANY} and fault.kind in kinds:
                    self._waiting.remove(fault)
                    return fault
        return None

    def as_json(self) -> dict[str, Any]:
        """Return what stands, in the words of an order."""
        with self._lock:
            waiting: Sequence[Fault] = list(self._waiting)
        return {
            "next": [{"kind": f.kind, "on": f.calls, "seconds": f.seconds, "count": 1} for f in waiting],
            "lookup_lag_s": self.lookup_lag_s,
            "receipts": {
                "enabled": self.receipts.enabled,
                "delay_s": self.receipts.delay_s,
                "statuses": dict(self.receipts.statuses),
            },
        }


def _faults(item: Mapping[str, Any]) -> list[Fault]:
    kind = FaultKind(str(item["kind"]))
    seconds = float(item.get("retry_after", item.get("seconds", 1)))
    fault = Fault(kind=kind, calls=Calls(item.get("on", Calls.SEND)), seconds=seconds)
    return [fault] * int(item.get("count", 1))


def _receipts(item: Mapping[str, Any], *, now: ReceiptRule) -> ReceiptRule:
    statuses = {address: Status(status) for address, status in item.get("statuses", now.statuses).items()}
    return ReceiptRule(
        enabled=bool(item.get("enabled", now.enabled)),
        delay_s=float(item.get("delay_s", now.delay_s)),
        statuses=statuses,
    )
