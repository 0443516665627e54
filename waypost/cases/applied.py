"""
What we hold of a case: the part of its newest snapshot that we know the meaning of.

Made by screening alone. Within it every status, kind and code is known, except a flag and a
`never` channel, which are kept even when unknown because they only make contact rarer.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from waypost.cases.snapshot import (
    Appointment,
    CaseRecord,
    Entry,
    Fact,
    Hearing,
    Person,
    PropertyItem,
    TaskAnswer,
)
from waypost.cases.snapshot.types import ListOf
from waypost.cases.vocabulary import Role

FORMAT: Final = 1

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "record": (
        "recorded_at",
        "offence",
        "status",
        "incident_reference",
        "linked",
        "merged_into",
        "transferred_to",
        "summary",
        "occurred",
        "outcome",
    ),
    "flags": ("flags",),
    "officers": ("officer", "supervisor", "flo"),
    "people": ("people",),
    "facts": ("facts",),
    "appointments": ("appointments",),
    "hearings": ("hearings",),
    "property": ("property",),
    "entries": ("entries",),
    "tasks": ("tasks",),
}


class AppliedPerson(Person):
    """A person as we hold them: with the roles that we know, which may be none."""

    roles: Annotated[tuple[str, ...], ListOf]

    def has_role(self, *roles: Role) -> bool:
        """Whether the person is at least one of `roles`."""
        return not set(roles).isdisjoint(self.roles)


class AppliedCase(CaseRecord):
    """The known part of one case, with the revision that it was made from."""

    format: Literal[1]
    status: str | None
    flags: Annotated[tuple[str, ...], ListOf] = ()
    people: Annotated[tuple[AppliedPerson, ...], ListOf] = ()
    facts: Annotated[tuple[Fact, ...], ListOf] = ()
    appointments: Annotated[tuple[Appointment, ...], ListOf] = ()
    hearings: Annotated[tuple[Hearing, ...], ListOf] = ()
    property: Annotated[tuple[PropertyItem, ...], ListOf] = ()
    entries: Annotated[tuple[Entry, ...], ListOf] = ()
    tasks: Annotated[tuple[TaskAnswer, ...], ListOf] = ()

    def to_json(self) -> str:
        """Return the case as JSON text; what has its default value is left out."""
        return self.model_dump_json(by_alias=True, exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> "AppliedCase":
        """
        Load what `to_json` wrote.

        :raises pydantic.ValidationError: if the text has another format version.
        """
        return cls.model_validate_json(text)

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "AppliedCase":
        """
        Load what `to_json` wrote and somebody has decoded since, such as a JSON column.

        :raises pydantic.ValidationError: if the document has another format version.
        """
        return cls.model_validate(document)

    def person(self, person_id: str) -> AppliedPerson | None:
        """Return the person with this id, or None where the case has no such person."""
        return next((person for person in self.people if person.id == person_id), None)

    def victims(self) -> tuple[AppliedPerson, ...]:
        """Return the victims, in the source's order."""
        return tuple(person for person in self.people if person.has_role(Role.VICTIM))
