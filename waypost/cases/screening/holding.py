"""
What screening a crime and screening an incident have in common: people, lists with ids, and how a value is held.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Generic, TypeVar

from waypost.cases import vocabulary as words
from waypost.cases.applied import AppliedPerson
from waypost.cases.snapshot import (
    Appointment,
    ContactPlan,
    Entry,
    Fact,
    Hearing,
    Person,
    PropertyItem,
    Snapshot,
    TaskAnswer,
)

Screened = TypeVar("Screened", bound=Snapshot)
Item = TypeVar("Item", Fact, Appointment, Hearing, PropertyItem, Entry, TaskAnswer)
Addressed = TypeVar("Addressed", Appointment, Entry)
Where = tuple[str, str, str]

_VALUE_LENGTH: Final = 60


@dataclass(frozen=True)
class Known:
    """The codes that are data and not part of the schema."""

    outcome_codes: Set[str]
    fact_kinds: Set[str]
    channels: Set[str] = frozenset()
    """Channels beside the schema's own that the force has switched on."""


@dataclass(frozen=True)
class HeldItem:
    """
    One thing in a snapshot that a person must look at.

    `item` is the id of the person, fact, appointment or the like, empty where it is the case;
    `value` is the source's code, never a text about a person.
    """

    section: str
    item: str
    field: str
    value: str
    sentence: str


@dataclass
class Screening(Generic[Screened]):
    """One pass over one snapshot; `held` fills up on the way."""

    snapshot: Screened
    held: list[HeldItem] = field(default_factory=list)
    channels: Set[str] = frozenset()

    def hold(self, reasons: Iterable[HeldItem]) -> bool:
        """Write the reasons down; say whether there was any."""
        before = len(self.held)
        self.held.extend(reasons)
        return len(self.held) > before

    def known(self, value: str | None, prior: str | None, *, values: Set[str], name: str) -> str | None:
        """Return a value that stands alone: where it is unknown, the one held before."""
        return prior if self.hold(unknown(value, values, (name, "", name))) else value

    def flags_of(self, flags: tuple[str, ...]) -> tuple[str, ...]:
        """Return all the flags; the unknown ones are held besides."""
        # Applied although unknown: a flag that we cannot read still stops messages.
        for flag in flags:
            self.hold(unknown(flag, _FLAG, ("flags", "", "flag")))
        return flags

    def people(self) -> tuple[AppliedPerson, ...]:
        """Return the people with what we know of them."""
        return tuple(self.person(person) for person in self.snapshot.people)

    def person(self, person: Person) -> AppliedPerson:
        def known(field: str, values: Set[str]) -> tuple[str, ...]:
            return self.sieve(getattr(person, field), values, ("people", person.id, field))

        screened = {
            "roles": known("roles", _ROLE),
            "enhanced": known("enhanced", _ENHANCED),
            "formats": known("formats", _FORMAT),
            "contact_plan": self.plan(person.contact_plan, person.id),
        }
        return AppliedPerson.model_construct(**{**dict(person), **screened})

    def plan(self, plan: ContactPlan | None, person_id: str) -> ContactPlan | None:
        if plan is None:
            return None
        # Applied although unknown: what must never be done is kept even unread.
        for channel in plan.never:
            self.hold(unknown(channel, _NEVER, ("people", person_id, "never")))
        if plan.channels is None:
            return plan
        channels = self.sieve(plan.channels, _CHANNEL | self.channels, ("people", person_id, "channels"))
        return plan.model_copy(update={"channels": channels})

    def appointments(self, before: Iterable[Appointment]) -> tuple[Appointment, ...]:
        """Return the appointments that nothing speaks against."""
        return self.sift(self.addressed(self.snapshot.appointments), before, self.about_appointment)

    def addressed(self, items: Iterable[Addressed]) -> tuple[Addressed, ...]:
        """Return the items; one that names nobody is for the victim where there is only one."""
        victims = self.victims()
        if len(victims) != 1:
            return tuple(items)
        only = {"person": victims[0]}
        return tuple(i if i.person is not None else i.model_copy(update=only) for i in items)

    def victims(self) -> list[str]:
        return [person.id for person in self.snapshot.people if words.Role.VICTIM in person.roles]

    def sieve(self, values: Iterable[str], known: Set[str], where: Where) -> tuple[str, ...]:
        """Return the values that are known; the others are held one by one."""
        return tuple(value for value in values if not self.hold(unknown(value, known, where)))

    def sift(
        self,
        items: Iterable[Item],
        before: Iterable[Item],
        reasons: Callable[[Item], Iterable[HeldItem]],
    ) -> tuple[Item, ...]:
        """Return the items that nothing speaks against, and for the others what was held before."""
        earlier = {_id(item): item for item in before}
        kept: list[Item] = []
        for item_id, versions in _versions(items).items():
            if not self.hold(_disagreement(versions)) and not self.hold(reasons(versions[0])):
                kept.append(versions[0])
            elif item_id in earlier:
                kept.append(earlier[item_id])
        return tuple(kept)

    def about_appointment(self, appointment: Appointment) -> Iterator[HeldItem]:
        for field_name, known in _APPOINTMENT.items():
            where = ("appointments", appointment.id, field_name)
            yield from unknown(getattr(appointment, field_name), known, where)
        yield from self.about_addressee(appointment, "appointments")

    def about_addressee(self, item: Appointment | Entry, section: str) -> Iterator[HeldItem]:
        if item.person is None and len(self.victims()) > 1:
            sentence = "The case has several victims and this names none of them. Say who it is for."
            yield HeldItem(section, item.id, "person", "", sentence)


def unknown(value: str | None, known: Set[str], where: Where) -> Iterator[HeldItem]:
    """Yield what is held about `value`: nothing where it is known or absent."""
    if value is not None and value not in known:
        section, item, field_name = where
        sentence = (
            f"We do not know this {field_name.replace('_', ' ')} ({section}). "
            "Say what it means, or have it sent with a value of the contract."
        )
        yield HeldItem(section, item, field_name, value[:_VALUE_LENGTH], sentence)


def _disagreement(versions: Sequence[Item]) -> Iterator[HeldItem]:
    """Yield what is held where one id stands for different things."""
    first = versions[0]
    if any(other != first for other in versions):
        sentence = "Two different items have this id. Have each sent once, with an id of its own."
        yield HeldItem(_SECTIONS[type(first)], _id(first), "id", "", sentence)


def _versions(items: Iterable[Item]) -> dict[str, list[Item]]:
    versions: dict[str, list[Item]] = {}
    for item in items:
        versions.setdefault(_id(item), []).append(item)
    return versions


def _id(item: Fact | Appointment | Hearing | PropertyItem | Entry | TaskAnswer) -> str:
    return item.waypost_id if isinstance(item, TaskAnswer) else item.id


def values_of(vocabulary: type[StrEnum]) -> frozenset[str]:
    """Return the words of one list as the wire has them."""
    return frozenset(member.value for member in vocabulary)


_SECTIONS: Final[dict[type, str]] = {
    Fact: "facts",
    Appointment: "appointments",
    Hearing: "hearings",
    PropertyItem: "property",
    Entry: "entries",
    TaskAnswer: "tasks",
}
_FLAG: Final = values_of(words.Flag)
_ROLE: Final = values_of(words.Role)
_ENHANCED: Final = values_of(words.EnhancedReason)
_FORMAT: Final = values_of(words.Format)
_CHANNEL: Final = values_of(words.AgreedChannel)
_NEVER: Final = values_of(words.ForbiddenChannel)
_APPOINTMENT: Final = {
    "kind": values_of(words.AppointmentKind),
    "status": values_of(words.AppointmentStatus),
    "missed_by": values_of(words.MissedBy),
}
