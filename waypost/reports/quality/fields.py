"""How complete what is on record about a victim is, and how old. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from waypost.access.values import ForceSettings
from waypost.cases.birthdays import is_known_birthday
from waypost.cases.contact import check_address, is_stale
from waypost.cases.findings import findings_of_name, word_lists
from waypost.cases.values import DeliveryFacts, PersonFacts
from waypost.messages.reach import contact_of
from waypost.messages.values import Channel
from waypost.reports.quality.stoppers import Asking

FILLED, USABLE = "filled", "usable"
_MONTHS: Final = ((92, "in the last 3 months"), (365, "3 to 12 months ago"))
AGES: Final = ("in the last 3 months", "3 to 12 months ago", "more than a year ago", "no date on record")
NEVER: Final = AGES[-1]


def fields_of(facts: DeliveryFacts, *, by: Asking) -> Iterator[tuple[str, bool, bool]]:
    """Yield each field with whether anything stands in it, and whether what stands there can be used."""
    person, case = facts.person, facts.case
    contact = person.contact
    settings = by.settings
    yield _contact("Mobile number", contact.mobile, _is_usable(facts, settings, Channel.SMS))
    yield _contact("E-mail address", contact.email, _is_usable(facts, settings, Channel.EMAIL))
    address = check_address(contact.address or "", contact.postcode or "")
    yield _contact("Postal address with postcode", contact.address, address.is_usable)
    yield from _about_who(person, by.now)
    plan = person.plan
    yield "Contact plan", plan is not None, plan is not None and plan.agreed_at is not None
    yield _contact("Officer in the case", case.officer.collar_number if case.officer else None, usable=True)
    yield _contact("Team of the officer", case.officer.team if case.officer else None, usable=True)
    yield _contact("Offence group that Waypost knows", case.group, case.group in by.groups)


def age_of_contact(person: PersonFacts, *, now: datetime) -> str:
    """Return when somebody confirmed the contact, as one of `AGES`."""
    confirmed_at = person.contact.confirmed_at
    if confirmed_at is None:
        return NEVER
    age = now - confirmed_at
    if is_stale(confirmed_at, bounced_at=None, now=now):
        return AGES[2]
    return next((words for days, words in _MONTHS if age <= timedelta(days=days)), AGES[2])


def _about_who(person: PersonFacts, now: datetime) -> Iterator[tuple[str, bool, bool]]:
    name = (
        person.organisation_name if person.is_organisation else f"{person.given_name or ''}{person.family_name or ''}"
    )
    is_sound = not any(found.finding.stops for found in findings_of_name(person, word_lists()))
    yield _contact("Name", name, usable=is_sound)
    if person.is_organisation:
        return
    born_on = person.date_of_birth
    yield "Date of birth", born_on is not None, is_known_birthday(born_on, today=now.date())
    yield _contact("Language", person.language, usable=True)


def _contact(name: str, text: str | None, usable: bool) -> tuple[str, bool, bool]:
    is_filled = bool((text or "").strip())
    return name, is_filled, is_filled and usable


def _is_usable(facts: DeliveryFacts, settings: ForceSettings, channel: Channel) -> bool:
    return contact_of(facts, settings, channel=channel).is_usable
