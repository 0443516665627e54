"""Every read behind the page where somebody writes to a victim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.queries import force_settings
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.cases.queries import UnknownPerson, delivery_facts
from waypost.cases.values import CaseFacts, DeliveryFacts
from waypost.console.presentation import who
from waypost.console.safe_contact import Reaching, reaching
from waypost.console.words import console_words
from waypost.messages.operations.replying import why_not_to_write
from waypost.messages.queries import thread
from waypost.messages.replies import filled, reply_template, reply_templates, reply_words
from waypost.messages.thread_rules import ThreadItem


@dataclass(frozen=True)
class Said:
    """One message of the thread, as staff read it; the names are those of the macro. `is_own`: by staff."""

    at: datetime
    author: str
    is_own: bool
    text: str
    note: str


@dataclass(frozen=True)
class Beginning:
    """A text that somebody may begin with; its names are those of the macro."""

    value: str
    text: str
    selected: bool = False


@dataclass(frozen=True)
class Writing:
    """All that the page shows. `refused` says why nothing can be written, empty where something can."""

    reference: str
    name: str
    role: str
    reach: Reaching | None
    thread: tuple[Said, ...]
    beginnings: tuple[Beginning, ...]
    refused: str


def writing(case: CaseFacts, person_id: PersonId, *, by: Staff, now: datetime) -> Writing | None:
    """Return what is shown to who writes to this person, or None where they are not in the case."""
    with in_force(by.force):
        facts = delivery_facts([person_id], force=by.force).get(person_id)
        if facts is None or facts.case.case_id != case.case_id:
            return None
        said = _thread(person_id, by)
        why = why_not_to_write(person_id, force=by.force, now=now)
    words = console_words()
    return Writing(
        reference=case.reference,
        name=_name(facts),
        role=who(facts.person, words=words),
        reach=reaching(facts, words=words, now=now),
        thread=tuple(_said(item, _name(facts)) for item in said),
        beginnings=(Beginning("", "No text: I write it myself"), *(_beginnings())),
        refused=reply_words().refused[why] if why else "",
    )


def begin_with(template_id: str, case: CaseFacts, *, by: Staff) -> str:
    """Return a text to begin with, its places filled in; empty where there is none of that id."""
    template = reply_template(template_id)
    return filled(template, case=case, force=force_settings(by.force), writer=by) if template else ""


def _beginnings() -> Sequence[Beginning]:
    return [Beginning(one.id, one.title) for one in reply_templates()]


def _thread(person_id: PersonId, by: Staff) -> Sequence[ThreadItem]:
    try:
        return thread(person_id, force=by.force)
    except UnknownPerson:
        return []


def _said(item: ThreadItem, name: str) -> Said:
    author = name if item.is_own else item.author or "The police"
    # Of what staff write the crime system gets a note, which need not come back as an entry.
    note = "" if item.has_arrived or not item.is_own else "Not yet in the crime system"
    return Said(at=item.at, author=author, is_own=not item.is_own, text=item.text, note=note)


def _name(facts: DeliveryFacts) -> str:
    person = facts.person
    names = (person.title, person.given_name, person.family_name)
    return " ".join(name for name in names if name) or person.organisation_name or "Name not recorded"
