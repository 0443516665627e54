"""Screening of a recorded crime. Read `screen` first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from waypost.cases import vocabulary as words
from waypost.cases.applied import FORMAT, AppliedCase
from waypost.cases.screening.holding import HeldItem, Known, Screening, unknown, values_of
from waypost.cases.snapshot import (
    CaseSnapshot,
    Entry,
    Fact,
    Hearing,
    Order,
    Outcome,
    Part,
    PropertyItem,
    TaskAnswer,
)

_COMMON_FIELDS: Final = tuple(name for name in AppliedCase.model_fields if name in CaseSnapshot.model_fields)


def screen(
    snapshot: CaseSnapshot, *, prior: AppliedCase | None, known: Known
) -> tuple[AppliedCase, tuple[HeldItem, ...]]:
    """
    Return the part of `snapshot` that we know, and what is set aside.

    Where a value is unknown, the one held before (`prior`) stays, or none. An unknown flag and
    an unknown `never` channel are both applied and set aside. Log entries that the snapshot no
    longer lists stay.
    """
    screening = _CaseScreening(
        snapshot=snapshot, prior=prior or _NOTHING_HELD, vocabulary=known, channels=known.channels
    )
    applied = screening.apply()
    return applied, tuple(dict.fromkeys(screening.held))


def screen_part(part: Part, *, prior: Part | None, known: Known) -> tuple[Part, tuple[HeldItem, ...]]:
    """
    Return what we know of the words of a second source about a case, and what is set aside; as `screen` does.

    An item that names people is set aside: ids of people are the owner's, and another's could mean somebody else.
    """
    before = prior or Part(source=part.source, reference=part.reference)
    wire: dict[str, Any] = {"people": (), "hearings": part.hearings}
    snapshot = CaseSnapshot.model_construct(**wire)
    one = _CaseScreening(snapshot=snapshot, prior=_NOTHING_HELD, vocabulary=known, channels=known.channels)
    items = {
        "facts": one.sift(part.facts, before.facts, lambda fact: (*one.about_fact(fact), *_about_named(fact))),
        "hearings": one.sift(
            one.hearings(), before.hearings, lambda each: (*_about_hearing(each), *_about_named(each))
        ),
        "property": one.sift(part.property, before.property, _about_property),
    }
    return part.model_copy(update=items), tuple(dict.fromkeys(one.held))


def _about_named(item: Fact | Hearing) -> Iterator[HeldItem]:
    is_hearing = isinstance(item, Hearing)
    named = (*item.defendants, *item.witnesses) if isinstance(item, Hearing) else (item.person,)
    if any(named):
        yield HeldItem("hearings" if is_hearing else "facts", item.id, "people", "", _NAMES_PEOPLE)


@dataclass(kw_only=True)
class _CaseScreening(Screening[CaseSnapshot]):
    prior: AppliedCase
    vocabulary: Known

    def apply(self) -> AppliedCase:
        now, prior = self.snapshot, self.prior
        common = {name: getattr(now, name) for name in _COMMON_FIELDS}
        items = {
            "facts": self.sift(now.facts, prior.facts, self.about_fact),
            "appointments": self.appointments(prior.appointments),
            "hearings": self.sift(self.hearings(), prior.hearings, _about_hearing),
            "property": self.sift(now.property, prior.property, _about_property),
            "entries": self.entries(prior.entries),
            "tasks": self.sift(now.tasks, prior.tasks, _about_task),
        }
        record = {
            "format": FORMAT,
            "status": self.known(now.status, prior.status, values=_STATUS, name="status"),
            "flags": self.flags_of(now.flags),
            "outcome": self.outcome(),
            "people": self.people(),
        }
        return AppliedCase.model_construct(**{**common, **record, **items})

    def outcome(self) -> Outcome | None:
        outcome = self.snapshot.outcome
        if outcome is None:
            return None
        codes = self.vocabulary.outcome_codes
        if self.hold(unknown(outcome.code, codes, ("outcome", "", "code"))):
            return self.prior.outcome
        if self.hold(unknown(outcome.decided_by, _DECIDED_BY, ("outcome", "", "decided_by"))):
            return outcome.model_copy(update={"decided_by": None})
        return outcome

    def hearings(self) -> tuple[Hearing, ...]:
        """Return the hearings without the orders whose kind is unknown."""
        return tuple(hearing.model_copy(update={"orders": self.orders(hearing)}) for hearing in self.snapshot.hearings)

    def orders(self, hearing: Hearing) -> tuple[Order, ...]:
        where = ("hearings", hearing.id, "order")
        return tuple(order for order in hearing.orders if not self.hold(unknown(order.kind, _ORDER, where)))

    def entries(self, before: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return the entries known by now: a source lists only its newest."""
        now = self.sift(self.addressed(self.snapshot.entries), before, self.about_entry)
        listed = {entry.id for entry in now}
        older = [entry for entry in before if entry.id not in listed]
        return tuple(sorted([*older, *now], key=lambda entry: (entry.at, entry.id)))

    def about_fact(self, fact: Fact) -> Iterator[HeldItem]:
        yield from unknown(fact.kind, self.vocabulary.fact_kinds, ("facts", fact.id, "kind"))

    def about_entry(self, entry: Entry) -> Iterator[HeldItem]:
        yield from unknown(entry.kind, _ENTRY, ("entries", entry.id, "kind"))
        yield from self.about_addressee(entry, "entries")


def _about_hearing(hearing: Hearing) -> Iterator[HeldItem]:
    for field_name, known in _HEARING.items():
        where = ("hearings", hearing.id, field_name)
        yield from unknown(getattr(hearing, field_name), known, where)


def _about_property(item: PropertyItem) -> Iterator[HeldItem]:
    yield from unknown(item.status, _PROPERTY, ("property", item.id, "status"))


def _about_task(task: TaskAnswer) -> Iterator[HeldItem]:
    yield from unknown(task.status, _TASK, ("tasks", task.waypost_id, "status"))


_NAMES_PEOPLE: Final = (
    "A system that does not own this case names people in it. Have that left out: its ids could mean somebody else."
)
# No required field but these is ever read of it.
_NOTHING: Final[dict[str, Any]] = {"format": FORMAT, "status": None}
_NOTHING_HELD: Final = AppliedCase.model_construct(**_NOTHING)
_STATUS: Final = values_of(words.CaseStatus)
_DECIDED_BY: Final = values_of(words.DecidedBy)
_ORDER: Final = values_of(words.OrderKind)
_ENTRY: Final = values_of(words.EntryKind)
_PROPERTY: Final = values_of(words.PropertyStatus)
_TASK: Final = values_of(words.TaskStatus)
_HEARING: Final = {
    "kind": values_of(words.HearingKind),
    "status": values_of(words.HearingStatus),
    "result_code": values_of(words.ResultCode),
}
