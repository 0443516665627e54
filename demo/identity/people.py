"""Who works in Anyshire, as its identity provider knows them. All are made up; officers are the crime system's."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `subject` is what they are called in tokens, and never changes."""

    subject: str
    collar_number: str
    name: str
    team: str
    groups: tuple[str, ...]
    note: str = ""


PEOPLE: Final = (
    Person("a3f1c2d4", "4471", "PC Jo Hall", "North CID", ("waypost-officers",)),
    Person("b7e05519", "5128", "DC Priya Nair", "North CID", ("waypost-officers",)),
    Person("c90d8e77", "3907", "PC Tom Beck", "Neighbourhood South", ("waypost-officers",)),
    Person("d1188aa0", "2210", "SGT Ali Shaw", "North CID", ("waypost-supervisors",), note="supervisor"),
    Person("e64b20f3", "C118", "Morgan Reid", "Crime Records", ("waypost-data-quality",), note="records clerk"),
    Person("b3d84f10", "H310", "Casey Drum", "Contact Centre", ("waypost-call-handlers",), note="takes calls"),
    Person("c5e7a962", "W145", "Ines Crane", "Witness Care North", ("waypost-witness-care",), note="witness care"),
    Person("d60b1f74", "P412", "Noor Quill", "Content", ("waypost-content",), note="writes the texts"),
    Person("e81c93ad", "P405", "Bryn Ashdown", "Content", ("waypost-approvers",), note="second pair of eyes"),
    Person("f94d2b58", "N230", "Lee Marrow", "Performance", ("waypost-analysts",), note="looks at figures"),
    Person("a0d5e3c7", "A118", "Uma Fell", "Professional Standards", ("waypost-auditors",), note="looks who looked"),
    Person("a77c41e9", "S207", "Robin Vale", "Force Systems", ("waypost-administrators",), note="runs Waypost"),
    Person(
        "f2d9b6c8", "8844", "PC Sam Lowe", "Neighbourhood South", ("waypost-officers",),
        note="new here: Waypost does not know them",
    ),
)  # fmt: skip


def person_of(subject: str) -> Person | None:
    """Return who has this subject, or None."""
    return next((person for person in PEOPLE if person.subject == subject), None)
