"""Whether a text fits: an SMS its parts with the longest values, a subject its line."""

from collections.abc import Iterator

from waypost.messages.lint.texts import readings
from waypost.messages.lint.usage import is_known
from waypost.messages.lint.values import Found, Message, Text
from waypost.messages.placeholders import PLACEHOLDERS
from waypost.messages.render import sms_parts
from waypost.messages.sanitise import is_gsm
from waypost.messages.values import Channel

MOST_PARTS = 1
# A w or y with its roof is not in GSM 03.38 and cuts a part to 67 letters.
MOST_PARTS_IN_WELSH = 3
LONGEST_SUBJECT = 60
_WORST = {name: rule.worst for name, rule in PLACEHOLDERS.items()}


def check_lengths(message: Message) -> Iterator[Found]:
    """Yield each SMS that can take more parts than it may, and each subject that a phone would cut."""
    for text in message.texts:
        if not is_known(text):
            continue
        if text.channel is Channel.SMS:
            yield from _too_many_parts(text, is_welsh=message.is_welsh)
        elif text.is_subject:
            yield from _long_subject(text)


def _too_many_parts(text: Text, *, is_welsh: bool) -> Iterator[Found]:
    most = MOST_PARTS_IN_WELSH if is_welsh else MOST_PARTS
    if not is_welsh and not is_gsm(text.raw):
        letter = next(one for one in text.raw if not is_gsm(one))
        yield Found(
            text.path,
            f"'{letter}' is not in the SMS alphabet (GSM 03.38) and would cut each SMS from 160 letters to 70: "
            "write a plain letter, or straight quotes.",
            letter,
        )
        return
    worst = max(readings(text, values=_WORST), key=lambda read: (sms_parts(read), len(read)))
    if sms_parts(worst) > most:
        room = "one SMS of 160" if most == 1 else f"{most} SMS"
        yield Found(
            text.path, f"With the longest values `{text.name}` is {len(worst)} characters: shorten it to {room}."
        )


def _long_subject(text: Text) -> Iterator[Found]:
    if "\n" in text.raw.strip():
        yield Found(text.path, f"`{text.name}` has more than one line: write it as one.")
    typical = {name: rule.example or rule.worst[:20] for name, rule in PLACEHOLDERS.items()}
    longest = max(readings(text, values=typical), key=len)
    if len(longest) > LONGEST_SUBJECT:
        yield Found(
            text.path,
            f"`{text.name}` is {len(longest)} characters with usual values: shorten it to {LONGEST_SUBJECT}, "
            "or a phone cuts it.",
        )
