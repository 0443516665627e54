"""Makes the exact words that are sent, from a template and the facts of the moment. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import smsutil

from waypost.base.clock import LONDON
from waypost.messages import syntax
from waypost.messages.placeholders import PLACEHOLDERS
from waypost.messages.sanitise import clean, to_gsm
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Channel

# Notify accepts at most 4 SMS parts; longer ones are rejected, not cut.
MOST_SMS_PARTS = 4


class CannotRender(ValueError):
    """
    The text cannot be made from what is known. The message names the template and the placeholder, no
    value.
    """


@dataclass(frozen=True)
class Rendered:
    """Exactly what is sent, and the values that it was made of."""

    body: str
    values: Mapping[str, str]
    sms_parts: int

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes sent."""
        return hashlib.sha256(self.body.encode()).hexdigest()


def render_sms(
    template: MessageTemplate, *, values: Mapping[str, str], flags: Mapping[str, bool], discreet: bool
) -> Rendered:
    """
    Return the SMS that `template` makes of `values`.

    :raises CannotRender: if there is no such wording, a value is missing or empty, or the text is over 4
    parts.
    """
    parts = wording_for(template, channel=Channel.SMS, discreet=discreet)
    needed = _needed(template, parts, flags=flags)
    used = {name: _safe_value(template, name, values.get(name, "")) for name in needed}
    body = syntax.fill(parts, values=used, flags=flags)
    count = sms_parts(body)
    if count > MOST_SMS_PARTS:
        raise CannotRender(f"{template.id}: {count} SMS parts, {MOST_SMS_PARTS} are allowed")
    return Rendered(body=body, values=used, sms_parts=count)


def wording_for(template: MessageTemplate, *, channel: Channel, discreet: bool) -> tuple[syntax.Part, ...]:
    """
    Return the parts of the text for one recipient.

    :raises CannotRender: if there is no such text.
    """
    wording = template.wordings.get(channel)
    parts = wording and (wording.discreet if discreet else wording.text)
    if not parts:
        raise CannotRender(f"{template.id}: no {'discreet ' if discreet else ''}text for {channel.value}")
    return parts


def sms_parts(body: str) -> int:
    """Return how many SMS a text is billed and sent as."""
    return len(smsutil.split(body).parts)


def appointment_date(starts_at: datetime) -> str:
    """Return the day as a person says it, e.g. `Thursday 26 November`, in the time of England and Wales."""
    local = starts_at.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B}"


def appointment_time(starts_at: datetime, ends_at: datetime | None) -> str:
    """
    Return the window in the way GOV.UK writes times, e.g. `10am to 12:30pm`, or `at 10am` without an end.
    """
    if ends_at is None or ends_at <= starts_at:
        return f"at {_clock_time(starts_at)}"
    return f"{_clock_time(starts_at)} to {_clock_time(ends_at)}"


def _clock_time(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    if (local.hour, local.minute) == (0, 0):
        return "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def _safe_value(template: MessageTemplate, name: str, value: str) -> str:
    rule = PLACEHOLDERS.get(name)
    if rule is None:
        raise CannotRender(f"{template.id}: unknown placeholder {name}")
    safe = value if rule.is_ours else to_gsm(clean(value, longest=rule.longest))
    if not safe:
        raise CannotRender(f"{template.id}: no value for {name}")
    return safe


def _needed(template: MessageTemplate, parts: tuple[syntax.Part, ...], *, flags: Mapping[str, bool]) -> list[str]:
    try:
        return sorted(set(syntax.names_where(parts, flags=flags)))
    except KeyError as unknown:
        raise CannotRender(f"{template.id}: unknown flag {unknown}") from None
