"""Calling a provider for many leases: answers come in sets, and nobody is called whom nobody could write down."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from threading import Event, Timer
from uuid import uuid4

import pytest

from waypost.base.values import MessageId
from waypost.messages.operations.claim import Lease
from waypost.messages.operations.hand_over import hand_over
from waypost.messages.providers import (
    Accepted,
    Doubtful,
    LookUpAnswer,
    NotFound,
    RefusalKind,
    Refused,
    SendAnswer,
    SendRequest,
)
from waypost.messages.stops import NO_STOPS, Stoppable, Stops
from waypost.messages.values import Channel, DeliveryStatus


@dataclass
class Carrier:
    """Takes what it is given; the message "slow" only once it is let."""

    name: str = "notify"
    timeout_s: float = 5.0
    reconcile_after_s: float = 1.0
    let: Event = field(default_factory=Event)
    sent: list[str] = field(default_factory=list)

    def send(self, request: SendRequest) -> SendAnswer:
        if request.body == "slow":
            self.let.wait(20)
        if request.body == "faulty":
            raise KeyError(request.reference)
        self.sent.append(request.body)
        return Accepted("1", DeliveryStatus.CREATED)

    def look_up(self, reference: str) -> LookUpAnswer:
        return NotFound()


def nothing_stopped() -> Stops:
    return NO_STOPS


def leases(bodies: Sequence[str], *, left_s: float = 60, reference: str = "42260000001") -> list[Lease]:
    return [
        Lease(
            MessageId(uuid4()),
            1,
            SendRequest(str(uuid4()), Channel.SMS, "+447700900001", body),
            call_before=time.monotonic() + left_s,
            stoppable=Stoppable(reference, "crime-recorded", frozenset({"crime_recorded_adult"})),
        )
        for body in bodies
    ]


def test_a_slow_call_keeps_no_other_answer_waiting() -> None:
    carrier = Carrier()
    answers = hand_over(leases(["slow", "a", "b", "c"]), provider=carrier, threads=2, stops=nothing_stopped)

    assert len(next(answers)) == 3
    carrier.let.set()
    assert [lease.request.body for lease, _ in next(answers)] == ["slow"]


def test_a_lease_too_old_is_not_called_for() -> None:
    carrier = Carrier()

    ((_, answer),) = next(hand_over(leases(["a"], left_s=0), provider=carrier, threads=2, stops=nothing_stopped))

    assert answer == Refused(RefusalKind.NOT_CALLED, "lease_too_old")
    assert carrier.sent == []


def test_a_lease_that_a_clock_put_forward_has_ended_is_not_called_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # To every other worker of this machine, or of one whose clock was right all the time, the lease is over.
    carrier, real = Carrier(), time.time
    answers = hand_over(leases(["a", "slow", "b"]), provider=carrier, threads=1, stops=nothing_stopped)
    assert [lease.request.body for lease, _ in next(answers)] == ["a"]

    monkeypatch.setattr(time, "time", lambda: real() + 300)
    carrier.let.set()

    assert [answer for together in answers for _, answer in together][-1] == Refused(
        RefusalKind.NOT_CALLED, "lease_too_old"
    )
    assert carrier.sent == ["a", "slow"]


def test_a_provider_that_raises_after_all_may_have_sent() -> None:
    ((_, answer),) = next(hand_over(leases(["faulty"]), provider=Carrier(), threads=2, stops=nothing_stopped))

    assert answer == Doubtful("KeyError")


def test_nobody_is_called_any_more_once_answers_cannot_be_written_down() -> None:
    carrier = Carrier()
    answers = hand_over(leases(["a", "slow", *["b"] * 50]), provider=carrier, threads=1, stops=nothing_stopped)

    assert [lease.request.body for lease, _ in next(answers)] == ["a"]
    Timer(0.2, carrier.let.set).start()
    answers.close()  # type: ignore[attr-defined]  # it is a generator

    assert carrier.sent == ["a", "slow"]


def test_after_a_stop_no_more_leave_than_were_in_hand() -> None:
    carrier = Carrier()

    def stops() -> Stops:
        return Stops(is_force_stopped=len(carrier.sent) >= 1)

    sets = hand_over(leases(["a"] * 100), provider=carrier, threads=8, stops=stops)
    answers = [answer for together in sets for _, answer in together]

    assert len(carrier.sent) <= 24
    assert answers.count(Refused(RefusalKind.NOT_CALLED, "stopped")) == 100 - len(carrier.sent)


def test_a_stop_of_one_case_keeps_nobody_else_waiting() -> None:
    carrier, stops = Carrier(), Stops(cases=frozenset({"42260000002"}))
    mixed = [*leases(["stopped"], reference="42260000002"), *leases(["a", "b"])]

    answers = [*chain(*hand_over(mixed, provider=carrier, threads=1, stops=lambda: stops))]

    assert (len(answers), carrier.sent) == (3, ["a", "b"])
