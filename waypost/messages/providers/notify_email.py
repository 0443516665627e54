"""
E-mail by GOV.UK Notify, with a pass-through template (`((subject))`, `((body))`).

Notify makes the HTML itself, of marks of its own in the body: our HTML is written in those marks.
*Source:* contract, "Out to GOV.UK Notify"; Notify's guide to formatting; ADR 0019.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from django.conf import settings

from waypost.messages.providers import NotSetUp, RefusalKind, Refused, SendAnswer, SendRequest
from waypost.messages.providers.notify import NotifyProvider, NotifySettings, notify_settings
from waypost.messages.providers.smtp import shows_police
from waypost.messages.values import Channel

NAME = "notify-email"

# Marks that act anywhere in a line, and those that act only where a line begins.
_ANYWHERE = re.compile(r"([\\\[\]|`])")
_AT_START = re.compile(r"^([#*+\-_>~])|^(\d+)(?=\.)")
# Marks that cannot be escaped: an invisible character before them keeps them words.
_NOT_ESCAPABLE = re.compile(r"^(?=[\^•=])")
_WORD_JOINER = "\N{WORD JOINER}"


@dataclass(frozen=True)
class NotifyEmailSettings:
    """
    One service of Notify, and its template for e-mails.

    `sender` is the name and address that recipients see: Notify's own setting, which its API does not tell beforehand.
    `reply_to` is the id of an address for answers, empty for the service's own.
    """

    account: NotifySettings
    template: str
    sender: str
    reply_to: str


def notify_email_settings(own: Mapping[str, str]) -> NotifyEmailSettings | None:
    """Return how to send e-mail by Notify, or None where it is not set up: by a force's own keys, else by ours."""
    template = own.get("notify_template_email") or settings.NOTIFY_TEMPLATE_EMAIL
    # The account is the one of the texts, with its rate: only the template is another.
    account = notify_settings({**own, "notify_template_sms": template}) if template else None
    if account is None:
        return None
    # The environment's words are about the environment's service, and about no other.
    is_own = "notify_api_key" in own
    return NotifyEmailSettings(
        account=replace(account, name=NAME),
        template=template,
        sender=own.get("notify_email_from", "" if is_own else settings.NOTIFY_EMAIL_FROM),
        reply_to=own.get("notify_email_reply_to", "" if is_own else settings.NOTIFY_EMAIL_REPLY_TO),
    )


class NotifyEmailProvider(NotifyProvider):
    """E-mails by GOV.UK Notify."""

    channel = Channel.EMAIL

    def __init__(self, how: NotifyEmailSettings) -> None:
        if how.reply_to and not re.fullmatch(r"[0-9a-fA-F-]{36}", how.reply_to):
            raise NotSetUp("NOTIFY_EMAIL_REPLY_TO is the id of a reply-to address, as Notify's settings page shows it")
        super().__init__(how.account)
        self._email = how

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one message over; a discreet one only where it is known that the sender does not show the police."""
        if request.channel is Channel.EMAIL and not request.sender and not is_discreet_sender(self._email.sender):
            return Refused(RefusalKind.MESSAGE, code="sender_shows_police")
        return super().send(request)

    def _ask(self, request: SendRequest) -> Any:
        body = notify_marks(request.html) if request.html else "\n\n".join(map(_paragraph, request.body.split("\n\n")))
        return self._client.send_email_notification(
            email_address=request.recipient,
            template_id=self._email.template,
            personalisation={"subject": request.subject, "body": body},
            reference=request.reference,
            email_reply_to_id=self._email.reply_to or None,
        )


def is_discreet_sender(sender: str) -> bool:
    """Whether it is known what recipients see as the sender, and that it does not show the police."""
    return bool(sender.strip()) and not shows_police(sender)


def notify_marks(html: str) -> str:
    """Return one of our e-mails in Notify's marks: headings, lists, paragraphs, and our own addresses as links."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(reader.blocks)


class _Reader(HTMLParser):
    """Reads our own HTML (`markdown.py`), whose elements are few, into blocks of Notify's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._words = ""
        self._link: str | None = None
        self._items: list[str] = []
        self._lists: list[str] = []
        self._is_in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "body":
                self._is_in_body = True
            case "br":
                self._words += "\n"
            case "a":
                self._link = dict(attrs).get("href") or ""
            case "ul" | "ol":
                self._end_item()
                self._lists.append(tag)
            case "h2" | "p" | "li" if not self._lists:
                self._words = ""

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a":
                self._words, self._link = self._words + (self._link or ""), None
            case "h2":
                self.blocks.append("# " + _unmarked(_line(self._take())))
            case "li":
                self._end_item()
            case "p" if not self._lists:
                self.blocks.append(_paragraph(self._take()))
            case "ul" | "ol":
                self._end_list()

    def handle_data(self, data: str) -> None:
        # What a link of ours is called is its address, which Notify makes a link of by itself.
        if self._is_in_body and self._link is None:
            self._words += _escaped(re.sub(r"\s+", " ", data))

    def _end_item(self) -> None:
        words = _unmarked(_line(self._take()))
        if words and self._lists:
            self._items.append(f"* {words}" if self._lists[-1] == "ul" else f"{len(self._items) + 1}. {words}")

    def _end_list(self) -> None:
        self._end_item()
        self._lists.pop()
        # Notify shows no list within a list: its items stand in the one around it.
        if not self._lists and self._items:
            self.blocks.append("\n".join(self._items))
            self._items = []

    def _take(self) -> str:
        words, self._words = self._words, ""
        return words


def _escaped(text: str) -> str:
    """Return words in which nothing is a mark, and no address becomes a link."""
    return _ANYWHERE.sub(r"\\\1", text.replace("://", ": //"))


def _line(words: str) -> str:
    return " ".join(words.split())


def _paragraph(words: str) -> str:
    return "\n".join(_unmarked(_line(line)) for line in words.split("\n"))


def _unmarked(line: str) -> str:
    marked = _AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\", line, count=1)
    return _NOT_ESCAPABLE.sub(_WORD_JOINER, marked)
