"""What comes through the door, before anybody looks into the case itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from waypost.base.values import JsonValue


class Form(StrEnum):
    """The two ways in which CloudEvents may be sent: alone, or up to 500 together."""

    SINGLE = "application/cloudevents+json"
    BATCH = "application/cloudevents-batch+json"


@dataclass(frozen=True)
class Envelope:
    """One CloudEvent whose own attributes are in order; `data` is not looked into yet."""

    id: str
    source: str
    type: str
    subject: str | None
    time: datetime | None
    data: JsonValue
    raw: bytes


@dataclass(frozen=True)
class Rejection:
    """An event that is not taken, and why. The sentence names the field and holds no value of it."""

    id: str | None
    error: str


class Refused(ValueError):
    """The request as a whole is not taken; the message is the sentence that the sender reads."""

    status: ClassVar[int]


class WrongType(Refused):
    """The body is in a form that this door does not read."""

    status = 415


class UnknownKey(Refused):
    """No key, or one that no source has."""

    status = 401


class TooLarge(Refused):
    """More than 5 MiB, or more than 500 events."""

    status = 413


class NotCloudEvents(Refused):
    """Not JSON, or not CloudEvents."""

    status = 400


class WrongForce(Refused):
    """The key may not speak for the force of one of the events."""

    status = 403


class Later(Refused):
    """The request may be right, and is not taken now: the source tries again after `retry_after_s` seconds."""

    def __init__(self, sentence: str, *, retry_after_s: int) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class TooFast(Later):
    """The source sends faster than it may."""

    status = 429


class Paused(Later):
    """People have paused the source: what it sends is taken later."""

    status = 503
