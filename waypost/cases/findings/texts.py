"""Every free text of a record, with who could have meant it and when it was written. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from waypost.cases.applied import AnyApplied, AppliedCase
from waypost.cases.snapshot import Appointment, Person
from waypost.cases.vocabulary import EntryKind


@dataclass(frozen=True)
class FreeText:
    """Something that a human being wrote; `at` is None where nobody knows when: in a field that can be changed."""

    text: str
    at: datetime | None = None


def free_texts(applied: AnyApplied) -> Iterator[FreeText]:
    """Yield what people have written into a crime or an incident, but not what Waypost itself noted there."""
    if isinstance(applied, AppliedCase):
        yield from _of_crime(applied)
    else:
        yield from _of_fields(applied.title, applied.information_required)
    for person in applied.people:
        yield from _of_person(person)
    for appointment in applied.appointments:
        yield from _of_appointment(appointment)


def _of_crime(applied: AppliedCase) -> Iterator[FreeText]:
    yield from _of_fields(applied.summary, applied.outcome.reason if applied.outcome else None)
    for entry in applied.entries:
        is_ours = entry.kind == EntryKind.SYSTEM_NOTE and entry.waypost_id
        if not is_ours:
            yield FreeText(entry.text, entry.at)
    for fact in applied.facts:
        for value in fact.details.values():
            if isinstance(value, str):
                yield FreeText(value, fact.at)
    for task in applied.tasks:
        if task.note:
            yield FreeText(task.note, task.at)


def _of_person(person: Person) -> Iterator[FreeText]:
    contact = person.contact
    yield from _of_fields(
        person.title, person.given_name, person.family_name, person.organisation_name,
        contact.address, contact.mobile, contact.phone, contact.email,
    )  # fmt: skip
    if person.authority is not None:
        yield from _of_fields(person.authority.scope)


def _of_appointment(appointment: Appointment) -> Iterator[FreeText]:
    yield from _of_fields(appointment.place)


def _of_fields(*texts: str | None) -> Iterator[FreeText]:
    for text in texts:
        if text:
            yield FreeText(text)
