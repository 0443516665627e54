"""The exact words of a message that has passed its gates, and where they go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from waypost.access.sign_in import invite_all
from waypost.access.values import Actor, ActorKind
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.messages import syntax
from waypost.messages.addresses import plain_addresses
from waypost.messages.approved import render_approved
from waypost.messages.asking import PORTAL_IN_DRAFTS, Draft
from waypost.messages.circumstances import Circumstances, contact_key, question, template_for
from waypost.messages.gates import Question
from waypost.messages.gates.contact import recipient
from waypost.messages.letters import Letter, letter_of
from waypost.messages.models import Message
from waypost.messages.render import CannotRender, Rendered, all_parts, render
from waypost.messages.rows import PORTAL_ADDRESS, subject_of
from waypost.messages.stops import Stoppable
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
    stoppable: Stoppable
    letter: Letter | None = None


@dataclass(frozen=True)
class Prepared:
    """A message that passed, before its words are made. `invites`: they hold the address of the invitation."""

    row: Message
    asked: Question
    recipient: str
    flags: Mapping[str, bool]
    invites: bool


def prepare(row: Message, circumstances: Circumstances) -> Prepared:
    """
    Return what the words of a row are made of as of this moment, so that invitations are made for many at once.

    :raises DraftChanged: if somebody has confirmed other words.
    :raises CannotRender: if there is nothing to make them of.
    """
    asked = _asked(row, circumstances)
    address = recipient(asked).value
    if not address:
        raise CannotRender(f"{row.template}: there is nobody to send it to")
    if row.approved_at is not None and _draft(asked).digest != row.draft_digest:
        raise DraftChanged(row.id)
    flags = text_flags(asked)
    return Prepared(row, asked, address, flags, invites=_needs_portal(asked, flags=flags))


def finish(prepared: Prepared, *, portal: str) -> Ready:
    """
    Return the row with its words; `portal` is the address of the recipient's invitation, where they hold it.

    :raises CannotRender: if they cannot be made.
    """
    row, asked = prepared.row, prepared.asked
    rendered = _rendered(asked, prepared.flags, portal=portal)
    if row.approved_text:
        rendered = render_approved(row.approved_text, rendered, asked.template)
    row.template_version, row.text_key = asked.template.version, asked.template.key
    return Ready(
        row,
        prepared.recipient,
        rendered,
        sender=sender(asked),
        is_discreet=asked.is_discreet,
        stoppable=replace(asked.stoppable, contact=contact_key(asked.facts, asked.settings, channel=asked.channel)),
        letter=letter_of(asked, rendered) if asked.channel is Channel.LETTER else None,
    )


def words_of(row: Message, circumstances: Circumstances, *, portal: str) -> Ready:
    """
    Return the row with the words made of the facts of this moment, where the address of the portal is known.

    :raises DraftChanged: if somebody has confirmed other words.
    :raises CannotRender: if they cannot be made.
    """
    return finish(prepare(row, circumstances), portal=portal)


def draft_of(row: Message, circumstances: Circumstances) -> tuple[Draft, str]:
    """
    Return the text of a row as it would go now, for somebody to confirm, and its digest; no invitation is made for it.

    :raises CannotRender: if it cannot be made.
    """
    asked = _asked(row, circumstances)
    rendered = _draft(asked)
    # An SMS is what design 1.3 lets it be; a word more in a discreet text could show what must not be seen.
    is_fixed = asked.channel.worded_as is Channel.SMS or asked.is_discreet
    return Draft(asked.channel, rendered.body, rendered.subject, is_fixed), rendered.digest


def _draft(asked: Question) -> Rendered:
    return _rendered(asked, text_flags(asked), portal=PORTAL_IN_DRAFTS)


def sender(asked: Question) -> str:
    """Return the name that an e-mail comes from, or nothing where it must not show that the police sent it."""
    return "" if asked.is_discreet else asked.settings.title


def portal_addresses(prepared: Iterable[Prepared], *, force: ForceName, now: datetime) -> Mapping[PersonId, str]:
    """Return where the invitations of those whose texts hold the address are; who has none is invited."""
    people = {one.asked.person.person_id: CaseId(one.asked.case.case_id) for one in prepared if one.invites}
    invited = invite_all(people, force=force, by=WAYPOST, now=now) if people else {}
    return {person_id: portal_address(one.token) for person_id, one in invited.items()}


def portal_address(token: str) -> str:
    """Return the address that finds an invitation."""
    return settings.BASE_URL + reverse("portal:invite", kwargs={"token": token})


def _asked(row: Message, circumstances: Circumstances) -> Question:
    subject = subject_of(row)
    template = template_for(subject, circumstances)
    if template is None:
        raise CannotRender(f"{row.template}: there is no such template")
    return question(subject, circumstances.facts[PersonId(row.person_id)], template, circumstances)


def _rendered(asked: Question, flags: Mapping[str, bool], *, portal: str) -> Rendered:
    addresses = plain_addresses(settings.BASE_URL)
    if portal:
        addresses = replace(addresses, portal=portal)
    values = text_values(asked, addresses=addresses)
    return render(asked.template, channel=asked.channel, values=values, flags=flags, discreet=asked.is_discreet)


def _needs_portal(asked: Question, *, flags: Mapping[str, bool]) -> bool:
    wording = asked.template.wording(asked.channel)
    parts = all_parts(wording, discreet=asked.is_discreet) if wording else ()
    try:
        return PORTAL_ADDRESS in set(syntax.names_where(parts, flags=flags))
    except KeyError:
        # A flag that nobody knows: making the words says so.
        return False
