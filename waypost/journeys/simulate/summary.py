"""What a simulation came to, as tables and in plain words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waypost.journeys.lines import sentence_of
from waypost.journeys.simulate.against import Change, Contrast
from waypost.journeys.simulate.outcomes import HELD, NOT_SENT, SENT, WAITING, Tally, share_within
from waypost.journeys.simulate.prices import Price
from waypost.journeys.simulate.recorded import LineFault
from waypost.journeys.simulate.setting import Setting
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Channel, Owner, Reason

OWNERS = {
    Owner.OIC: "the officer in the case",
    Owner.SUPERVISOR: "a supervisor",
    Owner.RECORDS: "the records team",
    Owner.CONTENT: "the people who write the content",
    Owner.SYSTEM: "the people who run Waypost",
    Owner.NOBODY: "nobody",
}
CHANGES = {
    Change.NEWLY_GETS: "gets a message that the other content does not send",
    Change.NO_LONGER_GETS: "no longer gets a message",
    Change.ANOTHER_TIME: "gets it at another time",
    Change.ANOTHER_TEXT: "gets another text",
}
_MOST_FAULTS = 10
_MOST_REASONS = 8


@dataclass(frozen=True)
class Cause:
    """Why messages did not leave: in short, in a sentence, how many, and `held` or `not_sent`."""

    words: str
    sentence: str
    count: int
    end: str


@dataclass(frozen=True)
class TemplateRow:
    """One text of one journey: what became of its messages."""

    journey: str
    template: str
    sent: int
    held: int
    not_sent: int
    waiting: int
    sms_parts: int


def causes(tally: Tally) -> Sequence[Cause]:
    """Return why messages did not leave, the most frequent first."""
    found = [
        Cause(words_of(reason), reason_sentence(reason), count, end)
        for end in (HELD, NOT_SENT)
        for reason, count in tally.reasons(end)
    ]
    return sorted(found, key=lambda cause: (-cause.count, cause.words))


def template_rows(tally: Tally) -> Sequence[TemplateRow]:
    """Return what became of each text, by journey."""
    keys = sorted({(journey, template) for journey, template, _ in tally.templates})
    return [_template_row(tally, journey, template) for journey, template in keys]


def words_of(reason: str) -> str:
    """Return a reason's code as words."""
    return reason.replace("_", " ") if reason else "other"


def reason_sentence(reason: str) -> str:
    """Return what staff read of a reason."""
    try:
        return MEANINGS[Reason(reason)].sentence
    except (ValueError, KeyError):
        return sentence_of(reason)


def owner_words(owner: str) -> str:
    """Return who that is."""
    return OWNERS[Owner(owner)]


def in_words(tally: Tally, setting: Setting) -> Iterator[str]:
    """Yield the summary, line by line."""
    yield f"Simulated for {setting.force.title}, by {setting.content}. Nothing was sent."
    yield from setting.assumed
    yield f"{setting.events:,} snapshots: {_taken(tally)}."
    yield f"{tally.sent:,} messages sent to {sum(tally.people.values()):,} people: {_by_channel(tally)}."
    if tally.people:
        yield (
            f"Messages a person: median {share_within(tally.people, 0.5)}, 95 in 100 at most"
            f" {share_within(tally.people, 0.95)}, most {max(tally.people)}."
        )
    yield _cost(tally, setting.price)
    yield f"{tally.total(HELD):,} messages held for a person, {tally.total(NOT_SENT):,} not sent, {_waiting(tally)}."
    for cause in causes(tally)[:_MOST_REASONS]:
        what = "held" if cause.end == HELD else "not sent"
        yield f"  {cause.count:>7,} {what}: {cause.words}. {cause.sentence}"
    for owner, count in tally.owners():
        yield f"  {count:>7,} for {owner_words(owner)} to do."


def in_contrast(contrast: Contrast, setting: Setting) -> Iterator[str]:
    """Yield what is different from the content compared with."""
    yield f"Compared with {setting.against}:"
    if not contrast.messages:
        yield "  Nobody is told anything else, or at another time."
    for change, words in CHANGES.items():
        people, messages = contrast.people[change], contrast.messages[change]
        if messages:
            yield f"  {people:,} {'person' if people == 1 else 'people'} {words} ({messages:,} messages)."
    if contrast.messages:
        yield f"  {contrast.first_told:,} people hear something for the first time."
        yield f"  {contrast.told_no_more:,} people hear nothing any more."


def of_faults(faults: Sequence[LineFault]) -> Iterator[str]:
    """Yield the lines that were left out: the first ones, and how many there are."""
    for fault in faults[:_MOST_FAULTS]:
        yield str(fault)
    if faults:
        yield f"{len(faults):,} {'line was' if len(faults) == 1 else 'lines were'} left out; the rest was simulated."


def _template_row(tally: Tally, journey: str, template: str) -> TemplateRow:
    return TemplateRow(
        journey=journey,
        template=template,
        sent=tally.templates[journey, template, SENT],
        held=tally.templates[journey, template, HELD],
        not_sent=tally.templates[journey, template, NOT_SENT],
        waiting=tally.templates[journey, template, WAITING],
        sms_parts=tally.parts[journey, template],
    )


def _taken(tally: Tally) -> str:
    return ", ".join(f"{count:,} {word}" for word, count in sorted(tally.taken.items())) or "none could be taken"


def _by_channel(tally: Tally) -> str:
    texts, emails = tally.channels[Channel.SMS], tally.channels[Channel.EMAIL]
    letters = f", {tally.channels[Channel.LETTER]:,} letters" if tally.channels[Channel.LETTER] else ""
    return f"{texts:,} texts, {emails:,} e-mails{letters}"


def _waiting(tally: Tally) -> str:
    return f"{tally.total(WAITING):,} still waiting when the clock stopped"


def _cost(tally: Tally, price: Price) -> str:
    parts = tally.sms_parts
    return f"{parts:,} SMS parts: {price.pounds(parts)} without VAT at {price.pence_a_part:g}p a part ({price.source})."
