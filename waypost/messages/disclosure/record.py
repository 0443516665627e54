"""Makes the disclosure of a case. Who had it made, when and why is in the audit log."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.queries import force_settings, page_views
from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, JsonValue, PersonId
from waypost.cases.erasing.holds import NoSuchCase
from waypost.cases.queries import UnknownPerson, case_id_by_reference, cases_by_id
from waypost.cases.values import CaseFacts, CaseKind, PersonFacts
from waypost.messages.disclosure.items import Item, in_order, of_entry, of_thread, of_view, times
from waypost.messages.ledger import reading
from waypost.messages.queries import thread
from waypost.messages.thread_rules import ThreadItem

FORMAT = "org.waypost.disclosure.v1"
_HOW_TO_CHECK = (
    "Of each line with a proof: contents_digest is the SHA-256 of the salt (from hexadecimal) followed by `contents`"
    " as it stands, in UTF-8. digest is the SHA-256 of the RFC 8785 form of the object of at (utc), case_id,"
    " contents_digest, force, id (the entry), kind, message_id, person_id, reference and written_at. The seal is in"
    " the force's chain: `waypost ledger verify` walks it, up to the head that is kept elsewhere every day."
)


class NobodyOfThatId(LookupError):
    """Nobody of that id is in the case."""


@dataclass(frozen=True)
class Wanted:
    """What is disclosed, to whom it may concern: of one person only where `person_ref` is given."""

    force: ForceName
    reference: str
    person_ref: str | None
    reason: str


def disclose(wanted: Wanted, *, by: Actor, now: datetime) -> Mapping[str, JsonValue]:
    """
    Return the disclosure, a crime's and an incident's of the same reference together, in the order of happening.

    :raises NoSuchCase: if the force has no such case.
    :raises NobodyOfThatId: if nobody of that id is in it.
    """
    with in_force(wanted.force):
        cases = _cases(wanted)
        items = [item for case_id, facts in cases.items() for item in _items(case_id, facts, wanted)]
        head = reading.head(wanted.force)
        for case_id in cases:
            fields = ["person" if wanted.person_ref else "whole_case", wanted.reason]
            record_audit(Action.CASE_DISCLOSED, by=by, force=wanted.force, now=now, case_id=case_id, fields=fields)
    return {
        "format": FORMAT,
        "force": {"name": wanted.force, "title": force_settings(wanted.force).title},
        "reference": wanted.reference,
        "only_person": wanted.person_ref,
        "made_at": times(now),
        "made_by": by.id,
        "reason": wanted.reason,
        "head": {"number": head.number, "hash": head.hash, "sealed_at": times(head.sealed_at)} if head else None,
        "how_to_check": _HOW_TO_CHECK,
        "items": list(in_order(items)),
    }


def _cases(wanted: Wanted) -> Mapping[CaseId, CaseFacts | None]:
    """Return the cases of the reference; of one that was erased the ledger still has what stayed."""
    known = [case_id_by_reference(wanted.reference, kind=kind, force=wanted.force) for kind in CaseKind]
    case_ids = [case_id for case_id in known if case_id is not None]
    if not case_ids:
        raise NoSuchCase(f"there is no case {wanted.reference} in force {wanted.force}: check both")
    facts = cases_by_id(case_ids, force=wanted.force)
    found = {case_id: facts.get(case_id) for case_id in case_ids}
    people = [person.ref for each in found.values() if each for person in each.people]
    if wanted.person_ref is not None and wanted.person_ref not in people:
        raise NobodyOfThatId(f"there is nobody {wanted.person_ref} in case {wanted.reference}: check both")
    return found


def _items(case_id: CaseId, facts: CaseFacts | None, wanted: Wanted) -> Sequence[Item]:
    people = {person.person_id: person for person in facts.people} if facts else {}
    concerned = {person_id: person for person_id, person in people.items() if wanted.person_ref in {None, person.ref}}
    entries = [
        entry
        for entry in reading.entries_of_case(case_id, force=wanted.force)
        if wanted.person_ref is None or entry.columns.person_id is None or entry.columns.person_id in concerned
    ]
    seals = reading.seals_of([entry.columns.id for entry in entries], force=wanted.force)
    return [
        *(
            of_entry(entry, person=_name(people, entry.columns.person_id), seal=seals.get(entry.columns.id))
            for entry in entries
        ),
        *_beside_the_ledger(case_id, concerned, wanted.force, known={entry.columns.at for entry in entries}),
    ]


def _beside_the_ledger(
    case_id: CaseId, people: Mapping[PersonId, PersonFacts], force: ForceName, *, known: Set[datetime]
) -> Sequence[Item]:
    """Return what is on record elsewhere; what was written here is in the ledger at its very moment."""
    found = [
        of_view(view, person=_named(people[view.person_id]))
        for view in page_views([case_id], force=force)
        if view.person_id in people
    ]
    for person_id, person in people.items():
        said = [item for item in _thread(person_id, force) if not (item.is_written_here and item.at in known)]
        found += [of_thread(item, person=_named(person)) for item in said]
    return found


def _thread(person_id: PersonId, force: ForceName) -> Sequence[ThreadItem]:
    try:
        return thread(person_id, force=force)
    except UnknownPerson:
        return []


def _name(people: Mapping[PersonId, PersonFacts], person_id: int | None) -> str | None:
    person = people.get(PersonId(person_id)) if person_id is not None else None
    return _named(person) if person else None


def _named(person: PersonFacts) -> str:
    name = " ".join(filter(None, (person.given_name, person.family_name))) or person.organisation_name or ""
    return f"{name} ({person.ref})".strip()
