"""The exact words of a message that has passed its gates, and where they go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse

from waypost.access.sign_in import invite
from waypost.access.values import Actor, ActorKind
from waypost.base.values import CaseId, PersonId
from waypost.messages import syntax
from waypost.messages.addresses import plain_addresses
from waypost.messages.approved import render_approved
from waypost.messages.asking import PORTAL_IN_DRAFTS, Draft
from waypost.messages.circumstances import Circumstances, question, template_for
from waypost.messages.gates import Question
from waypost.messages.gates.contact import recipient
from waypost.messages.models import Message
from waypost.messages.render import CannotRender, Rendered, all_parts, render
from waypost.messages.rows import PORTAL_ADDRESS, subject_of
from waypost.messages.values import Channel
from waypost.messages.wording import text_flags, text_values

WAYPOST = Actor(ActorKind.SYSTEM, "messages")


class DraftChanged(ValueError):
    """The draft is no longer what was confirmed: the record or the text has changed since."""


@dataclass(frozen=True)
class Ready:
    """A message that passed, with its words and where they go. `sender` is empty where it must not show."""

    row: Message
    recipient: str
    rendered: Rendered
    sender: str
    is_discreet: bool


def words_of(row: Message, circumstances: Circumstances, *, portal_address: Callable[[Question], str]) -> Ready:
    """
    Return the row with the words made of the facts of this moment.

    `portal_address` is asked for the address of the recipient's invitation, only where the text holds it.

    :raises DraftChanged: if somebody has confirmed other words.
    :raises CannotRender: if they cannot be made.
    """
    asked = _asked(row, circumstances)
    address = recipient(asked).value
    if not address:
        raise CannotRender(f"{row.template}: there is nobody to send it to")
    if row.approved_at is not None and _draft(asked).digest != row.draft_digest:
        raise DraftChanged(row.id)
    rendered = _rendered(asked, portal_address)
    if row.approved_text:
        rendered = render_approved(row.approved_text, rendered, asked.template)
    row.template_version, row.text_key = asked.template.version, asked.template.key
    return Ready(row, address, rendered, sender=sender(asked), is_discreet=asked.is_discreet)


def draft_of(row: Message, circumstances: Circumstances) -> tuple[Draft, str]:
    """
    Return the text of a row as it would go now, for somebody to confirm, and its digest; no invitation is made for it.

    :raises CannotRender: if it cannot be made.
    """
    asked = _asked(row, circumstances)
    rendered = _draft(asked)
    # An SMS is what design 1.3 lets it be; a word more in a discreet text could show what must not be seen.
    is_fixed = asked.channel is Channel.SMS or asked.is_discreet
    return Draft(asked.channel, rendered.body, rendered.subject, is_fixed), rendered.digest


def _draft(asked: Question) -> Rendered:
    return _rendered(asked, lambda _: PORTAL_IN_DRAFTS)


def sender(asked: Question) -> str:
    """Return the name that an e-mail comes from, or nothing where it must not show that the police sent it."""
    return "" if asked.is_discreet else asked.settings.title


def portal_address(asked: Question) -> str:
    """Return the address of the recipient's invitation, which is made if there is none."""
    invited = invite(
        asked.person.person_id,
        case_id=CaseId(asked.case.case_id),
        force=asked.case.force,
        by=WAYPOST,
        now=asked.now,
    )
    return settings.BASE_URL + reverse("portal:invite", kwargs={"token": invited.token})


def _asked(row: Message, circumstances: Circumstances) -> Question:
    subject = subject_of(row)
    template = template_for(subject, circumstances)
    if template is None:
        raise CannotRender(f"{row.template}: there is no such template")
    return question(subject, circumstances.facts[PersonId(row.person_id)], template, circumstances)


def _rendered(asked: Question, portal_address: Callable[[Question], str]) -> Rendered:
    flags = text_flags(asked)
    wording = asked.template.wordings.get(asked.channel)
    parts = all_parts(wording, discreet=asked.is_discreet) if wording else ()
    addresses = plain_addresses(settings.BASE_URL)
    if _needs_portal(parts, flags=flags):
        addresses = replace(addresses, portal=portal_address(asked))
    values = text_values(asked, addresses=addresses)
    return render(asked.template, channel=asked.channel, values=values, flags=flags, discreet=asked.is_discreet)


def _needs_portal(parts: tuple[syntax.Part, ...], *, flags: Mapping[str, bool]) -> bool:
    try:
        return PORTAL_ADDRESS in set(syntax.names_where(parts, flags=flags))
    except KeyError:
        # A flag that nobody knows: making the words says so.
        return False
