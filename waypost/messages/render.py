"""Makes the exact words that are sent, from a template and the facts of the moment. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import smsutil

from waypost.messages import syntax
from waypost.messages.markdown import Block, ForeignLink, Page, TwoForms, escaped, link, page_blocks, two_forms
from waypost.messages.placeholders import PLACEHOLDERS, Place
from waypost.messages.sanitise import clean, to_gsm
from waypost.messages.templates import MessageTemplate, Wording, one_line
from waypost.messages.values import Channel

# Notify accepts at most 4 SMS parts; longer ones are rejected, not cut.
MOST_SMS_PARTS = 4
LONGEST_SUBJECT = 120
"""In characters; a longer subject is not sent. Phones show some 40 of them."""

_NOT_RECORDED = "[not on record: {}]"


class CannotRender(ValueError):
    """
    The text cannot be made from what is known. The message names the template and the placeholder, no
    value.
    """


@dataclass(frozen=True)
class Rendered:
    """
    Exactly what is sent, and the values that it was made of.

    Only an e-mail has HTML, only a letter blocks; the subject of a letter is its heading.
    """

    body: str
    values: Mapping[str, str]
    sms_parts: int = 0
    subject: str = ""
    html: str = ""
    blocks: tuple[Block, ...] = ()

    @property
    def digest(self) -> str:
        """
        The SHA-256 of the bytes sent: of an e-mail subject, text and HTML, with a NUL between them; of a letter its
        heading and words.
        """
        whole = f"{self.subject}\0{self.body}\0{self.html}" if self.html or self.blocks else self.body
        return hashlib.sha256(whole.encode()).hexdigest()


def render(
    template: MessageTemplate,
    *,
    channel: Channel,
    values: Mapping[str, str],
    flags: Mapping[str, bool],
    discreet: bool,
) -> Rendered:
    """
    Return what `template` makes of `values` for one channel.

    :raises CannotRender: if there is no such wording, a value is missing or empty or may not stand there, or the
    text is too long.
    """
    return _MAKERS[channel.worded_as](template, values=values, flags=flags, discreet=discreet)


def render_sms(
    template: MessageTemplate, *, values: Mapping[str, str], flags: Mapping[str, bool], discreet: bool
) -> Rendered:
    """
    Return the SMS that `template` makes of `values`.

    :raises CannotRender: as `render`, or if the text is over 4 parts.
    """
    parts = wording_for(template, channel=Channel.SMS, discreet=discreet)
    needed = _needed(template, parts, flags=flags)
    used = {name: to_gsm(_safe_value(template, name, values, place=Place.SMS, discreet=discreet)) for name in needed}
    body = syntax.fill(parts, values=used, flags=flags)
    count = sms_parts(body)
    if count > MOST_SMS_PARTS:
        raise CannotRender(f"{template.id}: {count} SMS parts, {MOST_SMS_PARTS} are allowed")
    return Rendered(body=body, values=used, sms_parts=count)


def render_email(
    template: MessageTemplate, *, values: Mapping[str, str], flags: Mapping[str, bool], discreet: bool
) -> Rendered:
    """
    Return the e-mail that `template` makes of `values`.

    :raises CannotRender: as `render`, or if the text links to a page that is not ours.
    """
    parts = wording_for(template, channel=Channel.EMAIL, discreet=discreet)
    wording = template.wordings[Channel.EMAIL]
    subject_parts = wording.subject_discreet if discreet else wording.subject
    in_subject = _values(template, subject_parts, values, flags=flags, place=Place.SUBJECT, discreet=discreet)
    in_body = _values(template, parts, values, flags=flags, place=Place.EMAIL_BODY, discreet=discreet)
    subject = one_line(syntax.fill(subject_parts, values=in_subject, flags=flags))
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise CannotRender(f"{template.id}: the subject has {len(subject)} characters, {LONGEST_SUBJECT} are allowed")
    ours = [value for name, value in in_body.items() if PLACEHOLDERS[name].is_ours]
    forms = _two_forms(template, _source(parts, in_body, flags=flags), ours, title=subject)
    return Rendered(body=forms.text, values={**in_subject, **in_body}, subject=subject, html=forms.html)


def render_letter(
    template: MessageTemplate, *, values: Mapping[str, str], flags: Mapping[str, bool], discreet: bool
) -> Rendered:
    """
    Return the words of the letter that `template` makes of `values`; what stands around them is `letters.py`'s.

    :raises CannotRender: as `render`, or if the text names a page that is not ours.
    """
    parts = wording_for(template, channel=Channel.LETTER, discreet=discreet)
    wording = template.wordings[Channel.LETTER]
    heading_parts = wording.subject_discreet if discreet else wording.subject
    used = _values(template, (*heading_parts, *parts), values, flags=flags, place=Place.LETTER, discreet=discreet)
    heading = one_line(syntax.fill(heading_parts, values=used, flags=flags))
    if not 0 < len(heading) <= LONGEST_SUBJECT:
        raise CannotRender(f"{template.id}: the heading has {len(heading)} characters, {LONGEST_SUBJECT} are allowed")
    ours = [value for name, value in used.items() if PLACEHOLDERS[name].is_ours]
    source = _source(parts, used, flags=flags)
    return Rendered(
        body=_two_forms(template, source, ours, title=heading).text,
        values=used,
        subject=heading,
        blocks=page_blocks(source, addresses=ours),
    )


def render_script(template: MessageTemplate, *, values: Mapping[str, str], flags: Mapping[str, bool]) -> str:
    """
    Return what an officer says, or nothing where the template has no script.

    A call is never lost for a gap in the record: what is missing is named in its place.
    """
    known = {name: clean(values.get(name, ""), longest=rule.longest) for name, rule in PLACEHOLDERS.items()}
    told = {name: value or _NOT_RECORDED.format(name.replace("_", " ")) for name, value in known.items()}
    try:
        return syntax.fill(template.script, values=told, flags=flags)
    except KeyError:
        return ""


def wording_for(template: MessageTemplate, *, channel: Channel, discreet: bool) -> tuple[syntax.Part, ...]:
    """
    Return the parts of the text for one recipient: of an e-mail, its body.

    :raises CannotRender: if there is no such text.
    """
    wording = template.wording(channel)
    parts = wording and (wording.discreet if discreet else wording.text)
    if not parts:
        raise CannotRender(f"{template.id}: no {'discreet ' if discreet else ''}text for {channel.value}")
    return parts


def all_parts(wording: Wording, *, discreet: bool) -> tuple[syntax.Part, ...]:
    """Return everything that one recipient reads: the subject's parts and the body's."""
    if discreet:
        return (*wording.subject_discreet, *(wording.discreet or ()))
    return (*wording.subject, *wording.text)


def sms_parts(body: str) -> int:
    """Return how many SMS a text is billed and sent as."""
    return len(smsutil.split(body).parts)


def _source(parts: tuple[syntax.Part, ...], values: Mapping[str, str], *, flags: Mapping[str, bool]) -> str:
    """Return the Markdown of a text in which nothing that is filled in acts, but addresses of ours are links."""
    marked = {name: link(value) if PLACEHOLDERS[name].is_ours else escaped(value) for name, value in values.items()}
    return syntax.fill(parts, values=marked, flags=flags)


def _two_forms(template: MessageTemplate, source: str, ours: Sequence[str], *, title: str) -> TwoForms:
    page = Page(title=title, language=template.language, format=template.format)
    try:
        return two_forms(source, addresses=ours, page=page)
    except ForeignLink:
        raise CannotRender(f"{template.id}: the text links to a page that is not ours") from None


def _values(
    template: MessageTemplate,
    parts: tuple[syntax.Part, ...],
    values: Mapping[str, str],
    *,
    flags: Mapping[str, bool],
    place: Place,
    discreet: bool,
) -> dict[str, str]:
    needed = _needed(template, parts, flags=flags)
    return {name: _safe_value(template, name, values, place=place, discreet=discreet) for name in needed}


def _safe_value(
    template: MessageTemplate, name: str, values: Mapping[str, str], *, place: Place, discreet: bool
) -> str:
    rule = PLACEHOLDERS.get(name)
    if rule is None:
        raise CannotRender(f"{template.id}: unknown placeholder {name}")
    if not rule.may_stand_in(place) or (discreet and not rule.is_discreet):
        raise CannotRender(f"{template.id}: {name} may not stand in this {place.value}")
    value = values.get(name, "")
    safe = value if rule.is_ours else clean(value, longest=rule.longest)
    if not safe:
        raise CannotRender(f"{template.id}: no value for {name}")
    return safe


def _needed(template: MessageTemplate, parts: Iterable[syntax.Part], *, flags: Mapping[str, bool]) -> list[str]:
    try:
        return sorted(set(syntax.names_where(tuple(parts), flags=flags)))
    except KeyError as unknown:
        raise CannotRender(f"{template.id}: unknown flag {unknown}") from None


_MAKERS = {Channel.SMS: render_sms, Channel.EMAIL: render_email, Channel.LETTER: render_letter}
