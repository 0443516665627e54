"""Whether words of the record, which a text would hold as they are, name somebody whom the recipient may not know."""

import re
from collections.abc import Iterator

from waypost.cases.contact import normalise_postcode
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.cases.vocabulary import Role
from waypost.messages import syntax
from waypost.messages.gates.question import Question
from waypost.messages.render import all_parts

_OF_THE_RECORD = frozenset(
    {"fact_text", "bail_conditions", "charged_offences", "hearing_result", "hearing_change_reason", "court_orders"}
)
_ACCUSED = frozenset({Role.SUSPECT, Role.DEFENDANT})
_CHARGES = frozenset({"suspect.charged", "suspect.requisitioned"})
_SHORTEST = 3
_BETWEEN_LINES = re.compile(r"[,\n]")
_HOUSE = re.compile(r"\d+\w?\s+\w")
_BLANK, _ANY_BLANKS = "\\ ", r"\s*"


def names_somebody_else(question: Question) -> bool:
    """
    Whether the words name another victim, a witness, somebody who is not charged, or say where one of them lives.

    Whom they act for, and who acts for them, the recipient knows; who is charged is named in court. Systems write names
    in capitals or not, and places with or without town and blank: all of these are found. A name that is a word of the
    language too is found where it begins with a capital: an officer looks.
    """
    if not question.item or not (said := " ".join(_said(question))) or not _holds_words(question):
        return False
    known = {mark.casefold() for mark in _marks_of(question.person)}
    for other in question.case.people:
        if _may_be_named(other, question):
            known.update(mark.casefold() for mark in _marks_of(other))
    others = (mark for other in question.case.people for mark in _marks_of(other) if mark.casefold() not in known)
    return any(_stands_in(said, mark) for mark in others)


def _stands_in(said: str, mark: str) -> bool:
    pattern = rf"\b{re.escape(mark).replace(_BLANK, _ANY_BLANKS)}\b"
    # In small letters it is a word, not somebody who is called so.
    return any(not found.group()[0].islower() for found in re.finditer(pattern, said, re.IGNORECASE))


def _holds_words(question: Question) -> bool:
    wording = question.template.wording(question.channel)
    parts = all_parts(wording, discreet=question.is_discreet) if wording else ()
    return not _OF_THE_RECORD.isdisjoint(syntax.names(parts))


def _said(question: Question) -> Iterator[str]:
    for fact in question.case.told_facts:
        if fact.id == question.item and fact.kind == question.trigger:
            yield from fact.words.values()
            yield from (text for texts in fact.lists.values() for text in texts)
    for hearing in question.case.hearings:
        if hearing.id == question.item:
            yield from (hearing.result or "", hearing.changed_reason or "")
            yield from (order.text or "" for order in hearing.orders)


def _marks_of(person: PersonFacts) -> Iterator[str]:
    """Yield what would tell who somebody is, or where they live."""
    contact = person.contact
    names = (person.given_name, person.family_name, person.organisation_name)
    for mark in (*names, contact.address, _street(contact.address), normalise_postcode(contact.postcode)):
        if mark and len(mark.strip()) >= _SHORTEST:
            yield mark.strip()


def _street(address: str | None) -> str:
    """Return the part of an address that has the number of the house, which is how people say it; empty without one."""
    parts = (part.strip() for part in _BETWEEN_LINES.split(address or ""))
    return next((part for part in parts if _HOUSE.match(part)), "")


def _may_be_named(other: PersonFacts, question: Question) -> bool:
    person = question.person
    if other.ref in person.acts_for or person.ref in other.acts_for:
        return True
    return not _ACCUSED.isdisjoint(other.roles) and _is_charged(other, question.case)


def _is_charged(person: PersonFacts, case: CaseFacts) -> bool:
    is_before_court = any(person.ref in hearing.defendants for hearing in case.hearings)
    charged = any(fact.kind in _CHARGES and fact.person_ref == person.ref for fact in case.told_facts)
    return Role.DEFENDANT in person.roles or is_before_court or charged
