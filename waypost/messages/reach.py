"""Where a message to somebody goes: by which channels, to whose number or address. Pure."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from waypost.access.values import ForceSettings
from waypost.cases.choices import LONGEST_KEY
from waypost.cases.contact import (
    Checked,
    ForceContacts,
    address_key,
    check_address,
    check_email,
    check_phone,
    is_feared,
    normalise_email,
    normalise_phone,
)
from waypost.cases.values import ContactPlan, DeliveryFacts, PersonFacts
from waypost.cases.vocabulary import Role
from waypost.messages import syntax
from waypost.messages.choices import refusal
from waypost.messages.modes import mode_of
from waypost.messages.render import all_parts
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Audience, Channel, MessageClass, SendMode

_POLICE_DOMAINS = frozenset({"police.uk"})
_PREFERRED = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
# A business is told in writing, in its mailbox, before anybody's own phone rings.
_PREFERRED_OF_BUSINESS = (Channel.EMAIL, Channel.SMS, Channel.LETTER)
_TOLD_ONCE = frozenset({MessageClass.SERVICE, MessageClass.SURVEY})
"""What the law does not ask for goes by one way, also where several were agreed. *Source:* domain.md SC19."""
_TELLS_WHEN = "appointment_date"


def channels_for(
    template: MessageTemplate, facts: DeliveryFacts, settings: ForceSettings, *, today: date
) -> tuple[Channel, ...]:
    """
    Return the channels that a message goes by; one message is made for each, and each is asked its gates.

    Those that the victim agreed to and has not refused since, in the order of the plan, as far as there is a text and a
    contact for them; one of them for what is told once. Where nothing was agreed, the first of SMS and e-mail; both
    where an officer reads the draft, who is asked once, and may change the e-mail only. Where none is possible it is
    the first that there is a text for: its gates then hold it, with the reason. A letter is written where it is the
    first that was agreed, or nothing quicker can be used: else it is a rung of the ladder.
    """
    offered = _offered(template, facts.person, settings)
    if not offered:
        return (Channel.SMS,)
    agreed = _wanted(offered, facts.person.plan)
    wanted = tuple(one for one in agreed if not _is_refused(facts, template, one)) or agreed
    usable = _without_spare_letter(tuple(one for one in wanted if contact_of(facts, settings, channel=one).is_usable))
    is_confirmed_first = mode_of(template, facts.person, facts.case, today=today) is SendMode.CONFIRMED
    if _is_told_once(template):
        usable = _best_for(template, usable)
    elif _agreed(facts.person.plan) is None and not is_confirmed_first:
        usable = usable[:1]
    return usable or wanted[:1] or offered[:1]


def _is_told_once(template: MessageTemplate) -> bool:
    # Of a sign-in, and of what was written online, every way tells: who reads one of them may be somebody else. So does
    # every way of news that an officer must always read first: it says that there is some.
    is_news = template.mode is SendMode.CONFIRMED and template.duty is None
    is_of_account = template.audience is Audience.REGISTERED_USER
    return template.message_class in _TOLD_ONCE and not is_news and not is_of_account


def _best_for(template: MessageTemplate, usable: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """
    Return the way that tells it all by itself: a text where it says when an appointment is, an e-mail where a duty is
    served, which no text can hold; else the first that was agreed.
    """
    if _says_when(template):
        best = [one for one in usable if one.worded_as is Channel.SMS]
    else:
        best = [one for one in usable if one is Channel.EMAIL and template.duty is not None]
    return tuple(best[:1]) or usable[:1]


def _says_when(template: MessageTemplate) -> bool:
    text = template.wording(Channel.SMS)
    parts = all_parts(text, discreet=False) if text else ()
    return any(isinstance(part, syntax.Placeholder) and part.name == _TELLS_WHEN for part in parts)


def _without_spare_letter(usable: tuple[Channel, ...]) -> tuple[Channel, ...]:
    return usable if usable[:1] == (Channel.LETTER,) else tuple(one for one in usable if one is not Channel.LETTER)


def rungs(template: MessageTemplate, facts: DeliveryFacts, settings: ForceSettings) -> tuple[Channel, ...]:
    """
    Return every channel that what a template says may be told by, the one to try first first.

    As `channels_for`; but where nothing was agreed all are there, not only the first.
    """
    wanted = _wanted(_offered(template, facts.person, settings), facts.person.plan)
    return tuple(
        one
        for one in wanted
        if not _is_refused(facts, template, one) and contact_of(facts, settings, channel=one).is_usable
    )


def contact_of(facts: DeliveryFacts, settings: ForceSettings, *, channel: Channel) -> Checked:
    """Return where a message would go, normalised, with what is wrong with it."""
    return _checked(addressee(facts, settings, channel=channel), settings, channel)


def key_of(person: PersonFacts, channel: Channel) -> str:
    """Return the normalised number or address by which somebody is reached, empty where there is none."""
    contact = person.contact
    match channel:
        case Channel.SMS | Channel.WHATSAPP:
            return normalise_phone(contact.mobile)
        case Channel.EMAIL:
            return normalise_email(contact.email)
        case Channel.LETTER:
            return address_key(contact.address, contact.postcode)[:LONGEST_KEY]


def bounce_key(recipient: str, channel: Channel) -> str:
    """Return what is kept of a number or address that does not exist: one that has no WhatsApp still takes texts."""
    return recipient if channel.worded_as is channel else f"{channel}:{recipient}"


def addressee(facts: DeliveryFacts, settings: ForceSettings, *, channel: Channel) -> PersonFacts:
    """
    Return whose contact is used: the recipient's own, or that of an organisation's named contact.

    The recipient stays the organisation. Its own contact is used where nobody is named, or something speaks against
    whoever is.
    """
    if facts.person.is_organisation:
        for contact in named_contacts(facts):
            is_usable = _checked(contact, settings, channel).is_usable
            if is_usable and not _speaks_against(contact, channel):
                return contact
    return facts.person


def named_contacts(facts: DeliveryFacts) -> Iterable[PersonFacts]:
    """Return who is named as the contact of the organisation that a message is for."""
    return (one for one in facts.guardians if Role.BUSINESS_CONTACT in one.roles)


def _speaks_against(contact: PersonFacts, channel: Channel) -> bool:
    plan = contact.plan
    is_refused = plan is not None and (plan.no_contact or _is_never(channel, plan))
    # The words are the organisation's: they are not made discreet for whoever reads them there.
    is_other = plan is not None and (plan.discreet or (plan.channels is not None and channel not in plan.channels))
    return contact.deceased or is_feared(contact.roles) or is_refused or is_other


def _is_never(channel: Channel, plan: ContactPlan) -> bool:
    # WhatsApp rings on the phone that texts ring on: where those must not be seen, it must not either.
    return channel in plan.never or channel.worded_as in plan.never


def _offered(template: MessageTemplate, person: PersonFacts, settings: ForceSettings) -> tuple[Channel, ...]:
    """Return the channels that there is a text for, the best first; a discreet one where that is needed."""
    preferred = _PREFERRED_OF_BUSINESS if person.is_organisation else _PREFERRED
    with_text = tuple(
        one for one in (*preferred, *_extra(person.plan, settings)) if template.has_text(one, discreet=False)
    )
    discreet = person.plan is not None and person.plan.discreet
    if not _takes_letters(person.plan, settings):
        with_text = tuple(one for one in with_text if one is not Channel.LETTER) or with_text
    return tuple(one for one in with_text if template.has_text(one, discreet=discreet)) or with_text


def _takes_letters(plan: ContactPlan | None, settings: ForceSettings) -> bool:
    """Whether the force sends letters at all, and this one may lie about: one that must not show us was asked for."""
    is_asked_for = plan is None or not plan.discreet or Channel.LETTER in (_agreed(plan) or ())
    return bool(settings.post.return_address) and is_asked_for


def _extra(plan: ContactPlan | None, settings: ForceSettings) -> tuple[Channel, ...]:
    """Return the channels that are never a default: the plan must name them, and the force have switched them on."""
    named = plan.channels if plan and plan.channels else ()
    return tuple(one for one in (Channel.WHATSAPP,) if one in named and one in settings.channels)


def _wanted(offered: tuple[Channel, ...], plan: ContactPlan | None) -> tuple[Channel, ...]:
    agreed = _agreed(plan)
    ordered = offered if agreed is None else tuple(one for one in agreed if one in offered)
    return tuple(one for one in ordered if plan is None or not _is_never(one, plan))


def _is_refused(facts: DeliveryFacts, template: MessageTemplate, channel: Channel) -> bool:
    plan, message_class = facts.person.plan, template.message_class
    return refusal(facts.opt_outs, channel=channel, message_class=message_class, plan=plan) is not None


def _agreed(plan: ContactPlan | None) -> tuple[Channel, ...] | None:
    if plan is None or plan.channels is None:
        return None
    return tuple(dict.fromkeys(Channel(name) for name in plan.channels if name in set(Channel)))


def _checked(person: PersonFacts, settings: ForceSettings, channel: Channel) -> Checked:
    match channel:
        case Channel.SMS | Channel.WHATSAPP:
            return _check(
                person.contact.mobile or "", Channel.SMS, settings.placeholders, settings.phone, settings.foreign
            )
        case Channel.EMAIL:
            return _check(person.contact.email or "", channel, settings.placeholders, settings.phone, frozenset())
        case Channel.LETTER:
            return check_address(person.contact.address or "", person.contact.postcode or "")


# The same contact is asked about by gate after gate.
@lru_cache(maxsize=512)
def _check(
    text: str, channel: Channel, placeholders: frozenset[str], own_number: str, foreign: frozenset[str]
) -> Checked:
    force = ForceContacts(
        placeholders=placeholders,
        police_numbers=frozenset({normalise_phone(own_number)}) - {""},
        police_domains=_POLICE_DOMAINS,
        foreign=foreign,
    )
    return check_phone(text, force=force) if channel is Channel.SMS else check_email(text, force=force)
