"""Numbers and addresses to which nothing may go, in the whole force. The stricter word wins: any open row freezes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from waypost.access.values import Actor
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.choices import LONGEST_KEY, ContactKind, WhyFrozen
from waypost.cases.models import Case, FrozenContact, Person
from waypost.cases.operations import NewEvent, add_event
from waypost.cases.places import wake_readers


class NoContact(ValueError):
    """There is no number or address to freeze: what is on record cannot be read."""


@dataclass(frozen=True)
class Frozen:
    """
    That a contact is not to be used. `key` is as `choices.contacts_of` returns it; `person_id` is whose message it was.
    """

    kind: ContactKind
    key: str
    why: WhyFrozen
    person_id: PersonId | None = None


def freeze_contact(frozen: Frozen, *, force: ForceName, by: Actor, now: datetime) -> bool:
    """
    Let nothing go to this contact any more, in the whole force; return whether that was new.

    What is said not to be the reader's own stands on the timeline of the case that it was said about. Every case with
    that contact is looked at again; what is queued meanwhile is stopped where it is leased.

    :raises NoContact: if the key is empty.
    """
    if not frozen.key:
        raise NoContact
    with in_force(force):
        case = _case_of(frozen.person_id, force)
        is_new = _keep(frozen, case, by=by, force=force, now=now)
        if is_new and case is not None and frozen.why is WhyFrozen.NOT_ME:
            event = NewEvent("contact.not_me", now, person_ref=case.ref)
            add_event(case.case_id, force=force, event=event, now=now)
        if is_new:
            _look_again(frozen.key, case, force=force, now=now)
        return is_new


def frozen_among(keys: Collection[str], *, force: ForceName) -> frozenset[str]:
    """Return those of these normalised contacts to which nothing may go now; one look by their index."""
    with in_force(force):
        rows = FrozenContact.objects.filter(force=force, key__in=sorted(keys), lifted_at=None)
        return frozenset(rows.values_list("key", flat=True))


def entries_with(keys: Collection[str], *, force: ForceName) -> Mapping[PersonId, CaseId]:
    """Return everybody in the force who has one of these normalised numbers or e-mail addresses, with their case."""
    found: dict[PersonId, CaseId] = {}
    with in_force(force):
        # One look each: so that each is found by its index.
        for field in ("mobile_key", "phone_key", "email_key"):
            rows = Person.objects.filter(force=force, is_present=True, **{f"{field}__in": sorted({*keys} - {""})})
            known = rows.exclude(**{field: ""}).values_list("id", "case_id")
            found.update((PersonId(person_id), CaseId(case_id)) for person_id, case_id in known)
    return found


def lift_frozen_contact(kind: ContactKind, key: str, *, force: ForceName, by: Actor, now: datetime) -> bool:
    """
    Let this contact be used again, whatever froze it; return whether it was frozen.

    Whether somebody has made sure whose it is, is asked by the door.
    """
    with in_force(force):
        held = FrozenContact.objects.filter(force=force, kind=kind, key=key[:LONGEST_KEY], lifted_at=None)
        count = held.update(lifted_at=now, lifted_by=by.id[:80])
        if count:
            _look_again(key, None, force=force, now=now)
        return count > 0


@dataclass(frozen=True)
class _Place:
    case_id: CaseId
    ref: str


def _case_of(person_id: PersonId | None, force: ForceName) -> _Place | None:
    if person_id is None:
        return None
    row = Person.objects.values_list("case_id", "ref").get(force=force, id=person_id)
    # Before the frozen row and the places: intake locks in this order.
    Case.objects.select_for_update().get(force=force, id=row[0])
    return _Place(CaseId(row[0]), row[1])


def _keep(frozen: Frozen, case: _Place | None, *, by: Actor, force: ForceName, now: datetime) -> bool:
    try:
        with transaction.atomic():
            FrozenContact.objects.create(
                force=force,
                kind=frozen.kind,
                key=frozen.key[:LONGEST_KEY],
                why=frozen.why,
                case_id=case.case_id if case else None,
                person_id=frozen.person_id,
                since=now,
                frozen_by=by.id[:80],
            )
    except IntegrityError:
        return False
    return True


def _look_again(key: str, case: _Place | None, *, force: ForceName, now: datetime) -> None:
    """Wake the readers of every case with this contact: in one statement, so that two cannot lock each other out."""
    wake_readers(sorted({*_cases_with(key, force), *([case.case_id] if case else [])}), force=force, now=now)
    wake("drain", force=force)


def _cases_with(key: str, force: ForceName) -> Sequence[CaseId]:
    found: set[int] = set()
    # One look each: so that each is found by its index.
    for field in ("mobile_key", "phone_key", "email_key"):
        rows = Person.objects.filter(force=force, is_present=True, **{field: key}).exclude(**{field: ""})
        found.update(rows.values_list("case_id", flat=True))
    return [CaseId(case_id) for case_id in found]
