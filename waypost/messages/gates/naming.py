"""Whether words of the record, which a text would hold as they are, name somebody whom the recipient may not know."""

import re
from collections.abc import Iterator

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


def names_somebody_else(question: Question) -> bool:
    """
    Whether the words name another victim, a witness, somebody who is not charged, or say where one of them lives.

    Whom they act for, and who acts for them, the recipient knows; who is charged is named in court. A name that is a
    word of the language too is found as well: an officer looks.
    """
    if not question.item or not (said := " ".join(_said(question))) or not _holds_words(question):
        return False
    known = set(_marks_of(question.person))
    for other in question.case.people:
        if _may_be_named(other, question):
            known.update(_marks_of(other))
    others = (mark for other in question.case.people for mark in _marks_of(other) if mark not in known)
    return any(re.search(rf"\b{re.escape(mark)}\b", said) for mark in others)


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
    for mark in (person.given_name, person.family_name, person.organisation_name, contact.address, contact.postcode):
        if mark and len(mark.strip()) >= _SHORTEST:
            yield mark.strip()


def _may_be_named(other: PersonFacts, question: Question) -> bool:
    person = question.person
    if other.ref in person.acts_for or person.ref in other.acts_for:
        return True
    return not _ACCUSED.isdisjoint(other.roles) and _is_charged(other, question.case)


def _is_charged(person: PersonFacts, case: CaseFacts) -> bool:
    is_before_court = any(person.ref in hearing.defendants for hearing in case.hearings)
    charged = any(fact.kind in _CHARGES and fact.person_ref == person.ref for fact in case.told_facts)
    return Role.DEFENDANT in person.roles or is_before_court or charged
