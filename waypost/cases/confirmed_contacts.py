"""
Numbers and addresses that stood in the wrong field, and of which a person has said that they are the victim's own.

No number is kept: a row says which text of the record was meant, so that it counts only while the record says that.
*Source:* domain.md Q07, "suggest, officer confirms"; docs/adr/0022-findings-as-work.md.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.contact import normalise_email, normalise_phone
from waypost.cases.findings.suggestions import Suggestion
from waypost.cases.models import ConfirmedContact


@dataclass(frozen=True)
class Offer:
    """What a person is asked to confirm, without the number itself: it is read off the record when it is used."""

    field: str
    from_field: str
    digest: str
    key: str

    @classmethod
    def of(cls, one: Suggestion) -> "Offer":
        """Return a suggestion as it can be kept."""
        return cls(one.field, one.from_field, one.digest, key_digest(contact_key(one)))

    @classmethod
    def read(cls, text: str) -> "Offer":
        """Return what `text` has written down."""
        return cls(*text.split(" "))

    @property
    def text(self) -> str:
        """The offer as one line of words without blanks."""
        return f"{self.field} {self.from_field} {self.digest} {self.key}"


def contact_key(one: Suggestion) -> str:
    """Return the normalised number or address that is suggested, as it is compared with those of others."""
    return normalise_phone(one.value) if one.field == "mobile" else normalise_email(one.value)


def key_digest(key: str) -> str:
    """Return a digest of a normalised number or address, by which others who have it are found."""
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def confirm_contact(
    offer: Offer, *, case_id: CaseId, person_id: PersonId, force: ForceName, by: str, now: datetime
) -> bool:
    """
    Let what was offered be used for somebody, as long as the record holds what it was found in; return whether new.

    Everything else that speaks against a contact still does. `by` is who has confirmed it.
    """
    with in_force(force):
        _, is_new = ConfirmedContact.objects.get_or_create(
            force=force,
            person_id=person_id,
            digest=offer.digest,
            defaults={
                "case_id": case_id,
                "field": offer.field,
                "from_field": offer.from_field,
                "key": offer.key,
                "confirmed_by": by[:80],
                "confirmed_at": now,
            },
        )
        return is_new
