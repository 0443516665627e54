"""Whether somebody has said that a number or address is not to be used."""

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.contact import normalise_email, normalise_phone
from waypost.cases.finding.values import Asked
from waypost.cases.models import FrozenContact


def is_frozen(asked: Asked, *, force: ForceName) -> bool:
    """Return whether nothing may go to the number or address that is looked for; one look by its index."""
    keys = [key for key in (normalise_phone(asked.phone), normalise_email(asked.email)) if key]
    if not keys:
        return False
    with in_force(force):
        return FrozenContact.objects.filter(force=force, key__in=keys, lifted_at=None).exists()
