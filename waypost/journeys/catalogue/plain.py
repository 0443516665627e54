"""A message as plain text, for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from waypost.journeys.catalogue.entries import Entry, Showing
from waypost.journeys.catalogue.material import Material
from waypost.journeys.catalogue.texts import Shown
from waypost.journeys.catalogue.wording import Sender

_WIDTH = 88
_MARGIN = "    "


def about(entry: Entry, material: Material) -> Iterator[str]:
    """Yield what a message is: one fact a line."""
    yield entry.name
    yield from _wrapped(entry.title)
    yield ""
    yield from _fact("Stage", material.words["stages"].get(entry.stage, entry.stage))
    yield from _fact("For", entry.audience)
    yield from _fact("How", " ".join(entry.mode_words))
    yield from _fact("Class", entry.class_words)
    yield from _fact("Duty", " ".join(entry.duty_words) or "none")
    for sender in entry.senders:
        yield from _fact("Sent by", sender_sentence(sender))
    if not entry.senders:
        yield from _fact("Sent by", entry.otherwise)
    yield from _fact("File", f"content/{entry.path}")


def sender_sentence(sender: Sender) -> str:
    """Return who sends a message and when, with the journey's name."""
    state = f", in {sender.state}" if sender.state else ""
    return f"{sender.journey} (phase {sender.phase}{state}): {when_sentence(sender)}"


def when_sentence(sender: Sender) -> str:
    """Return when a message is sent, to whom and on which conditions."""
    then = f", then once {', then once '.join(sender.waits)}" if sender.waits else ""
    to = "An officer calls, with this script" if sender.as_task else f"To {sender.to}"
    only = f" Only where: {'; '.join(sender.conditions)}." if sender.conditions else ""
    return f"When {sender.starts}{then}. {to}.{only}"


def texts(showing: Showing, material: Material, *, channel: str | None) -> Iterator[str]:
    """Yield the texts of one file for one person; `channel` None shows all."""
    form = f" [{showing.form}{', a draft: never sent' if showing.is_draft else ''}]" if showing.form else ""
    found = [shown for shown in showing.texts if channel in {None, shown.channel}]
    yield f"As {showing.person.name} gets it ({showing.person.description}; made up){form}"
    for shown in found:
        yield ""
        name = material.words["channels"][shown.channel]
        yield f"  {name}{' (discreet)' if shown.is_discreet else ''}{_counts(shown)}"
        yield from _text(shown)
    if not found:
        yield "  There is no such text: an officer tells them."


def counts(shown: Shown) -> Sequence[str]:
    """Return how long a text is and how easily it is read, a clause for each."""
    found = []
    if shown.sms_parts:
        alphabet = "" if shown.is_gsm else ", not in the SMS alphabet"
        found.append(
            f"{len(shown.words)} characters, {shown.sms_parts} SMS part{'' if shown.sms_parts == 1 else 's'}{alphabet}"
        )
    if shown.ease and shown.ease.age is not None:
        found.append(f"reading age {shown.ease.age}")
    if shown.ease:
        found.append(f"longest sentence {shown.ease.longest} words")
    return found


def _counts(shown: Shown) -> str:
    found = counts(shown)
    return f": {'; '.join(found)}" if found else ""


def _text(shown: Shown) -> Iterator[str]:
    if shown.refusal:
        yield f"{_MARGIN}It cannot be made: {shown.refusal}."
        return
    if shown.heading:
        yield f"{_MARGIN}{shown.heading}"
        yield f"{_MARGIN}{'-' * min(len(shown.heading), _WIDTH)}"
    for line in shown.words.splitlines():
        yield from (f"{_MARGIN}{part}" for part in textwrap.wrap(line, _WIDTH) or [""])


def _fact(name: str, words: str) -> Iterator[str]:
    lines = textwrap.wrap(words, _WIDTH - 10) or [""]
    yield f"  {name:<9} {lines[0]}"
    yield from (f"{' ' * 12}{line}" for line in lines[1:])


def _wrapped(words: str) -> Iterator[str]:
    return (f"  {line}" for line in textwrap.wrap(words, _WIDTH))
