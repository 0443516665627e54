"""
What a page of finding may show: enough to tell who is meant, not enough to be read out. Pure.

A caller may be anybody. Until a case is opened the page shows initials, a year and three figures: the caller says the
rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from waypost.access.values import Directory
from waypost.base.values import CaseId
from waypost.cases.birthdays import age_on
from waypost.cases.contact import normalise_phone, normalise_words
from waypost.cases.finding.likeness import Likeness
from waypost.cases.finding.values import By, Entry
from waypost.cases.values import CaseFacts, CaseKind, Officer, PersonFacts
from waypost.cases.vocabulary import Role
from waypost.console.presentation import staff_name, who
from waypost.console.standing import Standing
from waypost.console.words import Words

_ADULT = 18
_ACCUSED = frozenset({Role.SUSPECT.value, Role.DEFENDANT.value})
_ORDER = (Role.VICTIM.value, Role.PARENT_GUARDIAN.value, Role.REPORTER.value)
_KINDS = {CaseKind.CRIME: "Case", CaseKind.INCIDENT: "Incident"}


@dataclass(frozen=True)
class FoundLine:
    """One person in one case, masked. `warnings` are tags that stand out; `needs_reason`: opening asks why."""

    case_id: CaseId
    reference: str
    kind: str
    initials: str
    role: str
    born: str
    phone: str
    status: str
    officer: str
    warnings: tuple[str, ...]
    needs_reason: bool
    is_alike: bool


@dataclass(frozen=True)
class FoundView:
    """All that was found: those who match, and those who may be somebody else; `warnings` are about all of them."""

    asked: str
    lines: tuple[FoundLine, ...]
    alike: tuple[FoundLine, ...]
    warnings: tuple[str, ...]
    is_too_many: bool
    by: tuple[By, ...]

    @property
    def case_ids(self) -> tuple[CaseId, ...]:
        """The cases of which something is shown, each once."""
        return tuple(dict.fromkeys(line.case_id for line in (*self.lines, *self.alike)))


@dataclass(frozen=True)
class Around:
    """What the lines are made of beside the case: words, names of staff, the day."""

    words: Words
    directory: Directory
    today: date


def found_lines(entry: Entry, case: CaseFacts, *, stands: Standing, around: Around) -> Sequence[FoundLine]:
    """Return a line for the person who was found, or, where the case was, for each person in it, victims first."""
    people = [person for person in case.people if entry.person_id in {None, person.person_id}]
    return [_line(entry, case, person, stands=stands, around=around) for person in sorted(people, key=_rank)]


def warnings_of(lines: Iterable[FoundLine], by: Sequence[By], *, is_frozen: bool) -> tuple[str, ...]:
    """Return what must be known before anything is said, about all that was found."""
    found = []
    if is_frozen:
        found.append(
            "Nothing may be sent to this number or address: somebody said that it is not theirs, or messages came back."
        )
    accused = any(_TAG_OF_ACCUSED in line.warnings for line in lines)
    if accused and not {By.PHONE, By.EMAIL}.isdisjoint(by):
        found.append(
            "This number or address is on record for a suspect or defendant. Say nothing about any case until you know"
            " who is calling."
        )
    return tuple(found)


_TAG_OF_ACCUSED = "Suspect or defendant"


def _rank(person: PersonFacts) -> int:
    return min((_ORDER.index(role) for role in person.roles if role in _ORDER), default=len(_ORDER))


def _line(entry: Entry, case: CaseFacts, person: PersonFacts, *, stands: Standing, around: Around) -> FoundLine:
    words = around.words
    status = case.incident.status if case.incident else case.status
    return FoundLine(
        case_id=case.case_id,
        reference=case.reference,
        kind=_KINDS[case.kind],
        initials=initials(person),
        role=who(person, words=words) or "Role not known",
        born=str(person.date_of_birth.year) if person.date_of_birth else "",
        phone=last_figures(person),
        status=words.statuses.get(status or "", status or "Not known"),
        officer=_officer(case.officer, around.directory) if case.officer else "",
        warnings=tuple(_warnings(case, person, today=around.today)),
        needs_reason=stands is not Standing.OPEN,
        is_alike=entry.likeness is Likeness.ALIKE,
    )


def _officer(officer: Officer, directory: Directory) -> str:
    """Return how the directory calls the officer in the case, else how the crime system does."""
    if directory.by_collar(officer.collar_number):
        return staff_name(officer.collar_number, directory=directory)
    named = f"{officer.rank} {officer.name}" if officer.rank else officer.name
    return f"{named} ({officer.collar_number})"


def initials(person: PersonFacts) -> str:
    """Return e.g. "S. E.", or the like of an organisation; never a name."""
    names = (person.given_name, person.family_name) if not person.is_organisation else (person.organisation_name,)
    found = [normalise_words(name)[:1].upper() for name in names]
    said = " ".join(f"{letter}." for letter in found if letter)
    return f"{said} (organisation)" if said and person.is_organisation else said or "No name"


def last_figures(person: PersonFacts) -> str:
    """Return the last three figures of the number on record, or nothing."""
    numbers = (normalise_phone(person.contact.mobile), normalise_phone(person.contact.phone))
    return next((number[-3:] for number in numbers if number), "")


def _warnings(case: CaseFacts, person: PersonFacts, *, today: date) -> Iterable[str]:
    if not _ACCUSED.isdisjoint(person.roles):
        yield _TAG_OF_ACCUSED
    if person.deceased:
        yield "Recorded as dead"
    if person.date_of_birth and age_on(person.date_of_birth, today) < _ADULT:
        yield "Under 18"
    if person.plan is not None and person.plan.no_contact:
        yield "Asked for no contact"
    if case.is_flagged:
        yield "Be careful: flagged"
