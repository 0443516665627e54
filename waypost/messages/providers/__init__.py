"""
Who carries messages out of the house, and the words in which they answer.

The three answers that matter: it is taken, it is refused, or nobody knows. Only a refusal is tried again without
asking first. *Source:* design 1.3; trust.md findings 1 to 3.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from waypost.messages.letters import Letter
from waypost.messages.values import Channel, DeliveryStatus


@dataclass(frozen=True)
class SendRequest:
    """
    One hand-over. The recipient and the words stand in no log.

    Only an e-mail has HTML, only it and a letter a subject; `sender` is the name that it comes from, empty where that
    must not show. `letter` is there for a letter.
    """

    reference: str
    channel: Channel
    recipient: str = field(repr=False)
    body: str = field(repr=False)
    subject: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    sender: str = ""
    letter: Letter | None = None


@dataclass(frozen=True)
class Accepted:
    """The provider has the message and calls it `provider_id`; `status` is what it says of it so far."""

    provider_id: str
    status: DeliveryStatus


class RefusalKind(StrEnum):
    """Why a provider did not take a message, and so what comes next."""

    TOO_FAST = "too_fast"
    """Try again after the pause that it asks for."""
    NOT_REACHED = "not_reached"
    """No connection came about, so nothing can have been taken: try again later."""
    LATER = "later"
    """Not this message now: try again later. It says nothing of other messages."""
    RECIPIENT = "recipient"
    """There is no such number or address."""
    NOT_CALLED = "not_called"
    """We did not call at all: the lease was too old."""
    MESSAGE = "message"
    """This message is not acceptable, now or later."""
    US = "us"
    """Our key or template is not acceptable: a matter for whoever runs the system."""


@dataclass(frozen=True)
class Refused:
    """The provider certainly did not take the message. `retry_after_s` is what it asked for, if it did."""

    kind: RefusalKind
    code: str
    retry_after_s: float | None = None


@dataclass(frozen=True)
class Doubtful:
    """Nobody knows whether the provider took the message. `code` says what came instead of an answer."""

    code: str


SendAnswer = Accepted | Refused | Doubtful


@dataclass(frozen=True)
class NotFound:
    """The provider knows no message of that reference."""


LookUpAnswer = Accepted | NotFound | Doubtful


PRESUMED = frozenset({"smtp", "anymail"})
"""
Providers of which nothing comes back but, if at all, a failure: what they took counts as delivered when nothing has
come back for long enough. *Source:* design 1.3.
"""

NO_LOOK_UP = PRESUMED | {"anymail-receipts", "whatsapp"}
"""
Providers that can say nothing of what they once took: a doubt goes to a person. *Source:* trust.md finding 2.
"""


class NotSetUp(ValueError):
    """The settings of a provider are missing or cannot be right; the message says which and names no secret."""


class Provider(Protocol):
    """
    A way out.

    `timeout_s` is the longest that one call takes. `reconcile_after_s` is how long after a doubtful hand-over its
    look-up can be trusted to know. Safe to use from several threads.
    """

    name: str
    timeout_s: float
    reconcile_after_s: float

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one message over; raises nothing."""

    def look_up(self, reference: str) -> LookUpAnswer:
        """Ask what became of a reference; raises nothing."""


@dataclass(frozen=True)
class Rate:
    """How many calls a minute an account of a provider takes; `account` is the same for all forces that share it."""

    account: str
    per_minute: float


def rate_of(provider: Provider | None) -> Rate | None:
    """Return the rate that a provider names as its `rate`, None where it is set to no limit or knows none."""
    rate: Rate | None = getattr(provider, "rate", None)
    return rate
