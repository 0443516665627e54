"""A message's text and rules as data: read from content, checked on the way in, never changed after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from waypost.base.values import JsonValue
from waypost.messages import syntax
from waypost.messages.values import Channel, MessageClass, SendMode


@dataclass(frozen=True)
class Wording:
    """The text for one channel: as everybody gets it, and as somebody gets it whose plan is discreet."""

    text: tuple[syntax.Part, ...]
    discreet: tuple[syntax.Part, ...] | None


@dataclass(frozen=True)
class MessageTemplate:
    """
    One version of one message.

    `mode_enhanced` is the mode for a victim with enhanced rights, where it is another: they are owed more care
    than this text. `duty` is the id of the duty that it serves (domain.md 1.4) or None. After `valid_for` from
    when it was planned the message is of no use, unless the intent says otherwise.
    """

    id: str
    version: int
    language: str
    mode: SendMode
    mode_enhanced: SendMode
    message_class: MessageClass
    duty: str | None
    valid_for: timedelta
    wordings: Mapping[Channel, Wording] = field(default_factory=dict)


def read_template(body: Mapping[str, JsonValue], *, version: int) -> MessageTemplate:
    """
    Return the template that a content file's `body` describes.

    :raises BadText: if a text cannot be parsed. `lint.py` says so with the line, before the file is loaded.
    """
    return MessageTemplate(
        id=str(body["id"]),
        version=version,
        language=str(body["language"]),
        mode=SendMode(str(body["mode"])),
        mode_enhanced=SendMode(str(body.get("mode_enhanced", body["mode"]))),
        message_class=MessageClass(str(body["class"])),
        duty=str(body["duty"]) if body.get("duty") else None,
        valid_for=timedelta(hours=float(str(body["valid_for_hours"]))),
        wordings={channel: _wording(body, channel) for channel in Channel if channel.value in body},
    )


def _wording(body: Mapping[str, JsonValue], channel: Channel) -> Wording:
    discreet = body.get(f"{channel.value}_discreet")
    return Wording(
        text=syntax.parse(one_line(str(body[channel.value]))),
        discreet=syntax.parse(one_line(str(discreet))) if discreet else None,
    )


def one_line(text: str) -> str:
    """Return a text as it is sent in an SMS: YAML's line ends are for the editor's eyes."""
    return " ".join(text.split())
