"""What staff decide about the contacts of one person: that nothing may go there, or that it may again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.choices import ContactKind, WhyFrozen, contacts_of
from waypost.cases.frozen_contacts import Frozen, freeze_contact, lift_frozen_contact
from waypost.cases.models import Case, FrozenContact, Person
from waypost.cases.queries import case_id_by_reference, cases_by_id
from waypost.cases.values import CaseKind, PersonFacts


class NobodyOfThatId(LookupError):
    """The force has no such case, or nobody of that id in it."""


@dataclass(frozen=True)
class FrozenFacts:
    """One contact that is frozen now, without the number or address. Empty ids: it was not said about a case."""

    kind: ContactKind
    why: WhyFrozen
    since: datetime
    reference: str
    person_ref: str


def freeze_person(reference: str, *, person_ref: str, force: ForceName, by: Actor, now: datetime) -> int:
    """
    Freeze every number, e-mail and postal address on record of one person; return how many were not frozen before.

    :raises NobodyOfThatId: if there is no such case or person.
    """
    with in_force(force):
        case_id, person = _person(reference, person_ref, force)
        count = sum(
            freeze_contact(Frozen(kind, key, WhyFrozen.STAFF, person.person_id), force=force, by=by, now=now)
            for key, kind in contacts_of(person).items()
        )
        _audit(Action.CONTACT_FROZEN, case_id, person, by=by, force=force, now=now)
        return count


def lift_person(reference: str, *, person_ref: str, force: ForceName, by: Actor, now: datetime) -> int:
    """
    Let what is on record of one person be used again, and what was frozen in their name; return how many were frozen.

    :raises NobodyOfThatId: if there is no such case or person.
    """
    with in_force(force):
        case_id, person = _person(reference, person_ref, force)
        said = FrozenContact.objects.filter(force=force, person_id=person.person_id, lifted_at=None)
        keys = {**contacts_of(person), **{row.key: ContactKind(row.kind) for row in said}}
        count = sum(lift_frozen_contact(kind, key, force=force, by=by, now=now) for key, kind in keys.items())
        _audit(Action.CONTACT_LIFTED, case_id, person, by=by, force=force, now=now)
        return count


def frozen_contacts(*, force: ForceName) -> Sequence[FrozenFacts]:
    """Return what is frozen now, the newest first."""
    with in_force(force):
        rows = list(FrozenContact.objects.filter(force=force, lifted_at=None).order_by("-since", "-id"))
        references = dict(
            Case.objects.filter(force=force, id__in={row.case_id for row in rows}).values_list("id", "reference")
        )
        refs = dict(Person.objects.filter(force=force, id__in={row.person_id for row in rows}).values_list("id", "ref"))
        return [
            FrozenFacts(
                ContactKind(row.kind),
                WhyFrozen(row.why),
                row.since,
                references.get(row.case_id or 0, ""),
                refs.get(row.person_id or 0, ""),
            )
            for row in rows
        ]


def _person(reference: str, person_ref: str, force: ForceName) -> tuple[CaseId, PersonFacts]:
    for kind in CaseKind:
        case_id = case_id_by_reference(reference, kind=kind, force=force)
        case = cases_by_id([case_id], force=force).get(case_id) if case_id else None
        person = case.person_by_ref(person_ref) if case else None
        if case_id and person:
            return case_id, person
    raise NobodyOfThatId(f"there is nobody {person_ref} in a case {reference} of force {force}: check all three")


def _audit(action: Action, case_id: CaseId, person: PersonFacts, *, by: Actor, force: ForceName, now: datetime) -> None:
    record_audit(action, by=by, force=force, now=now, case_id=case_id, person_id=person.person_id)
