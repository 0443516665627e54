"""Checks one message of the right shape, by itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from waypost.messages.lint.lengths import check_lengths
from waypost.messages.lint.letters import check_letters
from waypost.messages.lint.links import check_links
from waypost.messages.lint.reading import check_reading
from waypost.messages.lint.shape import check_shape
from waypost.messages.lint.texts import read_message
from waypost.messages.lint.typography import check_typography
from waypost.messages.lint.usage import check_usage
from waypost.messages.lint.values import Found, LintRules
from waypost.messages.lint.words import check_words
from waypost.messages.values import MessageClass, SendMode

_LAST_DUTY = 29
_LONGEST_IMMEDIATE_HOURS = 24
_CARE = (SendMode.AUTOMATIC, SendMode.CONFIRMED, SendMode.HUMAN_FIRST, SendMode.NEVER_PUSHED)


def check_message(body: Any, *, name: str, rules: LintRules) -> Iterator[Found]:
    """Yield each fault of the message in the file called `name` (without its ending)."""
    shape = list(check_shape(body, schema=rules.schema))
    if shape:
        yield from shape
        return
    if body["id"] != name:
        yield Found(("id",), f"The id is {body['id']} but the file is {name}.yaml: make them the same.")
    yield from _check_class(body)
    yield from _check_mode(body)
    yield from _check_channels(body)
    message, unreadable = read_message(body)
    yield from unreadable
    yield from check_words(message, rules=rules)
    yield from check_links(message)
    yield from check_typography(message)
    yield from check_lengths(message)
    yield from check_letters(message)
    yield from check_reading(message, legal_terms=rules.legal_terms)
    if not unreadable:
        yield from check_usage(message)


def _check_class(body: Mapping[str, Any]) -> Iterator[Found]:
    message_class, duty = body["class"], body.get("duty")
    if message_class == MessageClass.STATUTORY and not duty:
        yield Found(
            ("class",), "A statutory message serves a duty: give its id in `duty`, or make the class `service`."
        )
    if message_class == MessageClass.SURVEY and duty:
        yield Found(("duty",), "A survey serves no duty of the Victims' Code: write `duty: null`.")
    if duty and not 1 <= int(duty[1:]) <= _LAST_DUTY:
        yield Found(("duty",), f"The Victims' Code's duties are D01 to D{_LAST_DUTY}: there is no {duty}.")
    if message_class == MessageClass.IMMEDIATE and body["valid_for_hours"] > _LONGEST_IMMEDIATE_HOURS:
        yield Found(
            ("valid_for_hours",),
            f"An immediate message is of no use after {_LONGEST_IMMEDIATE_HOURS} hours: write fewer, or make the "
            "class `service`.",
        )


def _check_mode(body: Mapping[str, Any]) -> Iterator[Found]:
    mode, enhanced = SendMode(body["mode"]), SendMode(body.get("mode_enhanced", body["mode"]))
    if _CARE.index(enhanced) < _CARE.index(mode):
        yield Found(
            ("mode_enhanced",),
            f"Somebody with enhanced rights is owed more care, not less: make `mode_enhanced` {mode} or stricter.",
        )
    if "act_within_hours" in body and enhanced not in {SendMode.CONFIRMED, SendMode.HUMAN_FIRST}:
        yield Found(
            ("act_within_hours",), "It goes without an officer: leave `act_within_hours` out, or make the mode C or H."
        )
    # Staff speak from the script of the message that a version belongs to.
    if mode is SendMode.HUMAN_FIRST and not {"script", "version_of"} & body.keys():
        yield Found(("mode",), "A person calls first, but has nothing to say: add a `script`, or make the mode C.")


def _check_channels(body: Mapping[str, Any]) -> Iterator[Found]:
    # A business has no contact plan that could ask for discretion; its named contact reads at work.
    if body["audience"] == "business contact":
        return
    for channel in ("sms", "email"):
        if channel in body and f"{channel}_discreet" not in body:
            yield Found(
                (channel,),
                f"There is no `{channel}_discreet`: somebody who shares a phone or an inbox would get nothing. "
                "Write it without a word that shows the police.",
            )
