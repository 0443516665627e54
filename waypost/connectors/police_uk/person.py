"""One made-up entry of a crime's people, and its shape in a snapshot."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from waypost.base.values import JsonValue
from waypost.connectors.police_uk.values import JsonObject


def plain(name: str) -> str:
    """Return a name as it stands in an e-mail address: lower case, no accents."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """A person or an organisation; `plan` is the contact plan as the snapshot shows it."""

    id: str
    roles: tuple[str, ...]
    given_name: str | None = None
    family_name: str | None = None
    organisation_name: str | None = None
    date_of_birth: date | None = None
    deceased: bool = False
    mobile: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    postcode: str | None = None
    acts_for: tuple[str, ...] = ()
    language: str | None = "en"
    formats: tuple[str, ...] = ()
    enhanced: tuple[str, ...] = ()
    plan: JsonObject | None = None

    @property
    def is_organisation(self) -> bool:
        """Whether the entry is an organisation."""
        return self.organisation_name is not None

    def with_role(self, role: str) -> "MadeUpPerson":
        """Return the entry with one role more."""
        return replace(self, roles=(*self.roles, role))

    def to_json(self) -> JsonObject:
        """Return the entry as case.schema.json and incident.schema.json have it."""
        return {
            "id": self.id,
            "roles": list(self.roles),
            "acts_for": list(self.acts_for),
            "kind": "organisation" if self.is_organisation else "person",
            "given_name": self.given_name,
            "family_name": self.family_name,
            "organisation_name": self.organisation_name,
            "date_of_birth": self.date_of_birth.isoformat() if self.date_of_birth else None,
            "deceased": self.deceased,
            "enhanced": list(self.enhanced),
            "language": self.language,
            "formats": list(self.formats),
            "contact": self._contact(),
            "contact_plan": self.plan,
        }

    def _contact(self) -> dict[str, JsonValue]:
        return {
            "mobile": self.mobile,
            "phone": self.phone,
            "email": self.email,
            "address": self.address,
            "postcode": self.postcode,
        }
