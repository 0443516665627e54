"""
What is wrong with the contacts of one victim, as work for who can ask for others: Q01 to Q08 and Q23. Pure.

The gates ask the same of the one channel that a message goes by; here it counts whether there is any at all.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from waypost.access.values import ForceSettings
from waypost.cases.contact import (
    Checked,
    ForceContacts,
    Severity,
    check_address,
    check_email,
    check_phone,
    normalise_phone,
)
from waypost.cases.findings.suggestions import suggestions
from waypost.cases.values import DataFinding, PersonFacts

_POLICE_DOMAINS: Final = frozenset({"police.uk"})
_WORDS: Final = {"mobile": "Mobile", "email": "E-mail", "address": "Address"}
IN_ANOTHER_FIELD: Final = DataFinding(
    "Q07",
    "contact_in_another_field",
    "A mobile number or an e-mail stands in a field that is not for it. Ask whose it is, and move it.",
    stops=True,
    remedy="oic",
)
NO_CONTACT: Final = DataFinding(
    "Q01", "no_contact_on_record", "There is no mobile number and no e-mail on record. Ask for one.", False, "oic"
)


def findings_of_contact(person: PersonFacts, settings: ForceSettings) -> tuple[DataFinding, ...]:
    """
    Return what is wrong with each contact of somebody; it `stops` where no way is left to write to them.

    A contact that a call handler should only know about says nothing here.
    """
    checked = contacts_checked(person, settings)
    has_way = any(one.is_usable for one in checked.values())
    found = [*_faults(checked), *_elsewhere(person)]
    if not has_way and not found:
        return (NO_CONTACT,)
    return tuple(replace(one, stops=not has_way) for one in found)


def contacts_of_force(settings: ForceSettings) -> ForceContacts:
    """Return what a force knows about numbers and addresses: its own, and those it takes for made up."""
    return ForceContacts(
        placeholders=settings.placeholders,
        police_numbers=frozenset({normalise_phone(settings.phone)}) - {""},
        police_domains=_POLICE_DOMAINS,
        foreign=settings.foreign,
    )


def contacts_checked(person: PersonFacts, settings: ForceSettings) -> dict[str, Checked]:
    """Return each contact of somebody by which this force could write, with what is wrong with it."""
    force = contacts_of_force(settings)
    contact = person.contact
    found: dict[str, Checked] = {}
    if contact.mobile:
        found["mobile"] = check_phone(contact.mobile, force=force)
    if contact.email:
        found["email"] = check_email(contact.email, force=force)
    if contact.address and settings.post.return_address:
        found["address"] = check_address(contact.address, contact.postcode or "")
    return found


def _faults(checked: dict[str, Checked]) -> Iterator[DataFinding]:
    for field, one in checked.items():
        for fault in one.findings:
            if fault.severity is not Severity.NOTE:
                sentence = f"{_WORDS[field]}: {fault.sentence}"
                yield DataFinding(fault.rule, fault.name.lower(), sentence, stops=True, remedy="oic")


def _elsewhere(person: PersonFacts) -> Iterator[DataFinding]:
    # What stands in a name or an address is a finding of its own.
    if any(one.is_contact and one.from_field in {"phone", "mobile", "email"} for one in suggestions(person)):
        yield IN_ANOTHER_FIELD
