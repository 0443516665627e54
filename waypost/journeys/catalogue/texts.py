"""Each text of a message as a made-up person gets it: the exact words, and how easily they are read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from waypost.journeys.catalogue.material import MessageFile
from waypost.journeys.catalogue.samples import Person, worst_flags, worst_values
from waypost.messages import syntax
from waypost.messages.lint.reading import Ease, ease_of
from waypost.messages.lint.texts import read_message
from waypost.messages.markdown import Block, page_blocks
from waypost.messages.render import CannotRender, render, render_letter, render_script
from waypost.messages.sanitise import is_gsm
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Channel

_WELSH = "cy"


@dataclass(frozen=True)
class Filling:
    """What texts are filled with, for whom; `is_worst` with the longest values that there can be."""

    person: Person
    values: Mapping[str, str]
    flags: Mapping[str, bool]
    is_worst: bool = False

    @classmethod
    def worst(cls, person: Person) -> "Filling":
        """Return the longest of everything."""
        return cls(person, worst_values(), worst_flags(), is_worst=True)


@dataclass(frozen=True)
class Shown:
    """
    One text as somebody gets it. `channel` is one of sms, email, letter, script and page.

    `refusal` says why it cannot be made of these values; then there are no words.
    """

    channel: str
    is_discreet: bool
    language: str
    heading: str = ""
    words: str = ""
    blocks: tuple[Block, ...] = ()
    sms_parts: int = 0
    is_gsm: bool = True
    ease: Ease | None = None
    refusal: str = ""


def texts_of(file: MessageFile, filling: Filling, *, legal_terms: frozenset[str]) -> Iterator[Shown]:
    """Yield the texts of one file that this person gets, in the order of channels, then the script and the page."""
    discreet = filling.person.discreet
    for channel in (Channel.SMS, Channel.EMAIL, Channel.LETTER):
        if file.template.has_text(channel, discreet=discreet):
            shown = _sent(file.template, channel, filling)
            yield replace(shown, ease=_ease(file, shown, legal_terms))
    if file.template.script and not discreet:
        said = render_script(file.template, values=filling.values, flags=filling.flags)
        shown = Shown("script", False, file.template.language, words=said)
        yield replace(shown, ease=_ease(file, shown, legal_terms))
    if "page" in file.body and not discreet:
        yield _page(file, filling)


def _sent(template: MessageTemplate, channel: Channel, filling: Filling) -> Shown:
    discreet = filling.person.discreet
    plain = Shown(channel.value, discreet, template.language)
    try:
        made = render(template, channel=channel, values=filling.values, flags=filling.flags, discreet=discreet)
        blocks = made.blocks or (_blocks(template, filling) if channel is Channel.EMAIL else ())
    except CannotRender as error:
        return replace(plain, refusal=str(error))
    return replace(
        plain,
        heading=made.subject,
        words=made.body,
        blocks=blocks,
        sms_parts=made.sms_parts,
        is_gsm=is_gsm(made.body),
    )


def _blocks(template: MessageTemplate, filling: Filling) -> tuple[Block, ...]:
    """Return an e-mail's words as the blocks of a page: it is made as a letter of the same words."""
    as_letter = replace(template, wordings={Channel.LETTER: template.wordings[Channel.EMAIL]})
    discreet = filling.person.discreet
    return render_letter(as_letter, values=filling.values, flags=filling.flags, discreet=discreet).blocks


def _page(file: MessageFile, filling: Filling) -> Shown:
    parts = syntax.parse(str(file.body["page"]).strip())
    words = syntax.fill(parts, values=filling.values, flags=filling.flags)
    return Shown("page", False, file.template.language, words=words, blocks=page_blocks(words, addresses=()))


def _ease(file: MessageFile, shown: Shown, legal_terms: frozenset[str]) -> Ease | None:
    """Return how easily a text is read; English alone can be measured."""
    if file.template.language == _WELSH:
        return None
    key = f"{shown.channel}_discreet" if shown.is_discreet else shown.channel
    wanted = {key, f"{key}.body"}
    texts = [text for text in read_message(file.body)[0].texts if text.name in wanted]
    return ease_of(texts[0], legal_terms=legal_terms) if texts else None
