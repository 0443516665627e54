"""
What a victim has refused in the portal, and whether it still holds. Pure.

*Source:* design 1.6; docs/adr/0015-choices-of-the-victim.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from waypost.cases.contact import address_key, normalise_email, normalise_phone
from waypost.cases.values import Contact, ContactPlan, OptOut, PersonFacts, Purpose
from waypost.cases.vocabulary import ForbiddenChannel

LONGEST_KEY: Final = 500


class ContactKind(StrEnum):
    """In what a contact is written down: which of the normalised keys it is."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class WhyFrozen(StrEnum):
    """Why nothing may go to a contact."""

    NOT_ME = "not_me"
    """Whoever reads there said that it was not for them."""
    BOUNCED = "bounced"
    STAFF = "staff"


@dataclass(frozen=True)
class Choice:
    """What is refused, or wanted again: a channel (None: any), a purpose (None: any)."""

    channel: ForbiddenChannel | None
    purpose: Purpose | None

    @property
    def name(self) -> str:
        """How the words of it are called in `content/words/choices.yaml`."""
        return f"{self.channel or 'any'}_{self.purpose or 'any'}"


def contacts_of(person: PersonFacts) -> Mapping[str, ContactKind]:
    """Return the normalised numbers and addresses of one entry, each with its kind, as a frozen contact has it."""
    return _keys_of(person.contact)


# Asked for again and again while one person is compared with what stands around the case.
@lru_cache(maxsize=2048)
def _keys_of(contact: Contact) -> Mapping[str, ContactKind]:
    keys = {
        normalise_phone(contact.mobile): ContactKind.PHONE,
        normalise_phone(contact.phone): ContactKind.PHONE,
        normalise_email(contact.email): ContactKind.EMAIL,
        address_key(contact.address, contact.postcode)[:LONGEST_KEY]: ContactKind.ADDRESS,
    }
    return MappingProxyType({key: kind for key, kind in keys.items() if key})


def still_holds(opt_out: OptOut, plan: ContactPlan | None) -> bool:
    """
    Whether a refusal still counts beside what the source says now.

    It does until the source carries a plan that was agreed after it and that names the refused channel among those
    agreed: then an officer has spoken with the victim since. The contract has no word for a purpose, and to leave a
    channel out names nothing: such a refusal is only withdrawn.
    """
    if plan is None or plan.agreed_at is None or plan.channels is None:
        return True
    if opt_out.channel is None or opt_out.purpose is not None:
        return True
    is_agreed_anew = plan.agreed_at > opt_out.since and opt_out.channel in plan.channels
    return not is_agreed_anew or opt_out.channel in plan.never
