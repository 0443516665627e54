"""
Contact details: one way of writing, what is wrong with them, whose they are.

Pure; nothing here asks a network. Read `check_phone`, `check_email` and `collision` first.
"""

from waypost.cases.contact.address import check_address, may_be_same_home
from waypost.cases.contact.collision import (
    ContactKeys,
    Match,
    address_key,
    collision,
    contact_keys,
    home_key,
    is_feared,
)
from waypost.cases.contact.normal import (
    name_and_birth,
    name_key,
    normalise_email,
    normalise_phone,
    normalise_postcode,
    normalise_words,
    same_contact,
)
from waypost.cases.contact.quality import (
    Checked,
    Finding,
    ForceContacts,
    Severity,
    check_email,
    check_phone,
    check_words,
    is_stale,
)

__all__ = [
    "Checked",
    "ContactKeys",
    "Finding",
    "ForceContacts",
    "Match",
    "Severity",
    "address_key",
    "check_address",
    "check_email",
    "check_phone",
    "check_words",
    "collision",
    "contact_keys",
    "home_key",
    "is_feared",
    "is_stale",
    "may_be_same_home",
    "name_and_birth",
    "name_key",
    "normalise_email",
    "normalise_phone",
    "normalise_postcode",
    "normalise_words",
    "same_contact",
]
