"""
What we hold of a crime or an incident: the part of its newest snapshot that we know the meaning of.

Made by screening alone. Within it every status, kind and code is known, except a flag and a
`never` channel, which are kept even when unknown because they only make contact rarer.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, JsonValue

from waypost.cases.snapshot import (
    Appointment,
    CaseRecord,
    Entry,
    Fact,
    Hearing,
    IncidentRecord,
    Numbered,
    Part,
    Person,
    PropertyItem,
    TaskAnswer,
)
from waypost.cases.snapshot.shape import Shape
from waypost.cases.snapshot.types import Instant, ListOf
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


class Applied(Numbered):
    """The known part of one snapshot of either kind, with the revision that it was made from."""

    format: Literal[1]
    status: str | None
    people: Annotated[tuple[AppliedPerson, ...], ListOf] = ()
    appointments: Annotated[tuple[Appointment, ...], ListOf] = ()

    def to_json(self) -> str:
        """Return it as JSON text; what has its default value is left out."""
        return self.model_dump_json(by_alias=True, exclude_defaults=True)

    def to_document(self) -> dict[str, JsonValue]:
        """Return the same for a JSON column."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """
        Load what `to_json` wrote.

        :raises pydantic.ValidationError: if the text has another format version.
        """
        return cls.model_validate_json(text)

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> Self:
        """
        Load what `to_json` wrote and somebody has decoded since, such as a JSON column.

        :raises pydantic.ValidationError: if the document has another format version.
        """
        return cls.model_validate(document)

    def person(self, person_id: str) -> AppliedPerson | None:
        """Return the person with this id, or None where there is no such person."""
        return next((person for person in self.people if person.id == person_id), None)

    def victims(self) -> tuple[AppliedPerson, ...]:
        """Return the victims, in the source's order."""
        return tuple(person for person in self.people if person.has_role(Role.VICTIM))


class Joined(Shape):
    """
    What the lists of a case that second sources add to were made from: the owner's own items, and the others' parts.

    `shown` says, by section and item, under which id an item stands in the case where that is not its own: an item
    that two sources have keeps the id under which it was first known (`contributions.joining`).
    """

    facts: Annotated[tuple[Fact, ...], ListOf] = ()
    hearings: Annotated[tuple[Hearing, ...], ListOf] = ()
    property: Annotated[tuple[PropertyItem, ...], ListOf] = ()
    parts: Annotated[tuple[Part, ...], ListOf] = ()
    shown: dict[str, dict[str, str]] = Field(default_factory=dict)


class AppliedCase(CaseRecord, Applied):
    """The known part of one recorded crime; `joined` is None where no second source speaks about it."""

    flags: Annotated[tuple[str, ...], ListOf] = ()
    facts: Annotated[tuple[Fact, ...], ListOf] = ()
    hearings: Annotated[tuple[Hearing, ...], ListOf] = ()
    property: Annotated[tuple[PropertyItem, ...], ListOf] = ()
    entries: Annotated[tuple[Entry, ...], ListOf] = ()
    tasks: Annotated[tuple[TaskAnswer, ...], ListOf] = ()
    joined: Joined | None = None


class AppliedIncident(IncidentRecord, Applied):
    """
    The known part of one incident, with two things that we work out.

    `told_eta` is the expected arrival from which the band that holds now was made: it stays while `eta` moves
    within that band, so that many small delays cannot add up unseen. `crimes` are the references of the crimes
    that we know to be recorded from it, in the order in which we learned of them.
    """

    grade: str | None = None
    told_eta: Instant | None = None
    crimes: Annotated[tuple[str, ...], ListOf] = ()


AnyApplied = AppliedCase | AppliedIncident


def applied_of(document: Mapping[str, object], *, is_incident: bool) -> AnyApplied:
    """
    Load a held document of one kind.

    :raises pydantic.ValidationError: if it has another format version.
    """
    return AppliedIncident.from_document(document) if is_incident else AppliedCase.from_document(document)


def read_applied(text: str, *, is_incident: bool) -> AnyApplied:
    """
    Load a held document of one kind from its JSON text, which is twice as fast.

    :raises pydantic.ValidationError: if it has another format version.
    """
    return AppliedIncident.from_json(text) if is_incident else AppliedCase.from_json(text)
