"""A message's text and rules as data: read from content, checked on the way in, never changed after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from waypost.base.values import JsonValue
from waypost.messages import syntax
from waypost.messages.values import Audience, Channel, MessageClass, SendMode

_DRAFT = "draft"


@dataclass(frozen=True)
class Wording:
    """
    The text for one channel: as everybody gets it, and as somebody gets it whose plan is discreet.

    An e-mail has subjects, a letter headings in their place. The text of both is Markdown, that of an SMS one line.
    """

    text: tuple[syntax.Part, ...]
    discreet: tuple[syntax.Part, ...] | None
    subject: tuple[syntax.Part, ...] = ()
    subject_discreet: tuple[syntax.Part, ...] = ()


@dataclass(frozen=True)
class MessageTemplate:
    """
    One version of one message.

    `mode_enhanced` is the mode for a victim with enhanced rights, where it is another: they are owed more care
    than this text. `duty` is the id of the duty that it serves (domain.md 1.4) or None. After `valid_for` from
    when the force learned of it the message is of no use, unless the intent says otherwise. `key` names the file,
    `version_of` the template that this is another language or `format` of. `script` is for staff only.
    Nobody needs to give `is_advice` in another way where it cannot go. Within `act_within`, if it is given, an officer
    calls, or says yes, whatever the duty would allow.
    """

    id: str
    version: int
    language: str
    mode: SendMode
    mode_enhanced: SendMode
    message_class: MessageClass
    duty: str | None
    valid_for: timedelta
    audience: Audience
    wordings: Mapping[Channel, Wording] = field(default_factory=dict)
    script: tuple[syntax.Part, ...] = ()
    key: str = ""
    version_of: str = ""
    format: str = ""
    is_draft: bool = False
    is_advice: bool = False
    act_within: timedelta | None = None

    def wording(self, channel: Channel) -> Wording | None:
        """Return the text for a channel, or None; WhatsApp has that of the SMS."""
        return self.wordings.get(channel.worded_as)

    def has_text(self, channel: Channel, *, discreet: bool) -> bool:
        """Whether there is a text for this channel, and a discreet one where that is needed."""
        wording = self.wording(channel)
        return wording is not None and not (discreet and wording.discreet is None)


def read_template(body: Mapping[str, JsonValue], *, version: int) -> MessageTemplate:
    """
    Return the template that a content file's `body` describes.

    :raises BadText: if a text cannot be parsed. `lint.py` says so with the line, before the file is loaded.
    """
    language, template_id = str(body["language"]), str(body["id"])
    return MessageTemplate(
        id=template_id,
        version=version,
        language=language,
        mode=SendMode(str(body["mode"])),
        mode_enhanced=SendMode(str(body.get("mode_enhanced", body["mode"]))),
        message_class=MessageClass(str(body["class"])),
        duty=str(body["duty"]) if body.get("duty") else None,
        valid_for=timedelta(hours=float(str(body["valid_for_hours"]))),
        audience=Audience(str(body["audience"])),
        wordings=_wordings(body),
        script=syntax.parse(str(body.get("script", "")).strip()),
        key=f"{language}/{template_id}",
        version_of=str(body.get("version_of", template_id)),
        format=str(body.get("format", "")),
        is_draft=body.get("translation") == _DRAFT,
        is_advice=body.get("advice") is True,
        act_within=timedelta(hours=float(str(body["act_within_hours"]))) if "act_within_hours" in body else None,
    )


def one_line(text: str) -> str:
    """Return a text as it stands in an SMS or a subject: YAML's line ends are for the editor's eyes."""
    return " ".join(text.split())


def _wordings(body: Mapping[str, Any]) -> Mapping[Channel, Wording]:
    found = {}
    if Channel.SMS in body:
        found[Channel.SMS] = _sms(body["sms"], body.get("sms_discreet"))
    if Channel.EMAIL in body:
        found[Channel.EMAIL] = _written(body["email"], body.get("email_discreet"), line="subject")
    if Channel.LETTER in body:
        found[Channel.LETTER] = _written(body["letter"], body.get("letter_discreet"), line="heading")
    return found


def _sms(plain: str, discreet: str | None) -> Wording:
    return Wording(
        text=syntax.parse(one_line(plain)),
        discreet=syntax.parse(one_line(discreet)) if discreet else None,
    )


def _written(plain: Mapping[str, str], discreet: Mapping[str, str] | None, *, line: str) -> Wording:
    return Wording(
        text=syntax.parse(plain["body"].strip()),
        discreet=syntax.parse(discreet["body"].strip()) if discreet else None,
        subject=syntax.parse(one_line(plain[line])),
        subject_discreet=syntax.parse(one_line(discreet[line])) if discreet else (),
    )
