"""
Setting aside what a snapshot says in words that we do not know.

Everything else is applied at once, above all what makes contact safer. A held item pauses the
case's automatic messages until a later revision says it in known words or not at all, or a
person decides.

Source: design.md 1.1; docs/adr/0003-snapshot-and-comparison.md.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

from waypost.cases import vocabulary as words
from waypost.cases.applied import FORMAT, AppliedCase, AppliedPerson
from waypost.cases.snapshot import (
    Appointment,
    CaseSnapshot,
    ContactPlan,
    Entry,
    Fact,
    Hearing,
    Order,
    Outcome,
    Person,
    PropertyItem,
    TaskAnswer,
)

Item = TypeVar("Item", Fact, Appointment, Hearing, PropertyItem, Entry, TaskAnswer)
Addressed = TypeVar("Addressed", Appointment, Entry)
Where = tuple[str, str, str]

_VALUE_LENGTH: Final = 60
_COMMON_FIELDS: Final = tuple(name for name in AppliedCase.model_fields if name in CaseSnapshot.model_fields)


@dataclass(frozen=True)
class Known:
    """The codes that are data and not part of the schema."""

    outcome_codes: Set[str]
    fact_kinds: Set[str]


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


def screen(
    snapshot: CaseSnapshot, *, prior: AppliedCase | None, known: Known
) -> tuple[AppliedCase, tuple[HeldItem, ...]]:
    """
    Return the part of `snapshot` that we know, and what is set aside.

    Where a value is unknown, the one held before (`prior`) stays, or none. An unknown flag and
    an unknown `never` channel are both applied and set aside. Log entries that the snapshot no
    longer lists stay.
    """
    screening = _Screening(snapshot, prior, known)
    applied = screening.apply()
    return applied, tuple(dict.fromkeys(screening.held))


@dataclass
class _Screening:
    """One pass over one snapshot; `held` fills up on the way."""

    snapshot: CaseSnapshot
    prior: AppliedCase | None
    known: Known
    held: list[HeldItem] = field(default_factory=list)

    def apply(self) -> AppliedCase:
        now, prior = self.snapshot, self.prior or _NOTHING_HELD
        common = {name: getattr(now, name) for name in _COMMON_FIELDS}
        items = {
            "facts": self.sift(now.facts, prior.facts, self.about_fact),
            "appointments": self.sift(self.addressed(now.appointments), prior.appointments, self.about_appointment),
            "hearings": self.sift(self.hearings(), prior.hearings, _about_hearing),
            "property": self.sift(now.property, prior.property, _about_property),
            "entries": self.entries(prior.entries),
            "tasks": self.sift(now.tasks, prior.tasks, _about_task),
        }
        record = {
            "format": FORMAT,
            "status": self.status(),
            "flags": self.flags(),
            "outcome": self.outcome(),
            "people": tuple(self.person(person) for person in now.people),
        }
        return AppliedCase.model_construct(**{**common, **record, **items})

    def hold(self, reasons: Iterable[HeldItem]) -> bool:
        """Write the reasons down; say whether there was any."""
        before = len(self.held)
        self.held.extend(reasons)
        return len(self.held) > before

    def status(self) -> str | None:
        if self.hold(_unknown(self.snapshot.status, _STATUS, ("status", "", "status"))):
            return self.prior.status if self.prior else None
        return self.snapshot.status

    def flags(self) -> tuple[str, ...]:
        # Applied although unknown: a flag that we cannot read still stops messages.
        for flag in self.snapshot.flags:
            self.hold(_unknown(flag, _FLAG, ("flags", "", "flag")))
        return self.snapshot.flags

    def outcome(self) -> Outcome | None:
        outcome = self.snapshot.outcome
        if outcome is None:
            return None
        codes = self.known.outcome_codes
        if self.hold(_unknown(outcome.code, codes, ("outcome", "", "code"))):
            return self.prior.outcome if self.prior else None
        if self.hold(_unknown(outcome.decided_by, _DECIDED_BY, ("outcome", "", "decided_by"))):
            return outcome.model_copy(update={"decided_by": None})
        return outcome

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
            self.hold(_unknown(channel, _NEVER, ("people", person_id, "never")))
        if plan.channels is None:
            return plan
        channels = self.sieve(plan.channels, _CHANNEL, ("people", person_id, "channels"))
        return plan.model_copy(update={"channels": channels})

    def hearings(self) -> tuple[Hearing, ...]:
        """Return the hearings without the orders whose kind is unknown."""
        return tuple(hearing.model_copy(update={"orders": self.orders(hearing)}) for hearing in self.snapshot.hearings)

    def orders(self, hearing: Hearing) -> tuple[Order, ...]:
        where = ("hearings", hearing.id, "order")
        return tuple(order for order in hearing.orders if not self.hold(_unknown(order.kind, _ORDER, where)))

    def entries(self, before: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return the entries known by now: a source lists only its newest."""
        now = self.sift(self.addressed(self.snapshot.entries), before, self.about_entry)
        listed = {entry.id for entry in now}
        older = [entry for entry in before if entry.id not in listed]
        return tuple(sorted([*older, *now], key=lambda entry: (entry.at, entry.id)))

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
        return tuple(value for value in values if not self.hold(_unknown(value, known, where)))

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

    def about_fact(self, fact: Fact) -> Iterator[HeldItem]:
        yield from _unknown(fact.kind, self.known.fact_kinds, ("facts", fact.id, "kind"))

    def about_appointment(self, appointment: Appointment) -> Iterator[HeldItem]:
        for field_name, known in _APPOINTMENT.items():
            where = ("appointments", appointment.id, field_name)
            yield from _unknown(getattr(appointment, field_name), known, where)
        yield from self.about_addressee(appointment, "appointments")

    def about_entry(self, entry: Entry) -> Iterator[HeldItem]:
        yield from _unknown(entry.kind, _ENTRY, ("entries", entry.id, "kind"))
        yield from self.about_addressee(entry, "entries")

    def about_addressee(self, item: Appointment | Entry, section: str) -> Iterator[HeldItem]:
        if item.person is None and len(self.victims()) > 1:
            sentence = "The case has several victims and this names none of them. Say who it is for."
            yield HeldItem(section, item.id, "person", "", sentence)


def _about_hearing(hearing: Hearing) -> Iterator[HeldItem]:
    for field_name, known in _HEARING.items():
        where = ("hearings", hearing.id, field_name)
        yield from _unknown(getattr(hearing, field_name), known, where)


def _about_property(item: PropertyItem) -> Iterator[HeldItem]:
    yield from _unknown(item.status, _PROPERTY, ("property", item.id, "status"))


def _about_task(task: TaskAnswer) -> Iterator[HeldItem]:
    yield from _unknown(task.status, _TASK, ("tasks", task.waypost_id, "status"))


def _unknown(value: str | None, known: Set[str], where: Where) -> Iterator[HeldItem]:
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


def _values(vocabulary: type[StrEnum]) -> frozenset[str]:
    return frozenset(member.value for member in vocabulary)


# No required field but these is ever read of it.
_NOTHING: Final[dict[str, Any]] = {"format": FORMAT, "status": None}
_NOTHING_HELD: Final = AppliedCase.model_construct(**_NOTHING)
_SECTIONS: Final[dict[type, str]] = {
    Fact: "facts",
    Appointment: "appointments",
    Hearing: "hearings",
    PropertyItem: "property",
    Entry: "entries",
    TaskAnswer: "tasks",
}
_STATUS: Final = _values(words.CaseStatus)
_FLAG: Final = _values(words.Flag)
_DECIDED_BY: Final = _values(words.DecidedBy)
_ROLE: Final = _values(words.Role)
_ENHANCED: Final = _values(words.EnhancedReason)
_FORMAT: Final = _values(words.Format)
_CHANNEL: Final = _values(words.AgreedChannel)
_NEVER: Final = _values(words.ForbiddenChannel)
_ORDER: Final = _values(words.OrderKind)
_ENTRY: Final = _values(words.EntryKind)
_PROPERTY: Final = _values(words.PropertyStatus)
_TASK: Final = _values(words.TaskStatus)
_APPOINTMENT: Final = {
    "kind": _values(words.AppointmentKind),
    "status": _values(words.AppointmentStatus),
    "missed_by": _values(words.MissedBy),
}
_HEARING: Final = {
    "kind": _values(words.HearingKind),
    "status": _values(words.HearingStatus),
    "result_code": _values(words.ResultCode),
}
