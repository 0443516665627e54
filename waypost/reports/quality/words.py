"""Short names for what stops messages, for pictures and tables. Pure."""

from collections.abc import Mapping
from typing import Final

from waypost.messages.values import Channel, Owner
from waypost.reports.quality.causes import Cause, Remedy

WAYS: Final[Mapping[str, str]] = {
    Channel.SMS.value: "Text message",
    Channel.EMAIL.value: "E-mail",
    Channel.LETTER.value: "Letter",
}
WHO: Final[Mapping[Owner, str]] = {
    Owner.OIC: "the officer in the case",
    Owner.SUPERVISOR: "a supervisor",
    Owner.RECORDS: "the records team",
}
MISSING: Final[Mapping[str, str]] = {
    "no_mobile": "No mobile number on record",
    "no_email": "No e-mail address on record",
    "no_address": "No postal address on record",
}
REMEDIES: Final[Mapping[Remedy, str]] = {
    Remedy.MEND: "put the record right",
    Remedy.ASK: "ask or decide, and put down what holds",
    Remedy.NONE: "nothing to mend: a person tells them",
}


def label(cause: Cause) -> str:
    """Return a few words for a cause: its rule, its code and the way of telling that it stops."""
    if cause.key in MISSING:
        return MISSING[cause.key]
    code = cause.key.removesuffix(f"_{cause.channel}") if cause.channel else cause.key
    words = code.replace("_", " ").replace("email", "e-mail")
    way = f" ({WAYS[cause.channel].lower()})" if cause.channel else ""
    return f"{cause.rule} {words}{way}".strip()


def what_to_do(cause: Cause) -> str:
    """Return what can be done; a way that the victim did not agree to is no fault of the record."""
    if cause.remedy is Remedy.NONE and cause.channel:
        return "nothing to mend: use a way that was agreed"
    return REMEDIES[cause.remedy]


def who(cause: Cause) -> str:
    """Return who mends it."""
    return WHO.get(cause.owner, WHO[Owner.RECORDS])
