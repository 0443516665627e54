"""
By what a finding is known again: its code and a digest of what it was found in. Pure.

What somebody has refused to mend is not asked again while the record says the same; another value is another question.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from waypost.cases.values import CaseFacts, DataFinding, PersonFacts

_LONGEST: Final = 12


def mark_of(finding: DataFinding, case: CaseFacts, person: PersonFacts | None) -> str:
    """Return the mark of a finding about somebody in a case, or about the case itself where `person` is None."""
    if person is None:
        value = _OF_CASE.get(finding.rule, _whole_case)(case)
    else:
        value = _OF_PERSON.get(finding.rule, _whole_person)(person)
    text = f"{finding.code}\x1f{value!r}"
    return hashlib.blake2b(text.encode(), digest_size=_LONGEST // 2).hexdigest()


def _names(person: PersonFacts) -> object:
    return (person.title, person.given_name, person.family_name, person.organisation_name, person.kind)


def _birth(person: PersonFacts) -> object:
    return person.date_of_birth


def _whole_person(person: PersonFacts) -> object:
    contact = person.contact
    lines = (contact.mobile, contact.phone, contact.email, contact.address, contact.postcode)
    return (_names(person), person.date_of_birth, lines, person.deceased, tuple(sorted(person.roles)))


def _title(case: CaseFacts) -> object:
    return (case.offence_title, case.group, case.flags, tuple(one.plan for one in case.people))


def _dates(case: CaseFacts) -> object:
    return (case.recorded_at, case.occurred_from, case.outcome.decided_at if case.outcome else None)


def _outcome(case: CaseFacts) -> object:
    return (case.group, case.outcome.code if case.outcome else None)


def _whole_case(case: CaseFacts) -> object:
    return (_title(case), _dates(case), _outcome(case))


_OF_PERSON: Final[Mapping[str, Callable[[PersonFacts], object]]] = {
    "Q11": _names,
    "Q12": _names,
    "Q13": _names,
    "Q14": _birth,
    "Q15": _birth,
    "Q20": _names,
}
_OF_CASE: Final[Mapping[str, Callable[[CaseFacts], object]]] = {"Q17": _outcome, "Q25": _title, "Q27": _dates}
